"""Attachments that have arrived, who has shown to have them, uploads under way, and which records name which attachment.

A name alone is no right to read: somebody may remember it, or have been told. A record shows an attachment to its readers
on the word of whoever put the name into it, which counts once that person has sent the bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection

from provincial_server.db.rows import Row, pieces, row, rows, run, run_many, tuples, value


def held(connection: Connection, name: str) -> Row | None:
    """An attachment that has arrived whole."""
    return row(connection, "SELECT * FROM attachments WHERE name = :name", name=name)


def add(connection: Connection, name: str, size: int, person_id: str, at: str) -> None:
    """Note an attachment that a person has sent whole; when it arrived first stays as it is."""
    run(
        connection,
        "INSERT INTO attachments (name, size, person_id, received_at) VALUES (:name, :size, :person, :at) "
        "ON CONFLICT (name) DO NOTHING",
        name=name,
        size=size,
        person=person_id,
        at=at,
    )
    run(
        connection,
        "INSERT INTO attachment_senders (name, person_id, received_at) VALUES (:name, :person, :at) "
        "ON CONFLICT (name, person_id) DO NOTHING",
        name=name,
        person=person_id,
        at=at,
    )


def sent_by(connection: Connection, names: Sequence[str], person_id: str) -> set[str]:
    """Those of some attachments that a person has shown to have."""
    return {
        one["name"]
        for part in pieces(list(names))
        for one in rows(
            connection,
            "SELECT name FROM attachment_senders WHERE person_id = :person AND name IN :names_in",
            person=person_id,
            names_in=part,
        )
    }


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
    """Those of some attachments that a record in one of the buckets names, on the word of somebody who has them.

    A server that was restored has lost words too. A file of which none is left is shown on the word of whoever put its name
    back: its sender may have no more to do with the record.
    """
    return {
        one["name"]
        for some in pieces(list(names))
        for part in pieces(list(buckets))
        for one in rows(
            connection,
            "SELECT DISTINCT f.name FROM attachment_refs f "
            "JOIN attachment_vouchers v ON v.name = f.name AND v.record_n = f.record_n "
            "JOIN bucket_records b ON b.record_n = f.record_n "
            "WHERE f.name IN :names_in AND b.present = 1 AND b.bucket IN :buckets_in AND (v.person_id = '' OR EXISTS "
            "(SELECT 1 FROM attachment_senders s WHERE s.name = v.name AND s.person_id = v.person_id) "
            "OR (EXISTS (SELECT 1 FROM lost_ranges) AND NOT EXISTS (SELECT 1 FROM attachment_vouchers w "
            "JOIN attachment_senders s ON s.name = w.name AND s.person_id = w.person_id WHERE w.name = f.name)))",
            names_in=some,
            buckets_in=part,
        )
    }


def vouch(
    connection: Connection, names: Collection[str], record_n: int, person_id: str, buckets: Sequence[str]
) -> None:
    """Note that a person has put names of attachments into a record.

    It shows them on this person's word, and on that of everybody on whose word a record that the person may read does.
    """
    words = {(name, person_id) for name in names}
    for some in pieces(sorted(names)):
        for part in pieces(list(buckets)):
            words |= set(
                tuples(
                    connection,
                    "SELECT DISTINCT v.name, v.person_id FROM attachment_vouchers v "
                    "JOIN bucket_records b ON b.record_n = v.record_n "
                    "WHERE v.name IN :names_in AND b.present = 1 AND b.bucket IN :buckets_in",
                    names_in=some,
                    buckets_in=part,
                )
            )
    run_many(
        connection,
        "INSERT INTO attachment_vouchers (name, record_n, person_id) VALUES (:name, :n, :person) "
        "ON CONFLICT (name, record_n, person_id) DO NOTHING",
        ({"name": name, "n": record_n, "person": person} for name, person in sorted(words)),
    )


def vouch_as_sender(connection: Connection, name: str, person_id: str, buckets: Sequence[str]) -> None:
    """Note that a person who has sent a file stands for its name in every record in some buckets that names it now.

    Somebody without the file may have put the name back there, as a server that was restored had lost it.
    """
    for part in pieces(list(buckets)):
        run(
            connection,
            "INSERT INTO attachment_vouchers (name, record_n, person_id) "
            "SELECT DISTINCT f.name, f.record_n, :person FROM attachment_refs f "
            "JOIN bucket_records b ON b.record_n = f.record_n "
            "WHERE f.name = :name AND b.present = 1 AND b.bucket IN :buckets_in "
            "ON CONFLICT (name, record_n, person_id) DO NOTHING",
            name=name,
            person=person_id,
            buckets_in=part,
        )


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
