"""A decision lands exactly where the conflict's field says, however deep, and touches nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from commissioner_app.domain.record import Conflict
from commissioner_app.store.rows import Version
from commissioner_app.sync.decide import decided

PLOTS = {"grp/plots": [{"id": "1", "sub/crop": "茶"}, {"id": "2", "trees": [{"id": "9", "age": 3}]}], "place": "梅山"}


def _conflict(field: str) -> Conflict:
    return Conflict("c", field, None, None, "they", "t", None, "me", "t")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("place", "南溪", {**PLOTS, "place": "南溪"}),
        ("place", None, {"grp/plots": PLOTS["grp/plots"]}),
        ("new/question", 5, {**PLOTS, "new/question": 5}),
        (
            "grp/plots/1/sub/crop",
            "油茶",
            {**PLOTS, "grp/plots": [{"id": "1", "sub/crop": "油茶"}, PLOTS["grp/plots"][1]]},
        ),
        ("grp/plots/1/sub/crop", None, {**PLOTS, "grp/plots": [{"id": "1"}, PLOTS["grp/plots"][1]]}),
        (
            "grp/plots/2/trees/9/age",
            4,
            {**PLOTS, "grp/plots": [PLOTS["grp/plots"][0], {"id": "2", "trees": [{"id": "9", "age": 4}]}]},
        ),
        ("grp/plots/2/trees/9", None, {**PLOTS, "grp/plots": [PLOTS["grp/plots"][0], {"id": "2"}]}),
        ("grp/plots/1", None, {**PLOTS, "grp/plots": PLOTS["grp/plots"][1:]}),
        ("grp/plots/1", {"id": "1", "n": 1}, {**PLOTS, "grp/plots": [{"id": "1", "n": 1}, PLOTS["grp/plots"][1]]}),
        ("grp/plots/3", {"id": "3"}, {**PLOTS, "grp/plots": [*PLOTS["grp/plots"], {"id": "3"}]}),
        ("grp/plots/7/sub/crop", "of an item that is gone", PLOTS),
        ("photos/p", {"id": "p"}, {**PLOTS, "photos": [{"id": "p"}]}),
    ],
)
def test_where_a_value_lands(field: str, value: Any, expected: dict[str, Any]) -> None:
    one, other = _conflict(field), Conflict("d", "x", None, None, "they", "t", None, "me", "t")
    version = Version(PLOTS, "1", conflicts=(one, other))
    settled = decided(version, one, value)
    assert settled.answers == expected
    assert (settled.conflicts, settled.state) == ((other,), "1")


def test_the_last_item_takes_its_repeat_away() -> None:
    version = Version({"photos": [{"id": "p"}]}, conflicts=(_conflict("photos/p"),))
    assert decided(version, version.conflicts[0], None).answers == {}


def test_a_state_is_set_and_never_emptied() -> None:
    version = Version({}, "2", conflicts=(_conflict("@state"),))
    assert decided(version, version.conflicts[0], "3").state == "3"
    assert decided(version, version.conflicts[0], None).state == "2"
