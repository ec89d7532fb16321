"""The lines of the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from provincial_server.db.rows import Row, row, rows, run


def last(connection: Connection) -> Row | None:
    """The newest line."""
    return row(connection, "SELECT * FROM audit ORDER BY n DESC LIMIT 1")


def add(connection: Connection, line: Mapping[str, Any]) -> None:
    """Append a line."""
    run(
        connection,
        "INSERT INTO audit (n, at, person_id, device_id, event, detail, hash) "
        "VALUES (:n, :at, :person_id, :device_id, :event, :detail, :hash)",
        **line,
    )


def lines(connection: Connection) -> list[Row]:
    """All lines, oldest first."""
    return rows(connection, "SELECT * FROM audit ORDER BY n")
