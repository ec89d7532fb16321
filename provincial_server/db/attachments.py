"""Attachments that have arrived, uploads under way, and which records name which attachment."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from provincial_server.db.rows import Row, pieces, row, rows, run, value


def held(connection: Connection, name: str) -> Row | None:
    """An attachment that has arrived whole."""
    return row(connection, "SELECT * FROM attachments WHERE name = :name", name=name)


def add(connection: Connection, name: str, size: int, person_id: str, at: str) -> None:
    """Note an attachment that has arrived whole; a second arrival changes nothing."""
    run(
        connection,
        "INSERT INTO attachments (name, size, person_id, received_at) VALUES (:name, :size, :person, :at) "
        "ON CONFLICT (name) DO NOTHING",
        name=name,
        size=size,
        person=person_id,
        at=at,
    )


def held_of(connection: Connection, names: Sequence[str]) -> dict[str, Row]:
    """Those of some attachments that have arrived whole, by name."""
    return {
        one["name"]: one
        for part in pieces(list(names))
        for one in rows(connection, "SELECT * FROM attachments WHERE name IN :names_in", names_in=part)
    }


def forget(connection: Connection, names: Sequence[str]) -> None:
    """Attachments that are not there after all: they count as awaited again."""
    for part in pieces(list(names)):
        run(connection, "DELETE FROM attachments WHERE name IN :names_in", names_in=part)


def bytes_of(connection: Connection, person_id: str) -> int:
    """How many bytes a person has sent."""
    total: int = value(
        connection, "SELECT COALESCE(SUM(size), 0) FROM attachments WHERE person_id = :person", person=person_id
    )
    return total


def all_held(connection: Connection) -> list[Row]:
    """Every attachment that has arrived."""
    return rows(connection, "SELECT name, size FROM attachments ORDER BY name")


def awaited(connection: Connection) -> int:
    """How many attachments are named by live records but have not arrived."""
    missing: int = value(
        connection,
        "SELECT COUNT(DISTINCT f.name) FROM attachment_refs f JOIN records r ON r.n = f.record_n AND r.deleted = 0 "
        "LEFT JOIN attachments a ON a.name = f.name WHERE a.name IS NULL",
    )
    return missing


def named_in(connection: Connection, names: Sequence[str], buckets: Sequence[str]) -> set[str]:
    """Those of some attachments that a record in one of the buckets names."""
    return {
        one["name"]
        for some in pieces(list(names))
        for part in pieces(list(buckets))
        for one in rows(
            connection,
            "SELECT DISTINCT f.name FROM attachment_refs f JOIN bucket_records b ON b.record_n = f.record_n "
            "WHERE f.name IN :names_in AND b.present = 1 AND b.bucket IN :buckets_in",
            names_in=some,
            buckets_in=part,
        )
    }


def upload(connection: Connection, upload_id: str) -> Row | None:
    """An upload that was begun."""
    return row(connection, "SELECT * FROM uploads WHERE id = :id", id=upload_id)


def add_upload(connection: Connection, *, upload_id: str, name: str, length: int, person_id: str, at: str) -> None:
    """Note an upload that begins."""
    run(
        connection,
        "INSERT INTO uploads (id, name, length, person_id, created_at) VALUES (:id, :name, :length, :person, :at)",
        id=upload_id,
        name=name,
        length=length,
        person=person_id,
        at=at,
    )


def uploads_before(connection: Connection, at: str) -> list[Row]:
    """Uploads begun before a moment."""
    return rows(connection, "SELECT * FROM uploads WHERE created_at < :at", at=at)


def drop_upload(connection: Connection, upload_id: str) -> None:
    """Forget an upload."""
    run(connection, "DELETE FROM uploads WHERE id = :id", id=upload_id)
