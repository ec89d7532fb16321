"""Merging the versions of this program; the laws of merging are tried in tests/sync_protocol/test_merge.py."""

from __future__ import annotations

import dataclasses
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioner_app.domain.record import Conflict
from commissioner_app.store.rows import Version
from commissioner_app.sync.decide import decided
from commissioner_app.sync.merge import STATE, Hands, give_way, merge
from commissioner_app.sync.patches import apply_patch, make_patch

HANDS = Hands("me", "t2", "they", "t1")
# Names hold one type of value each, as a form's questions do.
SCALAR = st.one_of(st.text("xyz", min_size=1, max_size=2), st.integers(0, 3))
ITEM = st.fixed_dictionaries({"id": st.sampled_from(["i1", "i2", "i3", "i4"])}, optional={"x": SCALAR, "y": SCALAR})
TYPED = st.fixed_dictionaries(
    {},
    optional={
        "a": SCALAR,
        "grp/b": SCALAR,
        "tags": st.lists(st.sampled_from(["t1", "t2", "t3"]), min_size=1, unique=True),
        "photos": st.lists(ITEM, min_size=1, max_size=4, unique_by=lambda item: item["id"]),
    },
)
VERSION = st.builds(
    Version, answers=TYPED, state=st.sampled_from(["0", "1", "2"]), form_id=st.just("visit"), form_version=st.just("1"),
    deleted=st.booleans(),
)  # fmt: skip


def _unordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unordered(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return sorted(orjson.dumps(_unordered(inner), option=orjson.OPT_SORT_KEYS) for inner in value)
    return value


def _leaves(answers: dict[str, Any]) -> set[tuple[str, Any]]:
    found: set[tuple[str, Any]] = set()
    for key, value in answers.items():
        if isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    found |= {(f"{key}/{item['id']}/{name}", inner) for name, inner in item.items()}
                else:
                    found.add((key, item))
        else:
            found.add((key, value))
    return found


@settings(max_examples=300)
@given(VERSION, VERSION, VERSION)
def test_nothing_typed_is_lost(base: Version, mine: Version, theirs: Version) -> None:
    merged = merge(base, mine, theirs, HANDS)
    kept = _leaves(dict(merged.version.answers))
    in_conflict = {(one.field, repr(one.mine)) for one in merged.opened}
    for edit in (mine, theirs):
        for field, value in _leaves(dict(edit.answers)) - _leaves(dict(base.answers)):
            assert (field, value) in kept or (field, repr(value)) in in_conflict
    conflicts = [one for one in merged.opened if one.field not in ("@state",)]
    for one in conflicts:
        assert _unordered(dict(decided(merged.version, one, one.theirs).answers)) == _unordered(
            dict(merged.version.answers)
        )


@given(VERSION, VERSION, VERSION)
def test_what_is_sent_after_a_merge_makes_the_merged_version(base: Version, mine: Version, theirs: Version) -> None:
    merged = merge(base, mine, theirs, HANDS).version
    made = apply_patch(theirs, make_patch(theirs, merged))
    assert (made.answers, made.state, made.deleted) == (merged.answers, merged.state, merged.deleted)
    assert {one.id for one in made.conflicts} == {one.id for one in merged.conflicts}


def _merge(base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]) -> tuple[Any, list[str]]:
    merged = merge(Version(base), Version(mine), Version(theirs), HANDS)
    return merged.version.answers, [one.field for one in merged.opened]


def test_choices_merge_as_sets() -> None:
    assert _merge({"t": ["1", "2"]}, {"t": ["2", "3"]}, {"t": ["1", "2", "4"]}) == ({"t": ["2", "4", "3"]}, [])


def test_photos_of_both_are_kept_and_an_edited_one_outlives_its_removal() -> None:
    old, new, mine = {"id": "1", "c": "a"}, {"id": "1", "c": "b"}, {"id": "9"}
    assert _merge({"p": [old]}, {"p": [old, mine]}, {"p": [old, {"id": "8"}]}) == ({"p": [old, {"id": "8"}, mine]}, [])
    assert _merge({"p": [old]}, {}, {"p": [new]}) == ({"p": [new]}, [])
    assert _merge({"p": [old]}, {"p": [new]}, {}) == ({"p": [new]}, [])
    assert _merge({"p": [old]}, {}, {"p": [old, mine]}) == ({"p": [mine]}, [])


def test_a_clash_inside_an_item_names_its_place() -> None:
    def photos(caption: str) -> dict[str, Any]:
        return {"grp/photos": [{"id": "1", "sub/c": caption}]}

    answers, fields = _merge(photos("a"), photos("b"), photos("c"))
    assert (answers, fields) == (photos("c"), ["grp/photos/1/sub/c"])
    version = merge(Version(photos("a")), Version(photos("b")), Version(photos("c")), HANDS).version
    (conflict,) = version.conflicts
    settled = decided(version, conflict, "b")
    assert (settled.answers, settled.conflicts) == (photos("b"), ())


def test_one_cleared_and_the_other_changed_it() -> None:
    assert _merge({"a": 1}, {}, {"a": 2}) == ({"a": 2}, ["a"])
    assert _merge({"a": 1}, {"a": 2}, {}) == ({}, ["a"])


def test_states_that_clash_leave_the_first_standing() -> None:
    merged = merge(Version(state="1"), Version(state="3"), Version(state="2"), HANDS)
    (conflict,) = merged.opened
    assert (merged.version.state, conflict.field, conflict.mine, conflict.mine_by) == ("2", STATE, "3", "me")
    assert decided(merged.version, conflict, "3").state == "3"


def test_a_conflict_decided_on_one_side_is_not_opened_again_by_the_other() -> None:
    one = Conflict("c", "a", 1, 2, "they", "t", 3, "me", "t")
    base = Version({"a": 2, "b": 1}, conflicts=(one,))
    settled = decided(base, one, 3)
    edited = dataclasses.replace(base, answers={"a": 2, "b": 5})
    merged = merge(base, edited, settled).version
    assert (merged.answers, merged.conflicts) == ({"a": 3, "b": 5}, ())


def test_true_and_one_are_different_answers() -> None:
    assert _merge({"a": 1}, {"a": True}, {"a": 1}) == ({"a": True}, [])


def test_an_edit_that_review_overtook_gives_way_without_losing_a_value() -> None:
    stands = Version({"content": "一", "tags": ["a"], "photos": [{"id": "p1", "caption": "a"}]}, "2")
    photos = [{"id": "p1", "caption": "b"}, {"id": "p2", "caption": "c"}]
    mine = Version({"content": "二", "effect": "好", "photos": photos}, "1")
    given = give_way(stands, mine, Hands("me", "t1", "you", "t0"))
    assert dataclasses.replace(given.version, conflicts=()) == stands
    assert {one.field: (one.theirs, one.mine) for one in given.opened} == {
        "content": ("一", "二"), "tags": (["a"], None), "photos/p1/caption": ("a", "b"),
        "photos/p2": (None, {"id": "p2", "caption": "c"}), "effect": (None, "好"), STATE: ("2", "1"),
    }  # fmt: skip
    assert (
        give_way(stands, dataclasses.replace(mine, conflicts=given.opened)).version.conflicts[: len(given.opened)]
        == given.opened
    )
    assert give_way(stands, stands).opened == ()
