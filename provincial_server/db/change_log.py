"""The log of changes: what was taken, of whom, from which laptop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from provincial_server.db.rows import Row, add_many, pieces, rows, tuples


class Logged(NamedTuple):
    """A line of the log of changes: who, when, on which laptop, what (``patch`` is JSON)."""

    id: str
    seq: int
    record_id: str
    kind: str
    rev: int
    person_id: str
    device_id: str
    at: str
    received_at: str
    patch: bytes
    merged: int = 0


def log(connection: Connection, changes: Iterable[Logged]) -> None:
    """Append to the log of changes."""
    add_many(
        connection,
        "changes",
        Logged._fields,
        changes,
    )


def made_by(connection: Connection, ids: Sequence[str], device_id: str) -> frozenset[str]:
    """Those of the records whose latest revision is what this device sent; not what the server merged for it."""
    return frozenset(
        record_id
        for part in pieces(list(ids))
        for (record_id,) in tuples(
            connection,
            "SELECT r.id FROM records r JOIN changes c ON c.record_id = r.id AND c.rev = r.rev "
            "WHERE r.id IN :ids_in AND c.device_id = :device_id AND c.merged = 0",
            ids_in=part,
            device_id=device_id,
        )
    )


def taken_of(connection: Connection, person_id: str, change_ids: Sequence[str]) -> set[str]:
    """Those of some changes that the log has of a person."""
    found = tuples(
        connection,
        "SELECT id FROM changes WHERE person_id = :person AND id IN :ids_in",
        person=person_id,
        ids_in=change_ids,
    )
    return {one[0] for one in found}


def moves(connection: Connection, record_id: str) -> list[Row]:
    """The logged changes of a record that named a state, oldest first: rev, person_id, at, patch (JSON)."""
    return rows(
        connection,
        "SELECT rev, person_id, at, patch FROM changes WHERE record_id = :record_id AND patch LIKE :named ORDER BY rev",
        record_id=record_id,
        named='%"state":%',
    )
