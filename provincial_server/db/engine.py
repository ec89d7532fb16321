"""The connection: many readers, one writer at a time, every commit on the disk before it is acknowledged."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from provincial_server.errors import ServerError
from sync_protocol import codes

__all__ = ["Connection", "Database", "DatabaseError", "is_damage"]


def is_damage(error: DatabaseError) -> bool:
    """Whether the database file itself is broken (and not busy, out of reach, or asked something wrong)."""
    return type(error) is DatabaseError


_BUSY_MILLISECONDS = 15_000
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # An acknowledged push must outlive a power cut, not only a killed process.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}",
    "PRAGMA cache_size=-65536",
    "PRAGMA wal_autocheckpoint=4000",
)


class Database:
    """One database. ``read`` gives a consistent view, ``write`` a transaction that nobody else writes during."""

    def __init__(self, url: str) -> None:
        self.engine: Engine = create_engine(url, pool_size=8, max_overflow=32)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writer = threading.Lock()
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare)
            event.listen(self.engine, "begin", _begin)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view: everything read inside is of one moment."""
        with _busy_told(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is on the disk when the block is left, or has not happened."""
        # Waiting in line inside the process is fairer and quicker than SQLite's polling.
        with _busy_told(), self._writer, self.engine.connect() as connection:
            writing = connection.execution_options(begin="BEGIN IMMEDIATE")
            with writing.begin():
                yield writing

    def close(self) -> None:
        """Give all connections back; SQLite then folds its log into the file."""
        self.engine.dispose()


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    raw: Any = connection
    # The driver's own implicit BEGIN would come too late for a consistent view.
    raw.isolation_level = None
    for pragma in _PRAGMAS:
        raw.execute(pragma)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


@contextmanager
def _busy_told() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if "locked" in str(error.orig) or "busy" in str(error.orig):
            raise ServerError(codes.TOO_BUSY, exit_code=3) from error
        raise
