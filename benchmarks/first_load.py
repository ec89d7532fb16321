"""The first sync of a new laptop from a real server process, beside writing the same rows by hand.

Both are timed until the database is closed, with everything in its file: the sync folds its log into the file beside
the work that follows, and by hand it is left to the closing. The search index, which is made in the background, is timed
by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks import data, profiles, server
from benchmarks.measure import Figure, in_turn, seconds
from benchmarks.no_change_sync import sync
from commissioner_app.store import columns
from commissioner_app.store.database import Row
from commissioner_app.store.store import Store
from sync_protocol import limits

GOAL = 2.0
TABLES = ("record_buckets", "attachment_refs", "search_pending", "buckets")


def run(*, quick: bool) -> Iterator[Figure]:
    """Seconds for 10,000 and for 100,000 records."""
    for size, runs in ((500, 1),) if quick else ((10_000, 5), (100_000, 1)):
        yield from _figures(size, runs)


def _figures(size: int, runs: int) -> Iterator[Figure]:
    with (
        profiles.scratch() as name,
        server.running(Path(name) / "server", data.county(size // 5, size - size // 5)) as url,
    ):
        folder = Path(name)
        sample = _synced(folder / "first", url)
        rows = {table: sample.database.rows(f"SELECT * FROM {table}") for table in TABLES}  # noqa: S608
        rows["records"] = sample.database.rows(f"SELECT {columns.ALL} FROM records ORDER BY seq")  # noqa: S608
        words = seconds(lambda: _index(sample))
        sample.close()
        number = iter(range(1_000_000))
        ours, floor = in_turn(
            lambda: _load(folder / f"ours{next(number)}", url),
            lambda: _by_hand(folder / f"hand{next(number)}", rows),
            runs,
        )
    goal = GOAL if size <= 10_000 else None
    named = "the same rows by hand, a transaction per page"
    yield Figure(f"first load of {size:,} records", ours, "s", floor, named, goal, goal is not None)
    yield Figure(f"search index of {size:,} records, in the background", words, "s")


def _synced(folder: Path, url: str) -> Store:
    store, line = server.store(folder), server.signed_in(url)
    sync(store, line)
    line.close()
    return store


def _load(folder: Path, url: str) -> float:
    store, line = server.store(folder), server.signed_in(url)

    def load() -> None:
        sync(store, line)
        store.close()

    taken = seconds(load)
    line.close()
    return taken


def _index(store: Store) -> None:
    while store.search.index_some():
        pass


def _by_hand(folder: Path, rows: dict[str, list[Row]]) -> float:
    """The same rows into the same tables, indexes and settings, in pages of the same size."""
    store = server.store(folder)
    database = store.database

    def write() -> None:
        with database.bulk():
            for at in range(0, len(rows["records"]), limits.FIRST_LOAD_RECORDS):
                with database.transaction():
                    database.write_many(columns.INSERT, rows["records"][at : at + limits.FIRST_LOAD_RECORDS])
                    for table in TABLES:
                        page = rows[table][at : at + limits.FIRST_LOAD_RECORDS]
                        if page:
                            places = ", ".join("?" * len(page[0]))
                            database.write_many(f"INSERT INTO {table} VALUES ({places})", page)  # noqa: S608
        store.close()

    return seconds(write)
