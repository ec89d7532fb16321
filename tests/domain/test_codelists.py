"""Reading code lists."""

from __future__ import annotations

import pytest

from commissioner_app.domain.codelists import CodeLists, parse_csv
from commissioner_app.errors import InputError

TEXT = (
    "\ufefflist_id,code,zh,en,sort,valid_from,valid_to,parent,source,box\n"
    "L_X,b,乙,second,20,2026-01-01,,p,D,9\nL_X,a,甲,,10,,2025-12-31,,D,\n"
)


def test_items_in_order_with_extras() -> None:
    read = parse_csv("L_X", TEXT, "3")
    assert [item.code for item in read.items] == ["a", "b"]
    assert read.version == "3"
    item = read.get("b")
    assert item is not None and item.extra["box"] == "9"
    assert read.children("p") == (item,)
    assert read.get("c") is None
    assert not item.valid_on("2025-12-31") and item.valid_on("2026-01-01")


def test_labels_fall_back() -> None:
    lists = CodeLists([parse_csv("L_X", TEXT)])
    assert lists.label("L_X", "b", "en") == "second"
    assert lists.label("L_X", "a", "en") == "甲"
    assert lists.label("L_X", "z") == "z"
    assert lists.label("L_Y", "z") == "z"
    assert list(lists) == ["L_X"] and len(lists) == 1


def test_rows_read_back() -> None:
    read = parse_csv("L_X", TEXT)
    assert {row["code"]: row["box"] for row in read.rows()} == {"a": "", "b": "9"}


@pytest.mark.parametrize("line", ["L_X,,丙,x,1,,,,D,", "L_X,c,,x,1,,,,D,", "L_X,a,丁,x,1,,,,D,", "L_Z,c,丙,x,1,,,,D,"])
def test_bad_lines_are_named(line: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_csv("L_X", TEXT + line + "\n")
    assert caught.value.params["line"] == 4
