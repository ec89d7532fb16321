"""Code lists as CSV text, and yearly targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from provincial_server.db import counters
from provincial_server.db.rows import Row, rows, run, run_many, value


def versions(connection: Connection) -> dict[str, str]:
    """List id -> version."""
    return {found["id"]: found["version"] for found in rows(connection, "SELECT id, version FROM lists ORDER BY id")}


def texts(connection: Connection) -> dict[str, dict[str, str]]:
    """List id -> version and csv."""
    found = rows(connection, "SELECT id, version, csv FROM lists ORDER BY id")
    return {one["id"]: {"version": one["version"], "csv": one["csv"]} for one in found}


def csv_text(connection: Connection, list_id: str) -> str | None:
    """A list as it was imported, or None."""
    found: str | None = value(connection, "SELECT csv FROM lists WHERE id = :id", id=list_id)
    return found


def put(connection: Connection, list_id: str, version: str, csv: str) -> None:
    """Store a list in place of its earlier version."""
    run(
        connection,
        "INSERT INTO lists (id, version, csv) VALUES (:id, :version, :csv) "
        "ON CONFLICT (id) DO UPDATE SET version = excluded.version, csv = excluded.csv",
        id=list_id,
        version=version,
        csv=csv,
    )
    counters.bump(connection, counters.LISTS)


def targets(connection: Connection) -> list[Row]:
    """All targets by year, scope and indicator."""
    return rows(connection, "SELECT * FROM targets ORDER BY year, scope, indicator")


def put_targets(connection: Connection, many: Iterable[Mapping[str, Any]]) -> None:
    """Store targets, replacing those of the same year, scope and indicator."""
    run_many(
        connection,
        "INSERT INTO targets (year, scope, indicator, target, unit, source) "
        "VALUES (:year, :scope, :indicator, :target, :unit, :source) ON CONFLICT (year, scope, indicator) "
        "DO UPDATE SET target = excluded.target, unit = excluded.unit, source = excluded.source",
        many,
    )
