"""Counts and digests of buckets, kept up to date by adding and taking away single records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from provincial_server.db import records
from provincial_server.db.engine import Connection
from sync_protocol.digest import pair_hash

MODULUS: Final = 1 << 128


class Tallies:
    """The differences that one transaction makes."""

    def __init__(self) -> None:
        self._changes: dict[str, tuple[int, int]] = {}

    def put_in(self, record_id: str, rev: int, buckets: Iterable[str]) -> None:
        """A live record at a revision now lies in these buckets."""
        self._add(1, pair_hash(record_id, rev), buckets)

    def take_out(self, record_id: str, rev: int, buckets: Iterable[str]) -> None:
        """A live record at a revision no longer lies in these buckets."""
        self._add(-1, -pair_hash(record_id, rev), buckets)

    def touch(self, buckets: Iterable[str]) -> None:
        """These buckets have changed, even when all they hold is deleted or has left."""
        self._add(0, 0, buckets)

    def store(self, connection: Connection, last: int) -> None:
        """Add the differences to what is stored. ``last``: the newest number of the sequence that they come from."""
        present = records.stats(connection, list(self._changes))
        changed = {}
        for bucket, (count, digest) in self._changes.items():
            held_count, held_digest = present.get(bucket, (0, 0))
            changed[bucket] = (held_count + count, (held_digest + digest) % MODULUS)
        records.put_stats(connection, changed, last)

    def _add(self, count: int, digest: int, buckets: Iterable[str]) -> None:
        for bucket in buckets:
            held_count, held_digest = self._changes.get(bucket, (0, 0))
            self._changes[bucket] = (held_count + count, held_digest + digest)
