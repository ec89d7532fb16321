"""The laws of merging plain versions: nothing typed is lost, order and repetition change nothing, wherever a value lies."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync_protocol.merge import MOVE_FIELDS, NOTHING, STATE, Hands, Json, give_way, merge
from sync_protocol.patches import apply_patch, make_patch, same

HANDS = Hands("me", "2026-11-22T10:00:00+08:00", "they", "2026-11-22T09:00:00+08:00")
TEXT = st.text(st.sampled_from("茶䃥é𠮷a1 \n"), min_size=1, max_size=3)
# Values that a careless comparison would take for each other.
SCALAR = st.one_of(TEXT, st.sampled_from([0, 1, 1.0, 1.5, True, False, -0.5, 10**15]))
POSITION = st.builds(lambda lng: {"lng": lng, "lat": 31.5, "datum": "WGS84"}, st.sampled_from([115.9, 116.0]))
TREE = st.fixed_dictionaries({"id": st.sampled_from(["t1", "t2"])}, optional={"age": SCALAR, "sort": TEXT})
PLOT = st.fixed_dictionaries(
    {"id": st.sampled_from(["p1", "p2", "p3"])},
    optional={
        "crop": SCALAR,
        "gps": POSITION,
        "trees": st.lists(TREE, min_size=1, max_size=2, unique_by=lambda one: str(one["id"])),
        "pests": st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, unique=True),
    },
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "content": TEXT,
        "days": SCALAR,
        "grp/gps": POSITION,
        "types": st.lists(st.sampled_from(["S01", "S02", "S03"]), min_size=1, unique=True),
        "grp/plots": st.lists(PLOT, min_size=1, max_size=3, unique_by=lambda one: str(one["id"])),
        "reviewer": st.sampled_from(["leader", "clerk"]),
        "review_opinion": TEXT,
    },
)


@st.composite
def versions(draw: st.DrawFn) -> Json:
    """A version as a laptop may hold it."""
    return {
        **NOTHING,
        "answers": draw(ANSWERS),
        "state": draw(st.sampled_from(["0", "1", "2", "3"])),
        "form_id": "visit",
        "form_version": draw(st.sampled_from(["1", "2"])),
        "deleted": draw(st.booleans()),
    }


def unordered(value: Any) -> Any:
    """A value in which the order of items and choices does not count; 1 and 1.0 alike, True apart."""
    if isinstance(value, dict):
        return {key: unordered(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return sorted(orjson.dumps(unordered(inner), option=orjson.OPT_SORT_KEYS).decode() for inner in value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def leaves(value: Any, path: str = "") -> set[tuple[str, str]]:
    """(place, value) of everything a person typed: fields, answers of items at any depth, single choices."""
    if isinstance(value, dict) and "lng" not in value:
        return {leaf for key, inner in value.items() if key != "id" for leaf in leaves(inner, f"{path}/{key}")}
    if isinstance(value, list):
        return {
            leaf
            for inner in value
            for leaf in (leaves(inner, f"{path}/{inner['id']}") if isinstance(inner, dict) else {(path, repr(inner))})
        }
    return {(path, repr(unordered(value)))}


def conflict_leaves(conflicts: list[Json], side: str) -> set[tuple[str, str]]:
    return {leaf for one in conflicts for leaf in leaves(one[side], f"/{one['field']}")}


def assert_equal(one: Json, other: Json) -> None:
    assert unordered(one["answers"]) == unordered(other["answers"])
    names = ("state", "form_id", "form_version", "deleted")
    assert [one[name] for name in names] == [other[name] for name in names]
    assert {c["id"] for c in one["conflicts"]} == {c["id"] for c in other["conflicts"]}


@given(versions(), versions())
def test_one_edit_alone_wins_and_equal_edits_agree(base: Json, other: Json) -> None:
    for merged in (merge(base, other, base), merge(base, base, other), merge(base, other, other)):
        assert_equal(merged.version, other)
        assert merged.opened == []


@settings(max_examples=300)
@given(versions(), versions(), versions())
def test_every_value_of_both_is_in_the_result_or_in_a_conflict(base: Json, mine: Json, theirs: Json) -> None:
    merged = merge(base, mine, theirs, HANDS)
    kept = leaves(merged.version["answers"])
    old = leaves(base["answers"])
    assert leaves(mine["answers"]) - old <= kept | conflict_leaves(merged.opened, "mine")
    assert leaves(theirs["answers"]) - old <= kept | conflict_leaves(merged.opened, "theirs")


@settings(max_examples=200)
@given(versions(), versions(), versions())
def test_nothing_appears_that_nobody_wrote(base: Json, mine: Json, theirs: Json) -> None:
    written = leaves(base["answers"]) | leaves(mine["answers"]) | leaves(theirs["answers"])
    assert leaves(merge(base, mine, theirs, HANDS).version["answers"]) <= written


@given(versions(), versions(), versions())
def test_the_order_of_two_edits_matters_only_where_they_clash(base: Json, one: Json, two: Json) -> None:
    forth, back = merge(base, one, two, HANDS), merge(base, two, one, HANDS)
    assert {conflict["field"] for conflict in forth.opened} == {conflict["field"] for conflict in back.opened}
    assert forth.version["deleted"] == back.version["deleted"]
    clashing = {conflict["field"].partition("/")[0] for conflict in forth.opened}
    if not clashing and one["form_version"] == two["form_version"]:
        assert_equal(forth.version, back.version)


@given(versions(), versions(), versions())
def test_merging_again_changes_nothing_and_the_ids_of_conflicts_are_stable(
    base: Json, mine: Json, theirs: Json
) -> None:
    merged = merge(base, mine, theirs, HANDS)
    assert merge(base, mine, theirs, HANDS) == merged
    again = merge(theirs, merged.version, theirs, HANDS)
    assert (again.version, again.opened) == (merged.version, [])
    # The same edit that arrives a second time, after its conflict was opened, opens it no second time.
    assert merge(base, mine, merged.version, HANDS).version["conflicts"] == merged.version["conflicts"]


@given(versions(), versions(), versions())
def test_what_is_sent_makes_the_merged_version_and_neither_edit_is_touched(
    base: Json, mine: Json, theirs: Json
) -> None:
    before = orjson.dumps([base, mine, theirs])
    merged = merge(base, mine, theirs, HANDS).version
    patch = orjson.loads(orjson.dumps(make_patch(theirs, merged)))
    assert_equal(apply_patch(theirs, patch), merged)
    assert orjson.dumps([base, mine, theirs]) == before


@settings(max_examples=150)
@given(versions(), st.lists(versions(), min_size=3, max_size=3))
def test_three_edits_of_one_version_end_with_every_value_in_any_order(base: Json, edits: list[Json]) -> None:
    """Each late one is merged onto what the server has: the orders differ in what stands, never in what is known."""
    old = leaves(base["answers"])
    for order in permutations(range(3)):
        current = base
        for who in order:
            hands = Hands(f"p{who}", f"t{who}", "earlier", "t")
            current = merge(base, edits[who], current, hands).version
        known = leaves(current["answers"])
        known |= conflict_leaves(current["conflicts"], "mine") | conflict_leaves(current["conflicts"], "theirs")
        for edit in edits:
            assert leaves(edit["answers"]) - old <= known


@given(versions(), versions(), versions(), st.sampled_from(["mine", "theirs"]))
def test_the_move_that_stands_brings_its_review_and_no_conflict(
    base: Json, mine: Json, theirs: Json, side: Any
) -> None:
    theirs = {**theirs, "answers": {**theirs["answers"], "reviewed_at": "then"}}
    merged = merge(base, mine, theirs, HANDS, keeps=side)
    winner = mine if side == "mine" else theirs
    assert merged.version["state"] == winner["state"]
    for name in MOVE_FIELDS:
        assert merged.version["answers"].get(name) == winner["answers"].get(name)
    assert not {conflict["field"] for conflict in merged.opened} & (MOVE_FIELDS | {STATE})


@given(versions(), versions())
def test_what_review_locked_stands_and_the_late_edit_is_all_in_conflicts(stands: Json, late: Json) -> None:
    given_way = give_way(stands, late, HANDS)
    assert_equal({**given_way.version, "conflicts": []}, stands)
    told = conflict_leaves(given_way.opened, "mine")
    assert leaves(late["answers"]) <= told | leaves(stands["answers"])
    again = give_way(given_way.version, {**late, "conflicts": given_way.version["conflicts"]}, HANDS)
    assert again.opened == []


@given(versions(), versions(), st.booleans())
def test_a_deletion_never_takes_an_edit_with_it(base: Json, edit: Json, edited_first: bool) -> None:
    base, gone = {**base, "deleted": False}, {**base, "deleted": True}
    edit = {**edit, "deleted": False}
    merged = (merge(base, gone, edit, HANDS) if edited_first else merge(base, edit, gone, HANDS)).version
    changed = [name for name in ("answers", "state", "form_version") if not same(edit[name], base[name])]
    if changed:
        assert not merged["deleted"]
        assert leaves(edit["answers"]) <= leaves(merged["answers"])
    else:
        assert merged["deleted"]


def _photos(*items: dict[str, Any]) -> Json:
    return {**NOTHING, "answers": {"photos": list(items)} if items else {}}


def test_a_photo_that_was_edited_outlives_its_removal_in_both_directions() -> None:
    old, new = {"id": "1", "photo": "a.jpg"}, {"id": "1", "photo": "b.jpg"}
    for merged in (merge(_photos(old), _photos(new), _photos()), merge(_photos(old), _photos(), _photos(new))):
        assert merged.version["answers"] == {"photos": [new]}


def test_items_with_one_id_twice_are_not_merged_away() -> None:
    """No program of ours makes them; whoever does loses nothing."""
    twice = _photos({"id": "1", "caption": "a"}, {"id": "1", "caption": "b"})
    merged = merge(_photos({"id": "1"}), twice, _photos({"id": "1", "caption": "c"}), HANDS)
    (conflict,) = merged.opened
    assert conflict["mine"] == twice["answers"]["photos"]


def test_numbers_that_are_equal_are_no_conflict_and_truth_is_no_number() -> None:
    def days(value: Any) -> Json:
        return {**NOTHING, "answers": {"days": value}}

    assert merge(days(2), days(1), days(1.0), HANDS).opened == []
    assert [one["mine"] for one in merge(days(2), days(True), days(1), HANDS).opened] == [True]


def test_two_who_decide_one_conflict_differently_open_a_new_one_between_their_values() -> None:
    opened = merge(_said("甲"), _said("乙"), _said("丙"), HANDS).version
    (conflict,) = opened["conflicts"]
    mine, theirs = ({**_said(value), "conflicts": []} for value in ("乙", "丁"))
    merged = merge(opened, mine, theirs, HANDS)
    assert [(one["theirs"], one["mine"]) for one in merged.version["conflicts"]] == [("丁", "乙")]
    assert conflict["id"] not in {one["id"] for one in merged.version["conflicts"]}
    left_alone = {**opened, "conflicts": []}
    for one, two in ((mine, left_alone), (left_alone, mine)):
        assert merge(opened, one, two, HANDS).version == {**_said("乙"), "conflicts": []}


def _said(content: str) -> Json:
    return {**NOTHING, "answers": {"content": content}, "conflicts": []}


@pytest.mark.parametrize("number", [2000])
def test_big_lists_merge_item_by_item(number: int) -> None:
    items = [{"id": f"i{n}", "caption": "x"} for n in range(number)]
    mine = [{**one, "caption": "mine"} if n % 2 else one for n, one in enumerate(items)]
    theirs = [one if n % 2 else {**one, "caption": "theirs"} for n, one in enumerate(items)]
    merged = merge(_photos(*items), _photos(*mine), _photos(*theirs), HANDS)
    assert merged.opened == []
    assert [one["caption"] for one in merged.version["answers"]["photos"]] == ["theirs", "mine"] * (number // 2)
