"""Records as stored text, and the buckets they lie in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Final, NamedTuple

from sqlalchemy import Connection

from provincial_server.db import counters
from provincial_server.db.rows import (
    Row,
    Tuple,
    add_many,
    row,
    rows,
    run,
    run_many,
    streamed,
    tuples,
    tuples_of_all,
    value,
)

_STATS: Final = "SELECT bucket, count, digest FROM bucket_stats WHERE bucket IN :buckets_in"


@dataclass(frozen=True, slots=True)
class Held:
    """A stored record: its row number, revision, text, and the buckets it lies in."""

    n: int
    rev: int
    deleted: bool
    body: str
    buckets: frozenset[str]


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a bucket: (number of the sequence, present, id, stored text unparsed) after the cursor ``before``."""

    entries: Sequence[Tuple]
    before: int
    more: bool

    @property
    def bodies(self) -> list[str]:
        """The texts of what lies in the bucket."""
        return [body for _, present, _, body in self.entries if present]

    @property
    def gone(self) -> list[str]:
        """The ids of what left it."""
        return [record_id for _, present, record_id, _ in self.entries if not present]

    @property
    def cursor(self) -> int:
        """The cursor after it."""
        return int(self.entries[-1][0]) if self.entries else self.before

    def cut(self, most: int) -> Page:
        """The first entries of it."""
        return self if len(self.entries) <= most else Page(self.entries[:most], self.before, more=True)


class Written(NamedTuple):
    """A record to store: its JSON as ``body``, at ``seq``, present in ``buckets`` and no longer in ``left``. ``is_new``:
    nothing of this id is stored yet."""

    n: int
    id: str
    kind: str
    rev: int
    deleted: bool
    body: bytes
    seq: int
    buckets: frozenset[str]
    left: frozenset[str]
    attachments: frozenset[str]
    is_new: bool = True


class Stats(NamedTuple):
    """How many live records a bucket holds, and their digest as a number."""

    live: int = 0
    digest: int = 0


