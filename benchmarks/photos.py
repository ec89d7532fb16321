"""An evening's photos: 200 files of 300 kB that no compression helps, up and down, over loopback to a real server.

The laptop's files are encrypted, each has its receipt and its row; the floor sends and stores the same bytes in the clear.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from benchmarks import data, photo_floor, profiles, server
from benchmarks.measure import Figure, fastest_in_turn, seconds
from commissioner_app.domain.record import Record
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
    with (
        profiles.scratch() as name,
        server.running(Path(name) / "server", data.county(1, 1)) as url,
        photo_floor.running(Path(name) / "floor") as line,
    ):
        folder = Path(name)
        number = iter(range(1_000_000))
        names: list[str] = []

        def floor_up() -> float:
            files = [os.urandom(SIZE) for _ in range(count)]
            return seconds(lambda: names.extend(photo_floor.put(line, files)))

        up = fastest_in_turn(lambda: _up(folder / f"up{next(number)}", url, count), floor_up, runs)
        newest = names[-count:]
        down = fastest_in_turn(
            lambda: _down(folder / f"down{next(number)}", url, count),
            lambda: seconds(lambda: photo_floor.get(line, newest, folder / f"got{next(number)}")),
            runs,
        )
    size = f"{count} photos of {SIZE // 1000} kB"
    yield Figure(f"{size} up", up[0], "s", up[1], "one PUT each, hashed and flushed", GOAL, True, PEERS)
    yield Figure(f"{size} down", down[0], "s", down[1], "one GET each, hashed and written", GOAL, True, PEERS)


def _up(folder: Path, url: str, count: int) -> float:
    """A laptop with that many new photos in one record."""
    store, line = server.store(folder), server.signed_in(url)
    _sync(store, line)
    names = [store.attachments.add(os.urandom(SIZE), "jpg") for _ in range(count)]
    visit = data.county(1, 1)[-1]
    photos = [{"id": f"p{at}", "photo": name} for at, name in enumerate(names)]
    record = Record.from_json({**visit, "id": f"photos-{folder.name}", "rev": 0, "answers": {"photos": photos}})
    store.write(record, who="person-1", device="A1", action="create")
    _records_first(store, line)
    taken = seconds(lambda: _sync(store, line))
    if store.attachments.waiting():
        raise RuntimeError("photos are left")
    store.close()
    line.close()
    return taken


def _down(folder: Path, url: str, count: int) -> float:
    """Another laptop that holds the records and fetches as many photos."""
    store, line = server.store(folder), server.signed_in(url)
    _records_first(store, line)
    wanted = store.attachments.missing(count)
    for name in store.attachments.missing()[count:]:
        store.database.write("DELETE FROM attachment_refs WHERE name = ?", [name])
    taken = seconds(lambda: _sync(store, line))
    if not all(store.attachments.get(name) for name in wanted):
        raise RuntimeError("photos are missing")
    store.close()
    line.close()
    return taken


def _records_first(store: Store, line: RequestsTransport) -> None:
    for _ in Engine(store, line, download_bytes=0, files=lambda: False).run():
        pass


def _sync(store: Store, line: RequestsTransport) -> None:
    beside = [line.beside() for _ in range(FILE_LINES - 1)]
    engine = Engine(store, line, download_bytes=BUDGET, beside=beside)
    for _ in engine.run():
        pass
    if not engine.result.ok or engine.result.files_stopped:
        raise RuntimeError(engine.result.error or engine.result.files_stopped)
