"""Ready-made copies of large buckets for a first load: made once per change window, served as files.

A snapshot is a row of zstd frames, each the JSON of a list of stored records as they travel, in cursor order. It is made
in the background, before anybody asks, from one consistent view; until it is there, and for small buckets, a first load
goes page by page. What changed after its cursor follows by the ordinary pages.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Final

import zstandard

from provincial_server import metrics, outside
from provincial_server.db import counters, locks, records
from provincial_server.db.engine import Connection, Database
from provincial_server.errors import ServerError
from provincial_server.logic.roles import Caller
from provincial_server.settings import Settings
from sync_protocol import codes, limits
from sync_protocol.messages import Snapshot

LEVEL: Final = 3
_LONGEST_SECONDS: Final = 3600
RESTLESS_SECONDS: Final = 60
KEPT: Final = 2
"""Snapshots of one bucket that stay: a laptop may still be reading the one before."""


class Snapshots:
    """The snapshots of a server's folder. Every worker process may have its own; files are put in place whole."""

    def __init__(self, database: Database, settings: Settings, maker: Executor | None = None) -> None:
        """``maker`` makes them beside the requests; a thread of its own where none is given."""
        self._database = database
        self._folder = settings.snapshots
        self._is_alone = settings.is_embedded
        self._maker = maker or ThreadPoolExecutor(1, thread_name_prefix="snapshot")
        self._lock = threading.Lock()
        self._being_made: set[str] = set()
        self._seen = self._looked_at = -1
        self._looked_when = 0.0

    def offer(self, connection: Connection, bucket: str) -> Snapshot | None:
        """The snapshot a first load of the bucket should take; None where pages do as well or none is ready yet."""
        found, is_wanted = self._newest(connection, bucket)
        if is_wanted:
            self._make_soon(bucket)
        return found

    def refresh(self) -> None:
        """Make what is lacking or old before somebody asks; to be called every few seconds.

        While changes come in one after the other it waits for a pause, but no longer than ``RESTLESS_SECONDS``: a bucket
        that is being filled is not copied again at every tenth of its way.
        """
        with self._database.read() as connection:
            last, now = counters.current(connection), outside.now().timestamp()
            if last == self._looked_at:
                return
            is_restless, self._seen = last != self._seen, last
            if is_restless and now - self._looked_when < RESTLESS_SECONDS:
                return
            self._looked_at, self._looked_when = last, now
            wanted = [
                name for name in records.large(connection, limits.SNAPSHOT_RECORDS) if self._newest(connection, name)[1]
            ]
        for bucket in wanted:
            self._make_soon(bucket)

    def readable_path(self, caller: Caller, bucket: str, name: str) -> Path:
        """The file of a snapshot. Raises ``not_found`` both when there is none and when it is not the caller's to see: of
        another bucket, or with a record in it that has left this one."""
        path = self._folder_of(bucket) / f"{name}.zst"
        if bucket in caller.buckets and name.isalnum() and path.is_file():
            with contextlib.suppress(OSError, ValueError, KeyError), self._database.read() as connection:
                one: Snapshot = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
                if not records.has_left_since(connection, bucket, one["cursor"]):
                    return path
        raise ServerError(codes.NOT_FOUND, what="snapshot")

    def make(self, bucket: str) -> Snapshot:
        """Make the snapshot of a bucket as it is now, and drop old ones."""
        with self._database.read() as connection:
            return self._made(connection, bucket)

    def clear(self) -> None:
        """Remove what a killed server left half made; beside other workers only what none of them can still be making."""
        age = 0 if self._is_alone else _LONGEST_SECONDS
        for path in self._folder.glob("*/*"):
            with contextlib.suppress(FileNotFoundError):
                if path.suffix in (".part", ".note") and outside.now().timestamp() - path.stat().st_mtime >= age:
                    path.unlink()

    def close(self) -> None:
        """Finish what is being made."""
        self._maker.shutdown(wait=True, cancel_futures=True)

    def _newest(self, connection: Connection, bucket: str) -> tuple[Snapshot | None, bool]:
        """The snapshot to offer, and whether it is time for another one."""
        count, _ = records.stats(connection, [bucket]).get(bucket, (0, 0))
        if count < limits.SNAPSHOT_RECORDS:
            return None, False
        found = next((one for one in self._ready(bucket) if _is_current(connection, bucket, one["cursor"])), None)
        if found is None:
            return None, True
        return found, records.changed_since(connection, bucket, found["cursor"], 1 + count // 10) > count // 10

    def _made(self, connection: Connection, bucket: str) -> Snapshot:
        folder = self._folder_of(bucket)
        folder.mkdir(parents=True, exist_ok=True)
        # Workers on several machines share the folder: process numbers would meet.
        part = folder / f"{outside.chance(8).hex()}.part"
        try:
            with part.open("wb") as stream, metrics.taking(metrics.snapshot_seconds):
                cursor, count, sizes = counters.current(connection), 0, list[int]()
                for bodies in _pages(connection, bucket):
                    frame = zstandard.ZstdCompressor(level=LEVEL).compress(f"[{','.join(bodies)}]".encode())
                    stream.write(frame)
                    sizes.append(len(frame))
                    count += len(bodies)
            made: Snapshot = {"name": _name(part), "cursor": cursor, "count": count, "parts": sizes}
            part.replace(folder / f"{made['name']}.zst")
        finally:
            part.unlink(missing_ok=True)
        note = part.with_suffix(".note")
        note.write_text(json.dumps(made), encoding="utf-8")
        note.replace(folder / f"{made['name']}.json")
        self._drop_old(bucket)
        return made

    def _make_soon(self, bucket: str) -> None:
        with self._lock:
            if bucket in self._being_made:
                return
            self._being_made.add(bucket)

        def make() -> None:
            try:
                # A full disk costs the shortcut and nothing else: first loads go on page by page.
                with contextlib.suppress(OSError), self._database.read() as connection:
                    # Of all workers one makes it, and none that comes after it has been made.
                    if locks.is_first(connection, f"snapshot {bucket}") and self._newest(connection, bucket)[1]:
                        self._made(connection, bucket)
            finally:
                with self._lock:
                    self._being_made.discard(bucket)

        with contextlib.suppress(RuntimeError):  # the server is being closed
            self._maker.submit(make)

    def _ready(self, bucket: str) -> list[Snapshot]:
        """The snapshots of a bucket that are whole, newest first."""
        found: list[tuple[int, Snapshot]] = []
        for note in self._folder_of(bucket).glob("*.json"):
            with contextlib.suppress(OSError, ValueError, KeyError):
                one: Snapshot = json.loads(note.read_text(encoding="utf-8"))
                if note.with_suffix(".zst").stat().st_size == sum(one["parts"]):
                    found.append((note.stat().st_mtime_ns, one))
        # By when they were made, not by cursor: after a restore the older ones stand at higher cursors.
        return [one for _, one in sorted(found, key=lambda pair: -pair[0])]

    def _drop_old(self, bucket: str) -> None:
        for one in self._ready(bucket)[KEPT:]:
            for suffix in (".json", ".zst"):
                # A file that somebody is reading stays on Windows, and goes the next time.
                with contextlib.suppress(OSError):
                    (self._folder_of(bucket) / (one["name"] + suffix)).unlink(missing_ok=True)

    def _folder_of(self, bucket: str) -> Path:
        return self._folder / hashlib.sha256(bucket.encode()).hexdigest()[:32]


def _pages(connection: Connection, bucket: str) -> Iterator[list[str]]:
    cursor, more = 0, True
    while more:
        page = records.page(connection, bucket, cursor, limits.FIRST_LOAD_RECORDS)
        if page.bodies:
            yield page.bodies
        cursor, more = page.cursor, page.more


def _name(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _is_current(connection: Connection, bucket: str, cursor: int) -> bool:
    """Of this history, and nobody would read in it what has left the bucket since."""
    return _is_of_this_history(connection, cursor) and not records.has_left_since(connection, bucket, cursor)


def _is_of_this_history(connection: Connection, cursor: int) -> bool:
    """Not of a future that a restore has undone."""
    return cursor <= counters.current(connection) and not any(
        low < cursor < high for low, high in counters.lost_ranges(connection)
    )
