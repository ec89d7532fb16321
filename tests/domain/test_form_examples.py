"""Each form that ships can be filled to the end, and each of its constraints refuses something."""

from __future__ import annotations

from functools import cache

import pytest

from commissioner_app.forms.check import check_file
from commissioner_app.forms.definition import FormDefinition
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.loading import load_xform
from commissioner_app.forms.xlsform.conversion import to_xform
from commissioner_app.forms.xlsform.tables import lists_beside, read_folder
from tests.domain.filling import BAD, fill, leaves, refused
from tests.domain.samples import NOW
from tests.domain.test_domain_fields import FORMS

ALL = sorted(path.parent.name for path in FORMS.glob("*/settings.csv"))
WHOLE = [form for form in ALL if not form.startswith("obs_")]


@cache
def definition(form: str) -> FormDefinition:
    return load_xform(to_xform(read_folder(FORMS / form, lists_beside(FORMS / form))).xml)


def constrained(form: str) -> set[str]:
    rows = read_folder(FORMS / form, lists_beside(FORMS / form)).rows("survey")
    return {row["name"] for row in rows if row.get("constraint")}


@pytest.mark.parametrize("form", WHOLE)
def test_it_can_be_filled_to_the_end(form: str) -> None:
    instance = FormInstance(definition(form), now=lambda: NOW)
    fill(instance)
    assert [(problem.ref, problem.kind) for problem in instance.problems()] == []
    assert [node.ref for node in leaves(instance.root) if not node.value] == []
    answers = instance.to_answers()
    assert len(answers) > 5
    again = FormInstance(definition(form), now=lambda: NOW, answers=answers)
    assert [problem.ref for problem in again.problems()] == []


@pytest.mark.parametrize("form", ALL)
def test_each_constraint_refuses_something(form: str) -> None:
    instance = FormInstance(definition(form), now=lambda: NOW)
    fill(instance)
    asked = constrained(form)
    for node in list(leaves(instance.root)):
        if node.name in asked and not node.choices:
            before = node.value
            assert any(refused(instance, node, one) for one in BAD.get(node.type, BAD["string"])), node.ref
            instance.answer(node.ref, before)


@pytest.mark.parametrize("form", ALL)
def test_the_check_has_nothing_to_say(form: str) -> None:
    assert check_file(FORMS / form, "en") == []
