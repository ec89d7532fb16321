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
        "SELECT id, version, kind, title, state, sha256, published_at FROM forms ORDER BY id, published_at, version",
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
        "INSERT INTO forms (id, version, kind, title, state, sha256, xml, published_at) "
        "VALUES (:id, :version, :kind, :title, :state, :sha256, :xml, :published_at)",
        **values,
    )
    counters.bump(connection, counters.FORMS)


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
