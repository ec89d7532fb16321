"""Choice lists are looked up, not walked: the same rows whatever columns a filter compares, and ready with the form."""

from __future__ import annotations

import gc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioner_app.forms.errors import FormError
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.loading import load_xform
from tests.forms.builder import xform

ROWS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from("12")), min_size=17, max_size=60
)
TESTS = {
    "kind = /data/a": lambda a, b, row: row[0] == a,
    "/data/b = part": lambda a, b, row: row[1] == b,
    "kind = /data/a and part = /data/b": lambda a, b, row: (row[0], row[1]) == (a, b),
    "kind = 'a' and part = /data/b and size &gt; 1": lambda a, b, row: (row[0], row[1]) == ("a", b) and row[2] == "2",
    "size = '1' and (kind = /data/a or part = /data/b)": lambda a, b, row: (
        row[2] == "1" and (row[0] == a or row[1] == b)
    ),
    "kind = /data/a and position() &lt; 5": None,
}


def form_with(rows: list[tuple[str, str, str]], test: str) -> FormInstance:
    lines = "\n".join(f"n{number},{','.join(row)}" for number, row in enumerate(rows))
    select = f'<select1 ref="/data/q"><itemset nodeset="instance(\'things\')/root/item[{test}]"><value ref="name"/>'
    source = xform(
        "<a/><b/><q/>",
        body=f'<input ref="/data/a"/><input ref="/data/b"/>{select}<label ref="name"/></itemset></select1>',
        more='<instance id="things" src="jr://file-csv/things.csv"/>',
    )
    return FormInstance(load_xform(source, files={"things.csv": f"name,kind,part,size\n{lines}\n".encode()}))


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, test=st.sampled_from(sorted(TESTS)), a=st.sampled_from("abc"), b=st.sampled_from("xyzw"))
def test_an_index_finds_what_walking_finds(rows: list[tuple[str, str, str]], test: str, a: str, b: str) -> None:
    form = form_with(rows, test)
    form.answer("/data/a", a)
    form.answer("/data/b", b)
    holds = TESTS[test]
    if holds is None:
        wanted = [f"n{number}" for number, row in enumerate(rows[:4]) if row[0] == a]
    else:
        wanted = [f"n{number}" for number, row in enumerate(rows) if holds(a, b, row)]
    assert [choice.value for choice in form.node("/data/q").choices] == wanted


def test_indexes_are_made_with_the_form() -> None:
    rows = [("a", "x", "1"), ("b", "y", "2")] * 20
    made = form_with(rows, "kind = /data/a and part = /data/b").definition.caches.indexes
    assert {column for _, _, column in made} == {"kind", "part"}
    assert not form_with(rows[:10], "kind = /data/a").definition.caches.indexes, "a short list is walked"
    assert not form_with(rows, "size &gt; /data/a").definition.caches.indexes


@pytest.mark.parametrize("on", [True, False])
def test_loading_leaves_the_collector_as_it_was(on: bool) -> None:
    before = gc.isenabled()
    (gc.enable if on else gc.disable)()
    try:
        load_xform(xform("<a/>"))
        assert gc.isenabled() is on
        with pytest.raises(FormError):
            load_xform("<broken")
        assert gc.isenabled() is on
    finally:
        (gc.enable if before else gc.disable)()
