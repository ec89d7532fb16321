"""Forms from outside: no entities, no network, no hanging, no traceback."""

from __future__ import annotations

import pytest

from commissioner_app.forms.errors import FormError
from commissioner_app.forms.expression.parser import parse
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.loading import load_xform
from tests.forms.builder import run, xform

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><html>&c;</html>'
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><html><t>&f;</t></html>'


@pytest.mark.parametrize("source", [BOMB, OUTSIDE])
def test_entities_are_refused(source: str) -> None:
    with pytest.raises(FormError) as error:
        load_xform(source)
    assert error.value.code in ("xml_unsafe", "xml_bad")


@pytest.mark.parametrize(
    "expression",
    ["(" * 5000 + "1" + ")" * 5000, "-" * 100_000 + "1", "a[" * 3000 + "1" + "]" * 3000, "not(" * 500, "1" * 300_000],
)
def test_deep_expressions_end_in_an_error_or_a_tree(expression: str) -> None:
    try:
        parse(expression)
    except FormError as error:
        assert error.code in ("too_deep", "expression_end", "expression_extra")


def test_long_chains_do_not_nest() -> None:
    form = run("<a>1</a><b/>", f'<bind nodeset="/data/b" calculate="{" + ".join(["/data/a"] * 3000)}"/>')
    assert form.node("/data/b").value == "3000"


def test_nested_conditions_as_long_as_people_write_them() -> None:
    source = "".join(f"if(/data/a = {i}, 'v{i}', " for i in range(70)) + "''" + ")" * 70
    form = run("<a>69</a><b/>", f'<bind nodeset="/data/b" calculate="{source}"/>')
    assert form.node("/data/b").value == "v69"


def test_deep_instances_are_refused() -> None:
    with pytest.raises(FormError):
        load_xform(xform("<g>" * 200 + "</g>" * 200))


def test_thousand_calculations_in_a_chain() -> None:
    fields = "".join(f"<c{i}/>" for i in range(1000))
    binds = "".join(f'<bind nodeset="/data/c{i}" calculate="/data/c{i - 1} + 1"/>' for i in range(999, 0, -1))
    form = run(fields, binds, '<input ref="/data/c0"/>')
    form.answer("/data/c0", "1")
    assert form.node("/data/c999").value == "1000"


def test_actions_that_chase_each_other_end() -> None:
    body = (
        '<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b" value="/data/b + 1"/></input>'
        '<input ref="/data/b"><setvalue event="xforms-value-changed" ref="/data/a" value="/data/a + 1"/></input>'
    )
    form = run("<a>0</a><b>0</b>", "", body)
    with pytest.raises(FormError) as error:
        form.answer("/data/a", "5")
    assert error.value.code == "not_settling"
    assert form.node("/data/a").value == "0"


@pytest.mark.parametrize("pattern", ["(", "[", "*", "(?P", "\\"])
def test_bad_patterns_are_errors_at_the_question(pattern: str) -> None:
    form = run("<a/>", f'<bind nodeset="/data/a" constraint="regex(., \'{pattern}\')"/>', '<input ref="/data/a"/>')
    form.answer("/data/a", "x")
    assert form.problems()


def test_forms_without_parts() -> None:
    for source, code in (("<html/>", "no_model"), ("<html><model/></html>", "no_instance")):
        with pytest.raises(FormError) as error:
            load_xform(source)
        assert error.value.code == code
    assert FormInstance(load_xform("<html><model><instance><d/></instance></model></html>")).problems() == []
