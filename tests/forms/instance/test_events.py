"""Order of first load, dynamic defaults, triggers, values kept while not relevant."""

from __future__ import annotations

import itertools

from pyxform.xls2xform import convert

from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.loading import load_xform
from tests.forms.builder import NOON, fill, run, xform


def test_first_load_order() -> None:
    form = run(
        "<a>1</a><b/><c/><d/>",
        '<bind nodeset="/data/c" calculate="concat(/data/a, /data/b)"/>'
        '<bind nodeset="/data/d" jr:preload="date" jr:preloadParams="today" type="date"/>'
        '<setvalue event="odk-instance-first-load" ref="/data/b" value="/data/a + 1"/>',
    )
    assert form.node("/data/c").value == "12"
    assert form.node("/data/d").value == "2026-03-05"


def test_trigger_runs_only_on_a_real_change() -> None:
    form = fill("""
    | survey |
    | | type | name | label | trigger | calculation |
    | | text | a | A | | |
    | | calculate | n | | ${a} | coalesce(${n}, 0) + 1 |
    """)
    assert form.node("/data/n").value == ""
    form.answer("/data/a", "x")
    form.answer("/data/a", "x")
    assert form.node("/data/n").value == "1"
    form.answer("/data/a", "y")
    assert form.node("/data/n").value == "2"


def test_dynamic_default_in_new_repeat() -> None:
    form = fill("""
    | survey |
    | | type | name | label | default |
    | | text | base | Base | |
    | | begin_repeat | r | R | |
    | | text | v | V | ${base} |
    | | end_repeat | | | |
    """)
    form.answer("/data/base", "x")
    form.add("/data/r")
    assert [form.node(f"/data/r[{i}]/v").value for i in (1, 2)] == ["", "x"]


def test_irrelevant_values_are_kept_but_read_empty() -> None:
    form = run(
        "<show>1</show><g><a>5</a></g><sum/><seen/>",
        '<bind nodeset="/data/g" relevant="/data/show = 1"/><bind nodeset="/data/g/a" type="int"/>'
        '<bind nodeset="/data/sum" calculate="coalesce(/data/g/a, 0) + 1"/>'
        '<bind nodeset="/data/seen" calculate="count(/data/g/a)"/>',
        '<input ref="/data/show"/><group ref="/data/g"><input ref="/data/g/a"/></group>',
    )
    changes = form.answer("/data/show", "0")
    assert {"/data/g", "/data/g/a", "/data/sum"} <= changes.refs
    assert (form.node("/data/g/a").value, form.node("/data/sum").value, form.node("/data/seen").value) == ("", "1", "0")
    assert "<g>" not in form.to_xml()
    assert "g/a" not in form.to_answers()
    form.answer("/data/show", "1")
    assert (form.node("/data/g/a").value, form.node("/data/sum").value) == ("5", "6")


def test_once_and_random_are_not_drawn_again() -> None:
    form = run(
        "<a/><r/><u/>",
        '<bind nodeset="/data/r" calculate="once(random() + number(coalesce(/data/a, 0)) * 0)"/>'
        '<bind nodeset="/data/u" calculate="once(uuid())"/>',
        '<input ref="/data/a"/>',
    )
    before = (form.node("/data/r").value, form.node("/data/u").value)
    form.answer("/data/a", "1")
    assert (form.node("/data/r").value, form.node("/data/u").value) == before
    again = FormInstance(form.definition, saved=form.save())
    assert (again.node("/data/r").value, again.node("/data/u").value) == before


def test_an_error_in_a_calculation_is_shown_and_the_form_goes_on() -> None:
    form = run(
        "<a/><b/>",
        '<bind nodeset="/data/b" calculate="date(/data/a)"/>',
        '<input ref="/data/a"/><input ref="/data/b"/>',
    )
    changes = form.answer("/data/a", "never")
    assert "/data/b" in changes.refs
    assert form.node("/data/b").message.startswith("The calculation failed")
    assert [problem.kind for problem in form.problems()] == ["calculation"]
    form.answer("/data/a", "2026-01-01")
    assert form.node("/data/b").value == "2026-01-01"
    assert form.problems() == []


def test_clock_is_the_given_one() -> None:
    ticks = itertools.count()
    form = FormInstance(
        load_xform(xform("<t/>", '<bind nodeset="/data/t" type="dateTime" calculate="now()"/>')),
        now=lambda: NOON.replace(second=next(ticks) % 60),
    )
    assert form.node("/data/t").value.startswith("2026-03-05T")


def test_what_is_known_of_a_new_record_stands_before_its_first_values() -> None:
    survey = (
        "| survey |\n| | type | name | label | default |\n| | date | day | Day | today() |\n"
        "| | text | word | Word | concat('a', 'b') |\n"
        "| | start | begun | | |\n"
    )
    definition = load_xform(convert(xlsform=survey, file_type=".md").xform)
    plain = FormInstance(definition, answers={"word": "given"})
    assert plain.to_answers().get("day") is None, "a record that exists is not filled in anew"
    fresh = FormInstance(definition, answers={"word": "given"}, fresh=True)
    assert fresh.to_answers()["word"] == "given" and fresh.to_answers()["day"] and fresh.to_answers()["begun"]
    again = FormInstance(definition, saved=fresh.save(), fresh=True)
    assert again.to_answers() == fresh.to_answers()
