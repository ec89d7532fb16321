"""A patch does exactly what was done, and the digest does not care for order."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_protocol.digest import digest, pair_hash
from sync_protocol.messages import Patch
from sync_protocol.patches import apply_patch, make_patch, same

NAMES = st.sampled_from(["a", "b", "grp/c", "photos", "tags"])
SCALARS = st.one_of(st.text("xyz", min_size=1, max_size=2), st.integers(0, 3), st.booleans(), st.just(1.5))
ITEMS = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from(["i1", "i2", "i3", "i4"])}, optional={"x": SCALARS, "y": SCALARS}),
    min_size=1,
    max_size=4,
    unique_by=lambda item: item["id"],
)
TAGS = st.lists(st.sampled_from(["t1", "t2", "t3"]), min_size=1, max_size=3, unique=True)
ANSWERS = st.dictionaries(NAMES, st.one_of(SCALARS, ITEMS, TAGS), max_size=5)
CONFLICTS = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from(["c1", "c2", "c3"])}), max_size=3, unique_by=lambda one: one["id"]
)
VERSIONS = st.fixed_dictionaries(
    {
        "answers": ANSWERS,
        "state": st.sampled_from(["0", "1"]),
        "form_id": st.just("visit"),
        "form_version": st.sampled_from(["1", "2"]),
        "deleted": st.booleans(),
        "conflicts": CONFLICTS,
    }
)


def _plain(version: dict[str, Any]) -> dict[str, Any]:
    return {**version, "conflicts": sorted(one["id"] for one in version["conflicts"])}


@given(VERSIONS, VERSIONS)
def test_a_patch_makes_the_new_of_the_old_and_changes_neither(old: dict[str, Any], new: dict[str, Any]) -> None:
    before = copy.deepcopy((old, new))
    patch = make_patch(old, new)
    made = apply_patch(old, patch)
    assert same(_plain(made), _plain(new))
    assert (old, new) == before
    assert same(_plain(apply_patch(made, patch)), _plain(new))


@given(VERSIONS)
def test_no_difference_is_no_patch(version: dict[str, Any]) -> None:
    assert make_patch(version, copy.deepcopy(version)) == {}


def _version(**answers: Any) -> dict[str, Any]:
    return {"answers": answers, "state": "0", "form_id": "", "form_version": "", "deleted": False, "conflicts": []}


def test_a_repeat_travels_item_by_item() -> None:
    old = _version(photos=[{"id": "1", "caption": "a"}, {"id": "2", "caption": "b"}])
    new = _version(photos=[{"id": "2", "caption": "c"}, {"id": "3"}])
    assert make_patch(old, new) == {"items": {"photos": {"1": None, "2": {"caption": "c"}, "3": {}}}}


@pytest.mark.parametrize("empty", ["", [], None])
def test_an_empty_answer_is_an_absent_key(empty: Any) -> None:
    old = _version(a="x", photos=[{"id": "1", "caption": "a"}])
    assert apply_patch(old, {"set": {"a": empty}})["answers"] == {"photos": [{"id": "1", "caption": "a"}]}
    cleared = apply_patch(old, {"items": {"photos": {"1": {"caption": empty, "id": "9"}}}})
    assert cleared["answers"]["photos"] == [{"id": "1"}]
    assert apply_patch(old, {"items": {"photos": {"1": None}}})["answers"] == {"a": "x"}


def test_items_are_changed_in_repeats_only() -> None:
    with pytest.raises(ValueError, match=r"items\.a"):
        apply_patch(_version(a="text"), {"items": {"a": {"1": {"b": 1}}}})


def test_a_conflict_opened_and_closed_at_once_is_closed() -> None:
    patch: Patch = {"open_conflicts": [{"id": "c"}], "close_conflicts": ["c"]}
    assert apply_patch(_version(), patch)["conflicts"] == []


@given(VERSIONS, VERSIONS, VERSIONS)
def test_patches_one_after_the_other_come_to_the_last_version(
    first: dict[str, Any], second: dict[str, Any], third: dict[str, Any]
) -> None:
    forth = apply_patch(apply_patch(first, make_patch(first, second)), make_patch(second, third))
    assert same(_plain(forth), _plain(third))


def test_true_is_not_one() -> None:
    assert make_patch(_version(a=True), _version(a=1)) == {"set": {"a": 1}}
    assert make_patch(_version(a=1), _version(a=1.0)) == {}


@given(st.lists(st.tuples(st.text(max_size=8), st.integers(0, 9)), unique=True))
def test_the_digest_adds_up_in_any_order(pairs: list[tuple[str, int]]) -> None:
    assert digest(pairs) == digest(reversed(pairs))
    assert int(digest(pairs), 16) == sum(pair_hash(*pair) for pair in pairs) % (1 << 128)


PAIRS = st.lists(st.tuples(st.text(max_size=8), st.integers(0, 9)), unique=True)


@given(PAIRS, st.randoms(use_true_random=False), st.integers(0, 20))
def test_a_digest_is_kept_up_to_date_by_adding_and_taking_away(
    pairs: list[tuple[str, int]], shuffle: Any, cut: int
) -> None:
    mixed = list(pairs)
    shuffle.shuffle(mixed)
    kept, left = mixed[:cut], mixed[cut:]
    assert digest(mixed) == digest(pairs)
    assert (int(digest(pairs), 16) - sum(pair_hash(*pair) for pair in left)) % (1 << 128) == int(digest(kept), 16)


@given(PAIRS.filter(bool))
def test_one_revision_more_is_another_digest(pairs: list[tuple[str, int]]) -> None:
    (record_id, rev), *others = pairs
    assert digest([(record_id, rev + 10), *others]) != digest(pairs)
