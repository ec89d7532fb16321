"""SQLite: one file, many readers beside one writer, every commit on the disk before it is acknowledged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from provincial_server.db.backend import Backend, Driver
from provincial_server.errors import ServerError
from sync_protocol import codes

_LIST: Final = re.compile(r" IN :(\w+_in)\b")
_BUSY_MILLISECONDS = 15_000
PRAGMAS = (
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
    for pragma in PRAGMAS:
        raw.execute(pragma)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _told(error: DBAPIError) -> ServerError | None:
    busy = isinstance(error, OperationalError) and any(word in str(error.orig) for word in ("locked", "busy"))
    return ServerError(codes.TOO_BUSY, exit_code=3) if busy else None


@cache
def _spelled(sql: str) -> str:
    # SQLite has no lists: a sequence is handed over as JSON.
    return _LIST.sub(r" IN (SELECT value FROM json_each(:\1))", sql)


def _listed(values: Sequence[Any]) -> str:
    return orjson.dumps(list(values)).decode()


def _add(cursor: Any, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], otherwise: str = "") -> None:
    # Bytes are taken for text as they are: the driver would turn each text into the same bytes first.
    places = ", ".join("CAST(? AS TEXT)" if isinstance(cell, bytes) else "?" for cell in rows[0])
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places}) {otherwise}"  # noqa: S608 (names are ours)
    cursor.executemany(sql, rows)


def _together(_connection: Any) -> AbstractContextManager[None]:
    return nullcontext()


SQLITE = Backend(
    _prepare,
    _told,
    Driver(_spelled, _listed, _add, _together),
    pool={"pool_size": 8, "max_overflow": 32},
    writing={"begin": "BEGIN IMMEDIATE"},
)
