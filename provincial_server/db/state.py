"""What every sync looks at before anything else, in one round trip: the counters, the lost ranges, the buckets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from provincial_server.db import counters
from provincial_server.db.rows import tuples


class BucketState(NamedTuple):
    """How many live records lie in a bucket, their digest, and the number of its last change."""

    live: int = 0
    digest: str = "0" * 32
    last: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """Of one moment. A bucket that never held anything is not among ``buckets``."""

    counters: dict[str, int]
    lost: list[tuple[int, int]]
    buckets: dict[str, BucketState]

    def read_from(self, cursor: int) -> int:
        """Where a laptop that stands at this cursor is to read on: at 0 where a restore has undone what it has seen."""
        is_lost = cursor > self.counters.get(counters.SEQUENCE, 0) or any(
            low < cursor < high for low, high in self.lost
        )
        return 0 if is_lost else cursor


def state(connection: Connection, buckets: Sequence[str]) -> State:
    """The state, with these buckets."""
    found = State({}, [], {})
    for what, name, first, second, digest in tuples(
        connection,
        "SELECT 'counter', name, value, 0, '' FROM counters "
        "UNION ALL SELECT 'lost', '', low, high, '' FROM lost_ranges "
        "UNION ALL SELECT 'bucket', bucket, count, last, digest FROM bucket_stats WHERE bucket IN :buckets_in",
        buckets_in=buckets,
    ):
        if what == "counter":
            found.counters[name] = first
        elif what == "lost":
            found.lost.append((first, second))
        else:
            found.buckets[name] = BucketState(first, digest, second)
    return found
