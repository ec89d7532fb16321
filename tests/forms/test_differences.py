"""What a version changes: nothing against itself, the reverse backwards, and in words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioner_app.forms.definition import FormDefinition
from commissioner_app.forms.differences import compare, core_losses
from tests.forms.builder import definition

TYPES = ("text", "integer", "date", "select_one yn", "geopoint")
Question = tuple[str, str, bool]
QUESTIONS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from(TYPES), st.booleans()),
    unique_by=lambda one: one[0],
    min_size=1,
)


def made(questions: list[Question]) -> FormDefinition:
    """A form of these questions: name, type, whether it fills a core field."""
    rows = "\n".join(
        f"| | {kind} | {name} | Q{name} | {f'core_{name}' if core else ''} |" for name, kind, core in questions
    )
    return definition(
        f"| survey |\n| | type | name | label | save_to |\n{rows}\n| choices |\n| | list_name | name | label |\n"
        "| | yn | y | Yes |\n| | yn | n | No |\n| entities |\n| | list_name | label |\n| | host | x |\n"
    )


@settings(max_examples=25, deadline=None)
@given(QUESTIONS, QUESTIONS)
def test_laws_of_comparison(one: list[Question], other: list[Question]) -> None:
    before, after = made(one), made(other)
    assert compare(before, before, "zh") == [] and core_losses(before, before) == []
    names = {name for name, _, _ in one}, {name for name, _, _ in other}
    found = {(difference.kind, difference.path) for difference in compare(before, after, "zh")}
    assert {path for kind, path in found if kind == "added"} == names[1] - names[0]
    assert {path for kind, path in found if kind == "removed"} == names[0] - names[1]
    backwards = {(difference.kind, difference.path) for difference in compare(after, before, "zh")}
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    assert {(turned[kind], path) for kind, path in found} == backwards
    kept = {name for name, _, core in other if core}
    assert {f"core_{name}" for name, _, core in one if core and name not in kept} <= {
        loss.name for loss in core_losses(before, after)
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_text_and_a_choice_are_kept_alike_other_types_are_not(lang: str) -> None:
    text, choice, number = (made([("a", kind, True)]) for kind in ("text", "select_one yn", "integer"))
    assert core_losses(text, choice) == [] and core_losses(choice, text) == []
    (loss,) = core_losses(text, number)
    words = loss.words(lang)
    assert ("整数" in words) == (lang == "zh") and ("whole number" in words) == (lang == "en")
    (change,) = compare(text, number, lang)
    assert change.what == ("type",) and "{" not in change.words(lang)
