"""Copying the embedded database while it is in use, and looking it over."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, text

from provincial_server.db.engine import Database


def copy_database(database: Database, target: Path) -> None:
    """A consistent copy of the embedded database."""
    with database.engine.connect() as connection, closing(sqlite3.connect(target)) as copy:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        source.backup(copy)
        # A copy that is one file: no log beside it that somebody forgets to take along.
        copy.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def reading(file: Path) -> Iterator[Connection]:
    """A copy opened for reading; nothing is written beside it."""
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(f"file:{file}?mode=ro", uri=True))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def is_sound(file: Path) -> bool:
    """Whether a database file is whole."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    except sqlite3.DatabaseError:
        return False


def integrity(connection: Connection) -> str:
    """``ok``, or the first things the database finds wrong with itself."""
    return _INTEGRITY[connection.dialect.name](connection)


def _of_sqlite(connection: Connection) -> str:
    found = connection.execute(text("PRAGMA integrity_check(5)")).fetchall()
    return "; ".join(line[0] for line in found)


def _of_postgresql(connection: Connection) -> str:
    """Pages whose checksum failed since the counters were reset, and settings under which a commit may be lost."""
    failures: int = connection.execute(
        text("SELECT COALESCE(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()")
    ).scalar_one()
    found = [f"{failures} pages with a wrong checksum"] if failures else []
    for setting in ("fsync", "full_page_writes"):
        if connection.execute(text("SELECT current_setting(:name)"), {"name": setting}).scalar_one() != "on":
            found.append(f"{setting} is off")
    return "; ".join(found) or "ok"


_INTEGRITY = {"sqlite": _of_sqlite, "postgresql": _of_postgresql}