class Known(NamedTuple):
    """A change that was taken before: its record and revision, whether it came by hand and the server merged it, and whose
    it is."""

    record_id: str
    rev: int
    merged: bool
    person_id: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a push must know of the past: change id -> what is known of changes taken before, the stored records, how some
    buckets stand, the first number of the sequence that is reserved for it, the first free row number, the least revision
    to give."""

    known: dict[str, Known]
    held: dict[str, Held]
    stats: dict[str, Stats]
    seq: int
    number: int
    floor: int


def find_all(
    connection: Connection,
    change_ids: Sequence[str],
    record_ids: Sequence[str],
    buckets: Sequence[str],
    numbers: int,
) -> Found:
    """What is stored of these changes, records and buckets; ``numbers`` of the sequence are reserved."""
    known, stored, standing, ((last,),), ((number, floor),) = tuples_of_all(
        connection,
        [
            ("SELECT id, record_id, rev, merged, person_id FROM changes WHERE id IN :ids_in", {"ids_in": change_ids}),
            ("SELECT n, id, rev, deleted, body FROM records WHERE id IN :ids_in", {"ids_in": record_ids}),
            (_STATS, {"buckets_in": buckets}),
            counters.taking(numbers),
            (
                "SELECT COALESCE(MAX(n), 0) + 1, COALESCE((SELECT value FROM counters WHERE name = :floor), 0) FROM records",
                {"floor": counters.REVISION_FLOOR},
            ),
        ],
    )
    places = _lying_in(connection, [one[0] for one in stored])
    return Found(
        known={one[0]: Known(one[1], one[2], bool(one[3]), one[4]) for one in known},
        held={
            record_id: Held(n, rev, bool(deleted), body, frozenset(places.get(n, ())))
            for n, record_id, rev, deleted, body in stored
        },
        stats=_stats(standing),
        seq=last - numbers + 1,
        number=number,
        floor=floor,
    )


def _lying_in(connection: Connection, numbers: Sequence[int]) -> dict[int, set[str]]:
    # Not joined to the records above: without statistics, as on a new server, a planner reads all places for a join.
    buckets: dict[int, set[str]] = {}
    if numbers:
        sql = "SELECT record_n, bucket FROM bucket_records WHERE record_n IN :numbers_in AND present = 1"
        for number, bucket in tuples(connection, sql, numbers_in=numbers):
            buckets.setdefault(number, set()).add(bucket)
    return buckets


def last_number(connection: Connection) -> int:
    """The highest row number in use."""
    return value(connection, "SELECT MAX(n) FROM records") or 0


def save(connection: Connection, written: Sequence[Written]) -> None:
    """Store records, their place in every bucket they are in or have left, and the attachments they name."""
    new, old = [one for one in written if one.is_new], [one for one in written if not one.is_new]
    add_many(
        connection,
        "records",
        ("n", "id", "kind", "rev", "deleted", "body"),
        ((one.n, one.id, one.kind, one.rev, int(one.deleted), one.body) for one in new),
    )
    run_many(
        connection,
        "UPDATE records SET rev = :rev, deleted = :deleted, body = :body WHERE n = :n",
        ({"n": one.n, "rev": one.rev, "deleted": int(one.deleted), "body": one.body.decode()} for one in old),
    )
    add_many(
        connection,
        "bucket_records",
        ("bucket", "record_n", "seq", "present"),
        (place for one in new for place in _places(one)),
    )
    add_many(
        connection,
        "bucket_records",
        ("bucket", "record_n", "seq", "present"),
        (place for one in old for place in _places(one)),
        otherwise="ON CONFLICT (record_n, bucket) DO UPDATE SET seq = excluded.seq, present = excluded.present",
    )
    if old:
        run(connection, "DELETE FROM attachment_refs WHERE record_n IN :numbers_in", numbers_in=[one.n for one in old])
    add_many(
        connection,
        "attachment_refs",
        ("name", "record_n"),
        ((name, one.n) for one in written for name in sorted(one.attachments)),
    )


def _places(one: Written) -> Iterator[tuple[str, int, int, int]]:
    for bucket in one.buckets:
        yield bucket, one.n, one.seq, 1
    for bucket in one.left:
        yield bucket, one.n, one.seq, 0


def page(connection: Connection, bucket: str, cursor: int, limit: int) -> Page:
    """What changed in a bucket after the cursor, oldest first. The text of a record that left is never read."""
    (found,) = pages(connection, {bucket: cursor}, limit)
    return found


def pages(connection: Connection, cursors: Mapping[str, int], limit: int) -> list[Page]:
    """A page of each bucket after its cursor, in one statement."""
    values: dict[str, str | int] = {"limit": limit + 1}
    for place, (bucket, cursor) in enumerate(cursors.items()):
        values |= {f"bucket{place}": bucket, f"cursor{place}": cursor}
    found: list[list[Tuple]] = [[] for _ in cursors]
    for place, *entry in tuples(connection, _pages_of(len(cursors)), **values):
        found[place].append(tuple(entry))
    return [
        # No database promises an order of parts that are put together.
        Page(sorted(entries, key=itemgetter(0)), cursor, more=False).cut(limit)
        for entries, cursor in zip(found, cursors.values(), strict=True)
    ]


@cache
def _pages_of(count: int) -> str:
    return " UNION ALL ".join(
        f"SELECT * FROM (SELECT {place} AS place, b.seq, b.present, r.id, CASE WHEN b.present = 1 THEN r.body END AS body "  # noqa: S608 (numbers are ours)
        f"FROM bucket_records b JOIN records r ON r.n = b.record_n WHERE b.bucket = :bucket{place} "
        f"AND b.seq > :cursor{place} ORDER BY b.seq LIMIT :limit) AS page{place}"
        for place in range(count)
    )


def changed_since(connection: Connection, bucket: str, cursor: int, limit: int) -> int:
    """How many records came into a bucket, changed in it or left it after the cursor, counted up to ``limit``."""
    return int(
        value(
            connection,
            "SELECT COUNT(*) FROM (SELECT 1 FROM bucket_records WHERE bucket = :bucket AND seq > :cursor LIMIT :limit) c",
            bucket=bucket,
            cursor=cursor,
            limit=limit,
        )
    )


def has_left_since(connection: Connection, bucket: str, cursor: int) -> bool:
    """Whether a record left a bucket after the cursor."""
    found = value(
        connection,
        "SELECT 1 FROM bucket_records WHERE bucket = :bucket AND seq > :cursor AND present = 0 LIMIT 1",
        bucket=bucket,
        cursor=cursor,
    )
    return found is not None


def stats(connection: Connection, buckets: Sequence[str]) -> dict[str, Stats]:
    """How those of the buckets stand that ever held anything."""
    return _stats(tuples(connection, _STATS, buckets_in=buckets)) if buckets else {}


def _stats(found: Sequence[Tuple]) -> dict[str, Stats]:
    return {bucket: Stats(count, int(digest, 16)) for bucket, count, digest in found}


def large(connection: Connection, least: int) -> list[str]:
    """The buckets that hold at least so many live records."""
    found = tuples(connection, "SELECT bucket FROM bucket_stats WHERE count >= :least ORDER BY bucket", least=least)
    return [bucket for (bucket,) in found]


def put_stats(connection: Connection, changed: dict[str, tuple[int, int, int]]) -> None:
    """Store of buckets: number of live records, digest as a number, number of the last change."""
    add_many(
        connection,
        "bucket_stats",
        ("bucket", "count", "digest", "last"),
        ((name, count, f"{digest:032x}", last) for name, (count, digest, last) in changed.items()),
        otherwise="ON CONFLICT (bucket) DO UPDATE "
        "SET count = excluded.count, digest = excluded.digest, last = excluded.last",
    )


def bucket_names(connection: Connection) -> list[str]:
    """Every bucket that has ever held a record."""
    return [one["bucket"] for one in rows(connection, "SELECT bucket FROM bucket_stats ORDER BY bucket")]


def county_buckets(connection: Connection) -> list[str]:
    """Those of counties and of their offices: few among the buckets of all people and teams."""
    found = tuples(
        connection,
        "SELECT bucket FROM bucket_stats WHERE bucket LIKE 'county:%' OR bucket LIKE 'office:%'",
    )
    return [bucket for (bucket,) in found]


def members(connection: Connection, bucket: str) -> Iterator[tuple[str, int, bool]]:
    """(id, revision, deleted) of everything that lies in a bucket."""
    result = tuples(
        connection,
        "SELECT r.id, r.rev, r.deleted FROM bucket_records b JOIN records r ON r.n = b.record_n "
        "WHERE b.bucket = :bucket AND b.present = 1",
        bucket=bucket,
    )
    return ((found[0], found[1], bool(found[2])) for found in result)


def bodies(connection: Connection, kind: str = "", *, deleted: bool = False) -> Iterator[str]:
    """Stored texts of a kind (or of all), in the order they were first received."""
    result = streamed(
        connection,
        "SELECT body FROM records WHERE (:kind = '' OR kind = :kind) AND deleted <= :deleted ORDER BY n",
        kind=kind,
        deleted=int(deleted),
    )
    return (found[0] for found in result)


def counts(connection: Connection) -> dict[str, int]:
    """Live records by kind."""
    found = rows(
        connection, "SELECT kind, COUNT(*) AS number FROM records WHERE deleted = 0 GROUP BY kind ORDER BY kind"
    )
    return {one["kind"]: one["number"] for one in found}


def find(connection: Connection, record_id: str) -> Row | None:
    """One stored record."""
    return row(connection, "SELECT * FROM records WHERE id = :id", id=record_id)


def highest_revision(connection: Connection) -> int:
    """The highest revision of any record."""
    return value(connection, "SELECT MAX(rev) FROM records") or 0


def stored(connection: Connection) -> Iterator[tuple[int, str, str, int, bool, str]]:
    """(number, id, kind, revision, deleted, text) of every record."""
    result = streamed(connection, "SELECT n, id, kind, rev, deleted, body FROM records ORDER BY n")
    return ((one[0], one[1], one[2], one[3], bool(one[4]), one[5]) for one in result)


def places(connection: Connection) -> dict[int, frozenset[str]]:
    """Record number -> the buckets it lies in."""
    found: dict[int, set[str]] = {}
    for one in streamed(connection, "SELECT record_n, bucket FROM bucket_records WHERE present = 1"):
        found.setdefault(one[0], set()).add(one[1])
    return {number: frozenset(buckets) for number, buckets in found.items()}
