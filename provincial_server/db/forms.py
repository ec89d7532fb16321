"""Published forms: the XForm of every version that was ever published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from provincial_server.db import counters
from provincial_server.db.rows import Row, row, rows, run


def headers(connection: Connection) -> list[Row]:
    """All versions without their XML, by id and time of publication."""
    return rows(
        connection,
        "SELECT id, version, kind, title, state, sha256, files, published_at FROM forms "
        "ORDER BY id, published_at, version",
    )


def form(connection: Connection, form_id: str, version: str) -> Row | None:
    """One version with its XML."""
    return row(connection, "SELECT * FROM forms WHERE id = :id AND version = :version", id=form_id, version=version)


def newest(connection: Connection) -> list[Row]:
    """The latest published version of every form, with its XML."""
    found = rows(
        connection,
        "SELECT id, version, xml FROM forms WHERE state = 'published' ORDER BY id, published_at, version",
    )
    return list({one["id"]: one for one in found}.values())


def add(connection: Connection, values: Mapping[str, Any]) -> None:
    """Keep a version."""
    run(
        connection,
        "INSERT INTO forms (id, version, kind, title, state, sha256, xml, files, published_at) "
        "VALUES (:id, :version, :kind, :title, :state, :sha256, :xml, :files, :published_at)",
        **values,
    )
    counters.bump(connection, counters.FORMS)


def latest(connection: Connection, form_id: str) -> Row | None:
    """The version of a form that was published last, with its XML; one still offered comes before retired ones."""
    return row(
        connection,
        "SELECT * FROM forms WHERE id = :id ORDER BY state = 'published' DESC, published_at DESC, version DESC LIMIT 1",
        id=form_id,
    )


def add_file(connection: Connection, sha256: str, data: bytes) -> None:
    """Keep a file; the same content is kept once."""
    run(
        connection,
        "INSERT INTO form_files (sha256, size, data) VALUES (:sha256, :size, :data) ON CONFLICT (sha256) DO NOTHING",
        sha256=sha256,
        size=len(data),
        data=data,
    )


def file(connection: Connection, sha256: str) -> bytes | None:
    """A file's content by its SHA-256."""
    found = row(connection, "SELECT data FROM form_files WHERE sha256 = :sha256", sha256=sha256)
    return None if found is None else bytes(found["data"])


def set_state(connection: Connection, form_id: str, version: str, state: str) -> int:
    """Publish or retire a version; ``version`` empty means all. The number of versions changed."""
    changed = run(
        connection,
        "UPDATE forms SET state = :state WHERE id = :id AND (:version = '' OR version = :version) AND state <> :state",
        id=form_id,
        version=version,
        state=state,
    )
    if changed:
        counters.bump(connection, counters.FORMS)
    return changed
