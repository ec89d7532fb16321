"""Copying the embedded database while it is in use, and looking it over."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, text

from provincial_server.db.engine import Database
from provincial_server.errors import ServerError


def copy_database(database: Database, target: Path) -> None:
    """A consistent copy of the embedded database. Raises ``not_embedded`` for another kind."""
    if not database.is_sqlite:
        raise ServerError("not_embedded", exit_code=2)
    with database.engine.connect() as connection, closing(sqlite3.connect(target)) as copy:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        source.backup(copy)
        # A copy that is one file: no log beside it that somebody forgets to take along.
        copy.execute("PRAGMA journal_mode=DELETE")


def is_sound(file: Path) -> bool:
    """Whether a database file is whole."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    except sqlite3.DatabaseError:
        return False


def integrity(connection: Connection) -> str:
    """``ok``, or the first things the database finds wrong with itself."""
    if connection.dialect.name != "sqlite":
        return "ok"
    found = connection.execute(text("PRAGMA integrity_check(5)")).fetchall()
    return "; ".join(line[0] for line in found)
