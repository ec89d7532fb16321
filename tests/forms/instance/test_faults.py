"""Expressions that fail while a form is filled: the question says which and where, and the form goes on."""

from __future__ import annotations

from pathlib import Path

from commissioner_app.forms.check import check_file
from commissioner_app.forms.instance.finding import find
from tests.forms.builder import run, xform

FIELDS = "<a/><b/><c/><d/>"
BODY = '<input ref="/data/a"/><input ref="/data/b"/><input ref="/data/c"/>'


def test_a_failing_calculation_names_expression_and_place() -> None:
    binds = """<bind nodeset="/data/b" calculate="date(/data/a)"/><bind nodeset="/data/c" calculate="concat(/data/b, '!')"/>"""
    form = run(FIELDS, binds, BODY)
    form.answer("/data/a", "no date")
    problem = form.problems()[0]
    assert (problem.ref, problem.kind) == ("/data/b", "calculation")
    assert "date(/data/a)" in problem.message
    assert "no date" in problem.message
    error = find(form._state, "/data/b").error
    assert error is not None
    assert (error.place.node, error.place.column, error.place.expression) == ("/data/b", "calculate", "date(/data/a)")
    assert form.node("/data/c").value == "!"
    changes = form.answer("/data/a", "2026-03-05")
    assert "/data/b" in changes.refs
    assert form.problems() == []


def test_a_failing_constraint_is_forgotten_when_it_works_again() -> None:
    form = run(FIELDS, '<bind nodeset="/data/a" constraint="regex(., /data/b)"/>', BODY)
    form.answer("/data/b", "[0-9")
    form.answer("/data/a", "7")
    assert form.problems()[0].kind == "calculation"
    assert "regex(., /data/b)" in form.problems()[0].message
    form.answer("/data/b", "[0-9]")
    assert form.problems() == []
    form.answer("/data/b", "[")
    assert form.problems()
    form.answer("/data/a", "")
    assert form.problems() == []


def test_what_cannot_be_decided_is_shown() -> None:
    form = run(FIELDS, '<bind nodeset="/data/c" relevant="date(/data/a) &gt; today()"/>', BODY)
    assert not form.node("/data/c").relevant
    form.answer("/data/a", "soon")
    assert form.node("/data/c").relevant
    assert form.node("/data/c").message
    form.answer("/data/a", "1999-01-01")
    assert not form.node("/data/c").relevant
    assert form.problems() == []


def test_a_failing_label_is_no_problem_of_the_answer() -> None:
    label = '<input ref="/data/a"><label>Due <output value="date(/data/b)"/></label></input><input ref="/data/b"/>'
    form = run(FIELDS, "", label)
    form.answer("/data/b", "soon")
    assert form.node("/data/a").label == "Due"
    assert form.problems() == []


def test_a_pattern_without_end_stops_and_says_so() -> None:
    form = run(FIELDS, """<bind nodeset="/data/a" constraint="regex(., '(a|a)*b')"/>""", BODY)
    form.answer("/data/a", "a" * 60 + "!b")
    assert "(a|a)*b" in form.problems()[0].message


def test_an_unknown_function_is_warned_of_and_fails_only_where_it_is_reached() -> None:
    binds = """<bind nodeset="/data/a" constraint="slected(., 'x')"/>
    <bind nodeset="/data/b" calculate="if(/data/c = '', 1, foo())"/>"""
    form = run(FIELDS, binds, BODY)
    warned = {(error.code, error.place.node, error.place.column) for error in form.definition.warnings}
    assert warned == {("function_unknown", "/data/a", "constraint"), ("function_unknown", "/data/b", "calculate")}
    assert form.node("/data/b").value == "1"
    assert form.problems() == []
    form.answer("/data/c", "now")
    form.answer("/data/a", "x")
    messages = {problem.ref: problem.message for problem in form.problems()}
    assert "selected" in messages["/data/a"]
    assert "foo" in messages["/data/b"]


def test_checking_an_xform_tells_of_unknown_functions_as_errors(tmp_path: Path) -> None:
    path = tmp_path / "form.xml"
    path.write_text(xform(FIELDS, """<bind nodeset="/data/a" constraint="slected(., 'x')"/>""", BODY), encoding="utf-8")
    (found,) = check_file(path, "en")
    assert (found.severity, found.code) == ("error", "function_unknown")
    assert "selected" in found.message
