"""Pages of a first load: all of it arrives once, whatever comes twice or is not understood."""

from __future__ import annotations

import random

from commissioner_app.store.rows import ListQuery
from commissioner_app.store.store import Store
from sync_protocol.digest import digest
from tests.store.samples import wire

PAGE = 500
COUNT = 1500


def test_pages_of_a_first_load_keep_count_and_digest(store: Store) -> None:
    rng = random.Random(1)
    records = [wire(number, rng) for number in range(COUNT)]
    with store.database.bulk():
        for at in range(0, COUNT, PAGE):
            with store.transaction():
                store.buckets.load_page("b", store.buckets.page(records[at : at + PAGE], "t"))
                store.buckets.advance("b", at + PAGE, complete=False)
    state = store.buckets.states()["b"]
    assert store.records.count(ListQuery()) == state.count == COUNT
    assert state.digest == digest((one["id"], one["rev"]) for one in records)
    assert store.buckets.true_state("b") == (state.count, state.digest)


def test_loading_the_same_page_twice_changes_nothing(store: Store) -> None:
    rng = random.Random(1)
    page = [wire(number, rng) for number in range(50)]
    store.buckets.load_page("b", store.buckets.page(page, "t"))
    before = (store.records.records(ListQuery()), store.buckets.states())
    held, changed = store.buckets.load_page("b", store.buckets.page(page, "later"))
    assert (held, changed) == ([], [])
    assert (store.records.records(ListQuery()), store.buckets.states()) == before


def test_a_record_of_an_unknown_kind_is_kept_as_it_is(store: Store) -> None:
    strange = {**wire(1, random.Random(1)), "kind": "kind_of_tomorrow", "answers": {"name": ["?"], "deep": {"x": [1]}}}
    store.buckets.load_page("b", store.buckets.page([strange], "t"))
    kept = store.records.get(strange["id"])
    assert kept is not None
    assert kept.to_json() == strange


def test_attachments_named_in_a_page_are_wanted(store: Store) -> None:
    name = "ab" * 32 + ".jpg"
    one = wire(1, random.Random(1))
    one["answers"]["photos"] = [{"id": "p", "photo": name}]
    store.buckets.load_page("b", store.buckets.page([one], "t"))
    assert store.attachments.missing() == [name]
    assert store.attachments.users(name) == [one["id"]]
