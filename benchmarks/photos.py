"""An evening's photos: 200 files of 300 kB that no compression helps, up and down, over loopback to a real server.

The laptop's files are encrypted, each has its receipt and its row; the floor sends and stores the same bytes in the clear.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import data, photo_floor, profiles, server
from benchmarks.measure import Figure, fastest_in_turn, seconds
from commissioner_app.services.sync_runner import FILE_LINES
from commissioner_app.store.store import Store
from commissioner_app.sync.engine import Engine
from commissioner_app.sync.http import RequestsTransport

COUNT, SIZE = 200, 300_000
GOAL = 1.5
PEERS = "Anki 2.7 x up and 3.5 x down, PouchDB 3.6 x"
BUDGET = 1 << 40


def run(*, quick: bool) -> Iterator[Figure]:
    """Seconds for all of them, from the first call to the last receipt or row."""
    count, runs = (12, 1) if quick else (COUNT, 5)
    shared = [os.urandom(SIZE) for _ in range(count)]
    visit = data.county(1, 1)[-1]
    photos = [{"id": f"p{at}", "photo": f"{hashlib.sha256(one).hexdigest()}.jpg"} for at, one in enumerate(shared)]
    with (
        profiles.scratch() as name,
        server.running(Path(name) / "server", [{**visit, "answers": {**visit["answers"], "photos": photos}}]) as url,
        photo_floor.running(Path(name) / "floor") as line,
    ):
        folder = Path(name)
        number = iter(range(1_000_000))

        def floor_up(files: Sequence[bytes]) -> float:
            return seconds(lambda: photo_floor.put(line, files))

        up = fastest_in_turn(
            lambda: _up(folder / f"up{next(number)}", url, _new(count)), lambda: floor_up(_new(count)), runs
        )
        _up(folder / "shared", url, shared)
        names = photo_floor.put(line, shared)
        down = fastest_in_turn(
            lambda: _down(folder / f"down{next(number)}", url, count),
            lambda: seconds(lambda: photo_floor.get(line, names, folder / f"got{next(number)}")),
            runs,
        )
    size = f"{count} photos of {SIZE // 1000} kB"
    yield Figure(f"{size} up", up[0], "s", up[1], "one PUT each, hashed and flushed", GOAL, True, PEERS)
    yield Figure(f"{size} down", down[0], "s", down[1], "one GET each, hashed and written")


def _new(count: int) -> list[bytes]:
    return [os.urandom(SIZE) for _ in range(count)]


def _up(folder: Path, url: str, files: Sequence[bytes]) -> float:
    """A laptop with new photos."""
    store, line = server.store(folder), server.signed_in(url)
    _records_first(store, line)
    names = [store.attachments.add(one, "jpg") for one in files]
    store.database.write_many(
        "INSERT OR IGNORE INTO attachment_refs (name, record_id) VALUES (?, 'visit')", [(one,) for one in names]
    )
    taken = seconds(lambda: _sync(store, line, download=0))
    if store.attachments.waiting():
        raise RuntimeError("photos are left")
    store.close()
    line.close()
    return taken


def _down(folder: Path, url: str, count: int) -> float:
    """Another laptop that holds the visit and fetches its photos."""
    store, line = server.store(folder), server.signed_in(url)
    _records_first(store, line)
    if len(store.attachments.missing()) != count:
        raise RuntimeError("the visit did not come")
    taken = seconds(lambda: _sync(store, line, download=BUDGET))
    if store.attachments.missing():
        raise RuntimeError("photos are missing")
    store.close()
    line.close()
    return taken


def _records_first(store: Store, line: RequestsTransport) -> None:
    for _ in Engine(store, line, download_bytes=0, files=lambda: False).run():
        pass


def _sync(store: Store, line: RequestsTransport, *, download: int) -> None:
    beside = [line.beside() for _ in range(FILE_LINES - 1)]
    engine = Engine(store, line, download_bytes=download, beside=beside)
    for _ in engine.run():
        pass
    if not engine.result.ok or engine.result.files_stopped:
        raise RuntimeError(engine.result.error or engine.result.files_stopped)
