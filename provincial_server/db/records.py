"""Records as stored text, the buckets they lie in, and the log of changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from provincial_server.db.rows import Row, pieces, row, rows, run, run_many, streamed, value


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
    """One page of a bucket: stored texts unparsed, ids that left it, the cursor after it."""

    bodies: list[str]
    gone: list[str]
    cursor: int
    more: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A record to store: at ``seq``, present in ``buckets`` and no longer in ``left``."""

    n: int
    id: str
    kind: str
    rev: int
    deleted: bool
    body: str
    seq: int
    buckets: frozenset[str]
    left: frozenset[str]
    attachments: frozenset[str]


def held(connection: Connection, ids: Sequence[str]) -> dict[str, Held]:
    """The stored records of these ids, as far as they exist."""
    found: dict[str, Held] = {}
    for part in pieces(list(ids)):
        stored = rows(connection, "SELECT n, id, rev, deleted, body FROM records WHERE id IN :ids_in", ids_in=part)
        buckets: dict[int, set[str]] = {one["n"]: set() for one in stored}
        lying = rows(
            connection,
            "SELECT record_n, bucket FROM bucket_records WHERE present = 1 AND record_n IN :numbers_in",
            numbers_in=list(buckets),
        )
        for one in lying:
            buckets[one["record_n"]].add(one["bucket"])
        for one in stored:
            lies_in = frozenset(buckets[one["n"]])
            found[one["id"]] = Held(one["n"], one["rev"], bool(one["deleted"]), one["body"], lies_in)
    return found


def last_number(connection: Connection) -> int:
    """The highest row number in use."""
    return value(connection, "SELECT MAX(n) FROM records") or 0


def known_changes(connection: Connection, ids: Sequence[str]) -> dict[str, Row]:
    """Changes taken before, by their id: record_id, rev."""
    return {
        one["id"]: one
        for part in pieces(list(ids))
        for one in rows(connection, "SELECT id, record_id, rev FROM changes WHERE id IN :ids_in", ids_in=part)
    }


def save(connection: Connection, written: Sequence[Written]) -> None:
    """Store records, their place in every bucket they are in or have left, and the attachments they name."""
    run_many(
        connection,
        "INSERT INTO records (n, id, kind, rev, deleted, body) VALUES (:n, :id, :kind, :rev, :deleted, :body) "
        "ON CONFLICT (id) DO UPDATE SET rev = excluded.rev, deleted = excluded.deleted, body = excluded.body",
        (
            {"n": one.n, "id": one.id, "kind": one.kind, "rev": one.rev, "deleted": int(one.deleted), "body": one.body}
            for one in written
        ),
    )
    run_many(
        connection,
        "INSERT INTO bucket_records (bucket, record_n, seq, present) VALUES (:bucket, :n, :seq, :present) "
        "ON CONFLICT (bucket, record_n) DO UPDATE SET seq = excluded.seq, present = excluded.present",
        (
            {"bucket": bucket, "n": one.n, "seq": one.seq, "present": present}
            for one in written
            for present, buckets in ((1, one.buckets), (0, one.left))
            for bucket in sorted(buckets)
        ),
    )
    for part in pieces([one.n for one in written]):
        run(connection, "DELETE FROM attachment_refs WHERE record_n IN :numbers_in", numbers_in=part)
    run_many(
        connection,
        "INSERT INTO attachment_refs (name, record_n) VALUES (:name, :n)",
        ({"name": name, "n": one.n} for one in written for name in sorted(one.attachments)),
    )


def log(connection: Connection, changes: Iterable[dict[str, Any]]) -> None:
    """Append to the log of changes: who, when, on which laptop, what."""
    run_many(
        connection,
        "INSERT INTO changes (id, seq, record_id, kind, rev, person_id, device_id, at, received_at, patch) VALUES "
        "(:id, :seq, :record_id, :kind, :rev, :person_id, :device_id, :at, :received_at, :patch)",
        changes,
    )


def page(connection: Connection, bucket: str, cursor: int, limit: int) -> Page:
    """What changed in a bucket after the cursor, oldest first. The text of a record that left is never read."""
    result = connection.execute(
        text(
            "SELECT b.seq, b.present, r.id, CASE WHEN b.present = 1 THEN r.body END FROM bucket_records b "
            "JOIN records r ON r.n = b.record_n WHERE b.bucket = :bucket AND b.seq > :cursor ORDER BY b.seq LIMIT :limit"
        ),
        {"bucket": bucket, "cursor": cursor, "limit": limit + 1},
    ).fetchall()
    taken = result[:limit]
    return Page(
        bodies=[found[3] for found in taken if found[1]],
        gone=[found[2] for found in taken if not found[1]],
        cursor=taken[-1][0] if taken else cursor,
        more=len(result) > limit,
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


def stats(connection: Connection, buckets: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Bucket -> (number of live records, digest as a number)."""
    return {
        one["bucket"]: (one["count"], int(one["digest"], 16))
        for part in pieces(list(buckets))
        for one in rows(connection, "SELECT * FROM bucket_stats WHERE bucket IN :buckets_in", buckets_in=part)
    }


def put_stats(connection: Connection, changed: dict[str, tuple[int, int]]) -> None:
    """Store counts and digests of buckets."""
    run_many(
        connection,
        "INSERT INTO bucket_stats (bucket, count, digest) VALUES (:bucket, :count, :digest) "
        "ON CONFLICT (bucket) DO UPDATE SET count = excluded.count, digest = excluded.digest",
        ({"bucket": name, "count": count, "digest": f"{digest:032x}"} for name, (count, digest) in changed.items()),
    )


def bucket_names(connection: Connection) -> list[str]:
    """Every bucket that has ever held a record."""
    return [one["bucket"] for one in rows(connection, "SELECT bucket FROM bucket_stats ORDER BY bucket")]


def members(connection: Connection, bucket: str) -> Iterator[tuple[str, int, bool]]:
    """(id, revision, deleted) of everything that lies in a bucket."""
    result = connection.execute(
        text(
            "SELECT r.id, r.rev, r.deleted FROM bucket_records b JOIN records r ON r.n = b.record_n "
            "WHERE b.bucket = :bucket AND b.present = 1"
        ),
        {"bucket": bucket},
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
