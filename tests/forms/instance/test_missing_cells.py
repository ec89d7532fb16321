"""Lists made by the converter leave out empty cells: such a cell reads as empty, in short lists and by the index of long ones."""

from __future__ import annotations

import pytest

from tests.forms.builder import run


def rows(count: int) -> str:
    """Every third row has no column ``region``, every third one is closed."""
    items = []
    for i in range(count):
        region = "" if i % 3 == 0 else f"<region>r{i % 3}</region>"
        items.append(f"<item><name>n{i}</name>{region}{'<closed>yes</closed>' if i % 3 == 1 else ''}</item>")
    return f'<instance id="l"><root>{"".join(items)}</root></instance>'


@pytest.mark.parametrize("count", [9, 60])
@pytest.mark.parametrize(
    ("predicate", "open_rows"),
    [
        ("region = /data/q", {0}),
        ("region = ''", {0}),
        ("'' = region", {0}),
        ("region = /data/q and closed != 'yes'", {0}),
        ("closed != 'yes'", {0, 2}),
        ("region = 'r1'", {1}),
        ("region != ''", {1, 2}),
        ("region &gt; 1", set()),
        ("not(region)", {0}),
    ],
)
def test_a_missing_cell_reads_as_empty(count: int, predicate: str, open_rows: set[int]) -> None:
    itemset = f"<itemset nodeset=\"instance('l')/root/item[{predicate}]\"><value ref='name'/></itemset>"
    body = f"<select1 ref='/data/c'>{itemset}</select1>"
    form = run("<q/><c/>", "", body + '<input ref="/data/q"/>', rows(count))
    expected = [f"n{i}" for i in range(count) if i % 3 in open_rows]
    assert [choice.value for choice in form.node("/data/c").choices] == expected


def test_a_lookup_needs_its_column() -> None:
    form = run(
        "<key/><v/>",
        "<bind nodeset=\"/data/v\" calculate=\"pulldata('l', 'name', 'nowhere', /data/key)\"/>",
        "",
        rows(9),
    )
    assert form.node("/data/v").value == ""
