"""Any function with any arguments gives a value or an error of the form, never a Python error or a value of no kind."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commissioner_app.forms.errors import FormError
from commissioner_app.forms.expression.functions.registry import FUNCTIONS
from commissioner_app.forms.expression.moments import Moment
from commissioner_app.forms.expression.nodes import XNode
from commissioner_app.forms.expression.values import to_boolean, to_number, to_string
from tests.forms.builder import run
from tests.forms.expression.evaluating import value_in, value_of

FORM = run(
    "<out/><i>7</i><d>2.5</d><s>some text</s><e/><day>2026-03-05</day><here>31.6 115.9 0 0</here><r><n>1</n></r><r><n>x</n></r>",
    "".join(
        f'<bind nodeset="/data/{name}" type="{kind}"/>'
        for name, kind in (("i", "int"), ("d", "decimal"), ("day", "date"), ("here", "geopoint"))
    ),
    '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/n"/></repeat></group>',
)
LITERALS = st.one_of(
    st.sampled_from(
        ["''", "'a'", "' a  b '", "'2026-03-05'", "'2026-02-30'", "'10:20'", "'1 2;3 4'", "'%Y-%m'", "'MD5'", "'('"]
    ),
    st.sampled_from(["0", "1", "-1", "2.5", "1 div 0", "-1 div 0", "0 div 0", "12345678901234567890", "0.0000001"]),
    st.sampled_from(["true()", "false()", "today()", "now()", "date('2026-03-05')", "date-time(20000.5)"]),
    st.text("ab1.-%; 梅\\", max_size=8).map(lambda text: f"'{text}'"),
    st.integers(-(10**9), 10**9).map(str),
)
PATHS = st.sampled_from(
    [
        "/data/i",
        "/data/d",
        "/data/s",
        "/data/e",
        "/data/day",
        "/data/here",
        "/data/r/n",
        "/data/r",
        "/data/nothing",
        ".",
        "..",
    ]
)


@st.composite
def calls(draw: st.DrawFn, arguments: st.SearchStrategy[str]) -> str:
    """A call that has as many arguments as its function takes."""
    name = draw(st.sampled_from(sorted(set(FUNCTIONS) - {"uuid"})))
    found = FUNCTIONS[name]
    count = draw(st.integers(found.low, min(found.high, found.low + 3)))
    return f"{name}({', '.join(draw(arguments) for _ in range(count))})"


def is_sound(value: object) -> bool:
    """Whether a value is of one of the kinds there are, and can be turned into the others."""
    if isinstance(value, FormError):
        return True
    if isinstance(value, list):
        assert all(isinstance(node, XNode) for node in value)
    else:
        assert isinstance(value, str | float | bool | Moment), value
    assert isinstance(to_string(value), str)
    assert isinstance(to_number(value), float)
    assert isinstance(to_boolean(value), bool)
    return True


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(calls(st.one_of(LITERALS, PATHS, calls(LITERALS))))
def test_calls_in_a_form(source: str) -> None:
    assert is_sound(value_in(FORM, "/data/out", source))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(calls(st.one_of(LITERALS, calls(LITERALS))))
def test_calls_outside_a_form(source: str) -> None:
    try:
        value = value_of(source)
    except FormError:
        return
    assert is_sound(value)
