"""SQLite: one file, many readers beside one writer, every commit on the disk before it is acknowledged."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from provincial_server.db.backend import Backend
from provincial_server.errors import ServerError
from sync_protocol import codes

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


def _prepare(engine: Engine) -> None:
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begin)


def _connected(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    raw: Any = connection
    # The driver's own implicit BEGIN would come too late for a consistent view.
    raw.isolation_level = None
    for pragma in _PRAGMAS:
        raw.execute(pragma)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _told(error: DBAPIError) -> ServerError | None:
    busy = isinstance(error, OperationalError) and any(word in str(error.orig) for word in ("locked", "busy"))
    return ServerError(codes.TOO_BUSY, exit_code=3) if busy else None


SQLITE = Backend(_prepare, _told, pool={"pool_size": 8, "max_overflow": 32}, writing={"begin": "BEGIN IMMEDIATE"})
