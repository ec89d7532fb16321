"""Counts and digests of buckets, kept up to date by adding and taking away single records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from provincial_server.db import records
from provincial_server.db.engine import Connection
from provincial_server.db.records import Stats
from sync_protocol.digest import pair_hash

MODULUS: Final = 1 << 128


@dataclass(slots=True)
class _Difference:
    count: int = 0
    digest: int = 0
    last: int = 0


class Tallies:
    """The differences that one transaction makes."""

    def __init__(self) -> None:
        self._changes: defaultdict[str, _Difference] = defaultdict(_Difference)

    def put_in(self, record_id: str, rev: int, buckets: Iterable[str]) -> None:
        """A live record at a revision now lies in these buckets."""
        self._add(1, pair_hash(record_id, rev), buckets)

    def take_out(self, record_id: str, rev: int, buckets: Iterable[str]) -> None:
        """A live record at a revision no longer lies in these buckets."""
        self._add(-1, -pair_hash(record_id, rev), buckets)

    def touch(self, buckets: Iterable[str], seq: int) -> None:
        """Something came into these buckets, changed in them or left them at a number of the sequence."""
        for bucket in buckets:
            change = self._changes[bucket]
            change.last = max(change.last, seq)

    def store(self, connection: Connection, looked_at: Collection[str], found: Mapping[str, Stats]) -> None:
        """Add the differences to what is stored. ``found`` is how those of the buckets ``looked_at`` stand that ever held
        anything."""
        others = [bucket for bucket in self._changes if bucket not in looked_at]
        present = {**found, **records.stats(connection, others)}
        changed = {}
        for bucket, change in self._changes.items():
            held = present.get(bucket, Stats())
            changed[bucket] = (held.live + change.count, (held.digest + change.digest) % MODULUS, change.last)
        records.put_stats(connection, changed)

    def _add(self, count: int, digest: int, buckets: Iterable[str]) -> None:
        for bucket in buckets:
            change = self._changes[bucket]
            change.count += count
            change.digest += digest
