"""How expressions read answers: by declared type, and by what calculated them, as both reference engines do."""

from __future__ import annotations

import pytest

from commissioner_app.forms.expression.parser import parse
from commissioner_app.forms.expression.results import gives_boolean
from tests.forms.builder import run
from tests.forms.expression.evaluating import calculated

FIELDS = "<i>5</i><d>5.0</d><long>2.50</long><zero>0</zero><s>05</s><no>false</no><e/><day>2026-03-05</day>"
BINDS = "".join(
    f'<bind nodeset="/data/{name}" type="{kind}"/>'
    for name, kind in (("i", "int"), ("d", "decimal"), ("long", "decimal"), ("zero", "int"), ("day", "date"))
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("concat(/data/d, ' kg')", "5 kg"),
        ("concat(/data/long, /data/i)", "2.55"),
        ("string-length(/data/d)", "1"),
        ("/data/i = /data/d", "1"),
        ("/data/i = '05'", "1"),
        ("/data/d = '5'", "1"),
        ("/data/s = '5'", "0"),
        ("/data/s = 5", "1"),
        ("/data/d != /data/i", "0"),
        ("/data/long > /data/i", "0"),
        ("if(/data/zero, 'yes', 'no')", "no"),
        ("if(/data/i, 'yes', 'no')", "yes"),
        ("if(/data/no, 'yes', 'no')", "yes"),
        ("if(/data/e, 'yes', 'no')", "no"),
        ("not(/data/e)", "1"),
        ("/data/zero or /data/e", "0"),
        ("/data/day + 1", "20518"),
        ("checklist(1, 1, /data/zero, /data/i)", "1"),
    ],
)
def test_by_type(expression: str, expected: str) -> None:
    assert calculated(expression, FIELDS, BINDS) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("concat(/data/flag, '!')", "true!"),
        ("if(/data/flag, 1, 2)", "1"),
        ("if(/data/off, 1, 2)", "2"),
        ("/data/flag = 'true'", "1"),
        ("/data/off = 'false'", "1"),
        ("/data/off = '0'", "1"),
        ("/data/off != '1'", "1"),
        ("/data/flag = 1", "1"),
        ("/data/flag = true()", "1"),
        ("/data/flag + 1", "2"),
        ("/data/flag and not(/data/off)", "1"),
        ("number(/data/off)", "0"),
        ("/data/count0 or false()", "0"),
    ],
)
def test_a_calculated_yes_or_no(expression: str, expected: str) -> None:
    binds = (
        '<bind nodeset="/data/flag" calculate="2 &gt; 1"/><bind nodeset="/data/off" calculate="if(1 = 2, true(), false())"/>'
        '<bind nodeset="/data/count0" calculate="count(/data/nothing)"/>'
    )
    assert calculated(expression, "<flag/><off/><count0/>", binds) == expected


def test_unanswered_items_do_not_count() -> None:
    rows = "".join(f"<row><n>{n}</n></row>" for n in ("4", "", "-2"))
    calculations = {
        "s": "sum(/data/row/n)",
        "a": "min(/data/row/n)",
        "b": "max(/data/row/n)",
        "c": "count(/data/row/n)",
    }
    binds = "".join(f'<bind nodeset="/data/{key}" calculate="{value}"/>' for key, value in calculations.items())
    body = '<group ref="/data/row"><repeat nodeset="/data/row"><input ref="/data/row/n"/></repeat></group>'
    form = run(f"{rows}<s/><a/><b/><c/>", f'<bind nodeset="/data/row/n" type="int"/>{binds}', body)
    assert [form.node(f"/data/{key}").value for key in calculations] == ["2", "-2", "4", "3"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 = 1", True),
        ("not(.)", True),
        ("if(1, true(), a < b)", True),
        ("coalesce(selected(., 'a'), false())", True),
        ("if(1, true(), 0)", False),
        ("1 + 1", False),
        (". | a", False),
        ("a", False),
    ],
)
def test_expressions_known_to_give_yes_or_no(source: str, expected: bool) -> None:
    assert gives_boolean(parse(source)) is expected


def test_what_is_not_relevant_or_not_there_compares_as_empty() -> None:
    binds = '<bind nodeset="/data/a" relevant="/data/b = \'x\'"/>'
    for expression, expected in (
        ("/data/a = ''", "1"),
        ("/data/a != ''", "0"),
        ("/data/a != 'kept'", "1"),
        ("/data/nowhere = ''", "1"),
        ("/data/b = /data/a", "1"),
        ("/data/a < 1", "0"),
    ):
        assert calculated(expression, "<a>kept</a><b/>", binds) == expected, expression


def test_days_from_an_unanswered_date_are_nothing() -> None:
    assert calculated("date(/data/day + 30)", "<day/>", '<bind nodeset="/data/day" type="date"/>', "date") == ""
    assert calculated("date(/data/day + 30)", "<day>2026-03-05</day>", kind="date") == "2026-04-04"
    assert calculated("decimal-date-time(/data/day)", "<day/>") == ""
