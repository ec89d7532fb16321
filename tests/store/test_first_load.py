"""A first load costs little more than writing its rows by hand (promise of the plan: at most twice as long)."""

from __future__ import annotations

import random
import time
from pathlib import Path

import orjson

from commissioner_app.store import columns
from commissioner_app.store.rows import ListQuery
from commissioner_app.store.store import Store
from sync_protocol.digest import digest
from tests.store.samples import KEY, KINDS, wire

PAGE = 2000
COUNT = 6000
ATTEMPTS = 5


def _by_hand(folder: Path, rows: list[tuple[object, ...]], places: list[tuple[object, ...]]) -> float:
    store = Store.open(folder, KEY, kinds=KINDS)
    start = time.perf_counter()
    with store.database.bulk():
        for at in range(0, len(rows), PAGE):
            with store.transaction():
                store.database.write_many(columns.INSERT, rows[at : at + PAGE])
                store.database.write_many("INSERT INTO record_buckets VALUES (?, ?, ?, ?)", places[at : at + PAGE])
                store.database.write_many(
                    "INSERT INTO search_pending VALUES (?)", [(row[0],) for row in rows[at : at + PAGE]]
                )
    seconds = time.perf_counter() - start
    store.close()
    return seconds


def _loaded(folder: Path, pages: list[bytes]) -> tuple[float, Store]:
    store = Store.open(folder, KEY, kinds=KINDS)
    start = time.perf_counter()
    with store.database.bulk():
        for page in pages:
            with store.transaction():
                store.buckets.load_page("b", store.buckets.page(orjson.loads(page), "t"))
                store.buckets.advance("b", 1, complete=False)
    return time.perf_counter() - start, store


def test_pages_load_within_twice_the_time_of_writing_by_hand(tmp_path: Path) -> None:
    rng = random.Random(1)
    records = [wire(number, rng) for number in range(COUNT)]
    pages = [orjson.dumps(records[at : at + PAGE]) for at in range(0, COUNT, PAGE)]
    ratios = []
    for attempt in range(ATTEMPTS):
        seconds, store = _loaded(tmp_path / f"load{attempt}", pages)
        rows = store.database.rows(f"SELECT {columns.ALL} FROM records")
        places = store.database.rows("SELECT bucket, seq, rev, live FROM record_buckets")
        state = store.buckets.states()["b"]
        assert store.records.count(ListQuery()) == state.count == COUNT
        assert state.digest == digest((one["id"], one["rev"]) for one in records)
        store.close()
        ratios.append(seconds / _by_hand(tmp_path / f"hand{attempt}", rows, places))
        if ratios[-1] < 2:
            break
    assert min(ratios) < 2, ratios


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
