"""PostgreSQL: several worker processes on one database, with the same two promises as on SQLite.

A reader sees one moment (REPEATABLE READ, read only: such a transaction never fails for what others do). A writer is
alone: it takes an advisory lock of the database as its first statement, and each statement after it (READ COMMITTED) sees
all that earlier writers committed, because PostgreSQL lets a lock go only after its commit is visible. So numbers of the
sequence become visible in their order, and no writer fails for another one's change.
"""

from __future__ import annotations

import re
import select
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cache
from typing import Any, Final

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DataError, DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from provincial_server.db.arrays import array_of, register
from provincial_server.db.backend import Backend, Driver
from provincial_server.errors import ServerError
from sync_protocol import codes

WRITER_LOCK: Final = 0x6B6F74_6578696E67
"""Any number would do that nobody else takes in this database; these are the bytes of a name."""

_SESSION: Final = {
    "lock_timeout": "15s",
    # A worker whose machine vanished must not keep the writers' lock for the two hours that TCP would wait.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
# An acknowledged push must outlive a power cut; where replicas are waited for, that stays as it is.
_DURABLE: Final = (
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
)

_LIST: Final = re.compile(r" IN :(\w+_in)\b")
_HOLE: Final = re.compile(r"(?<![:\w]):(\w+)")

# Waited too long for a lock, lost a deadlock or a race, out of connections.
_TRY_AGAIN: Final = frozenset({"55P03", "40P01", "40001", "53300"})


def _prepare(engine: Engine) -> None:
    event.listen(engine, "connect", _connected)
    event.listen(engine, "checkout", _taken)


def _connected(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    raw: Any = connection
    for name, value in _SESSION.items():
        raw.execute("SELECT set_config(%s, %s, false)", (name, value))
    raw.execute(_DURABLE)
    raw.commit()
    register(raw)


def _taken(connection: DBAPIConnection, _entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """Drop a line that broke while it lay in the pool. The server says nothing of its own accord but its farewell, so
    looking whether anything waits to be read finds that out without a round trip."""
    raw: Any = connection
    if raw.closed or _has_something_to_read(raw.fileno()):
        raise DisconnectionError


def _has_something_to_read(handle: int) -> bool:
    if not hasattr(select, "poll"):
        return bool(select.select([handle], [], [], 0)[0])
    # Unlike select, it takes any number of open files.
    waiting = select.poll()
    waiting.register(handle, select.POLLIN)
    return bool(waiting.poll(0))


def _told(error: DBAPIError) -> ServerError | None:
    state = getattr(error.orig, "sqlstate", None)
    if state in _TRY_AGAIN:
        return ServerError(codes.TOO_BUSY, exit_code=3)
    # No state: the line to the server broke or never came about. 08: the same; 57P: it is being stopped or started.
    if isinstance(error, (OperationalError, InterfaceError)) and (state is None or state.startswith(("08", "57P"))):
        return ServerError("database_away", exit_code=3)
    if isinstance(error, DataError):
        # A NUL character, or a number beyond 64 bits: nothing that a laptop sends of its own accord.
        return ServerError(codes.BAD_REQUEST, place="text")
    return None


@cache
def _spelled(sql: str) -> str:
    lists = _LIST.sub(r" = ANY(:\1)", sql.replace("%", "%%"))
    return _HOLE.sub(r"%(\1)s", lists)


def _listed(values: Sequence[Any]) -> str:
    # An array as PostgreSQL writes it: the driver's way of writing one costs more than looking up what it names.
    if all(isinstance(one, int) for one in values):
        return f"{{{','.join(map(str, values))}}}"
    text = '","'.join(values)
    if text.count('"') != 2 * (len(values) - 1) or "\\" in text:
        text = '","'.join(one.replace("\\", "\\\\").replace('"', '\\"') for one in values)
    return f'{{"{text}"}}'


def _add(cursor: Any, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], otherwise: str = "") -> None:
    # Not COPY: it has to be waited for twice, while nobody else may write, and travels with no other statement.
    cursor.execute(_adding(table, tuple(columns), otherwise), [array_of(column) for column in zip(*rows, strict=True)])


@cache
def _adding(table: str, columns: tuple[str, ...], otherwise: str) -> str:
    holes = ", ".join(["%b"] * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM unnest({holes}) {otherwise}"  # noqa: S608 (names are ours)


def _together(connection: Any) -> AbstractContextManager[Any]:
    pipeline: AbstractContextManager[Any] = connection.pipeline()
    return pipeline


POSTGRESQL = Backend(
    _prepare,
    _told,
    Driver(_spelled, _listed, _add, _together),
    # Of PostgreSQL's usual hundred connections, so that several workers and an administrator fit. None is made for a
    # moment: that costs both sides more than a push does. The one that was used last is taken first.
    pool={"pool_size": 20, "max_overflow": 0, "pool_use_lifo": True},
    reading={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    looking={"isolation_level": "AUTOCOMMIT"},
    writing={"isolation_level": "READ COMMITTED", "postgresql_readonly": False},
    hold=f"SELECT pg_advisory_xact_lock({WRITER_LOCK})",
)
