"""Syncs over a line of 50 ms round trip and 10 Mbit/s, beside what their bytes need on it at least.

The line is a process between client and server (``line.py``): no loss, no TLS, so kinder than a real one. The floor of a
figure is arithmetic over the bytes that were counted: bytes over the rate, plus one round trip.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks import data, line, profiles, server
from benchmarks.measure import Figure
from benchmarks.no_change_sync import sync
from commissioner_app.domain.record import Record
from commissioner_app.store.rows import ListQuery
from commissioner_app.store.store import Store
from commissioner_app.sync.http import RequestsTransport
from commissioner_app.sync.progress import SyncResult

GOAL_EDITS = 0.15
GOAL_NEW = {1_000: 1.0, 10_000: 6.5}
"""Seconds for the peers' records, of 1.57 kB; ours are a fifth larger."""
GOAL_FIRST_LOAD = 1.15
FLOOR = "bytes at 10 Mbit/s and a round trip"
PEERS = {1_000: "Anki 1.47, PouchDB 2.45", 10_000: "Anki 11.3"}


def run(*, quick: bool) -> Iterator[Figure]:
    """Seconds of a first load, of a sync without news, of 10 edits and of many new records."""
    held = 500 if quick else 10_000
    with (
        profiles.scratch() as name,
        server.running(Path(name) / "server", data.county(held // 5, held - held // 5)) as url,
        line.slow(url) as slow,
    ):
        folder = Path(name)
        sync_once(folder / "warm", url)  # the ready-made copy of the bucket is made when the first laptop asks
        yield _first_load(folder, slow, held, 1 if quick else 3)
        laptop, way = server.store(folder / "laptop"), server.signed_in(slow)
        try:
            sync(laptop, way)
            yield from _everyday(laptop, way, 1 if quick else 9)
            for count in (50,) if quick else GOAL_NEW:
                write(laptop, data.county(1, count - 1, seed=count))
                result = sync(laptop, way, [way.beside(), way.beside(), way.beside()])
                if result.pushed < count:
                    raise RuntimeError(f"{result.refused} of {count} records refused")
                yield _figure(f"{count:,} new records", result, GOAL_NEW.get(count), PEERS.get(count, ""))
        finally:
            way.close()
            laptop.close()


def sync_once(folder: Path, url: str) -> SyncResult:
    """The first sync of a new laptop."""
    store, way = server.store(folder), server.signed_in(url)
    try:
        return sync(store, way)
    finally:
        way.close()
        store.close()


def write(store: Store, made: list[dict[str, object]]) -> None:
    """New records of this laptop, as its person would have written them."""
    with store.transaction():
        for one in made:
            record = Record.from_json({**one, "rev": 0, "state": "0"})
            store.write(record, who=profiles.PERSON, device="bench", action="create")


def _first_load(folder: Path, url: str, held: int, runs: int) -> Figure:
    result = _middle([sync_once(folder / f"first{number}", url) for number in range(runs)])
    floor = floor_of(result)
    return Figure(
        f"first load of {held:,} records, {_size(result)}", result.seconds, "s", floor, FLOOR,
        GOAL_FIRST_LOAD, True, "Anki 5.4 s, PouchDB 12.3",
    )  # fmt: skip


def _everyday(store: Store, way: RequestsTransport, runs: int) -> Iterator[Figure]:
    quiet = [sync(store, way) for _ in range(runs)]
    yield _figure("sync without changes", _middle(quiet), None, "Anki 0.057, PouchDB 0.55")
    ids = [row.id for row in store.records.list(ListQuery(kind="host", limit=10))]
    edits = [_edited(store, way, ids, number) for number in range(runs)]
    yield _figure("10 edits", _middle(edits), GOAL_EDITS, "Anki 0.40, PouchDB 0.69")


def _edited(store: Store, way: RequestsTransport, ids: list[str], number: int) -> SyncResult:
    for record in store.records.many(ids).values():
        record.answers["remarks"] = f"{number} {data.PHRASES[number % len(data.PHRASES)]}"
        store.write(record, who=profiles.PERSON, device="bench", action="edit")
    return sync(store, way)


def _figure(name: str, result: SyncResult, goal: float | None, peers: str) -> Figure:
    floor = floor_of(result)
    return Figure(f"{name}, {_size(result)}", result.seconds, "s", floor, FLOOR, goal, False, peers)


def floor_of(result: SyncResult) -> float:
    """What the bytes of a sync need on the line: the two directions can be busy at once."""
    return max(result.bytes_sent, result.bytes_received) * 8 / (line.MBIT * 1e6) + 2 * line.DELAY_MS / 1000


def _size(result: SyncResult) -> str:
    return f"{(result.bytes_sent + result.bytes_received) / 1000:,.0f} kB in {result.requests}"


def _middle(results: list[SyncResult]) -> SyncResult:
    return sorted(results, key=lambda one: one.seconds)[len(results) // 2]
