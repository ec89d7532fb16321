"""Running SQL text: the few helpers every table's file uses.

Statements go to the driver itself: SQLAlchemy keeps connections and transactions, and would cost more for each statement
than the database does. Failures are SQLAlchemy's, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from provincial_server.db.backend import Driver
from provincial_server.db.postgresql import POSTGRESQL
from provincial_server.db.sqlite import SQLITE

Row = Mapping[str, Any]
Tuple = tuple[Any, ...]
Statement = tuple[str, Mapping[str, Any]]
_Value = TypeVar("_Value")
_STREAM_ROWS = 1000
_DRIVERS: Final = {"sqlite": SQLITE.driver, "postgresql": POSTGRESQL.driver}


def rows(connection: Connection, sql: str, **values: Any) -> list[Row]:
    """All rows as mappings. A hole named ``…_in`` takes a sequence."""
    return _named(_carried_out(connection, sql, values))


def tuples(connection: Connection, sql: str, **values: Any) -> list[Tuple]:
    """All rows as tuples. A hole named ``…_in`` takes a sequence."""
    found: list[Tuple] = _carried_out(connection, sql, values).fetchall()
    return found


def tuples_of_all(connection: Connection, statements: Sequence[Statement]) -> list[list[Tuple]]:
    """The rows of several statements, in one round trip. Each sees what those before it have done."""
    with together(connection):
        cursors = [_carried_out(connection, sql, values) for sql, values in statements]
    return [cursor.fetchall() for cursor in cursors]


@contextmanager
def together(connection: Connection) -> Iterator[None]:
    """A block whose statements travel in one round trip, as far as nothing asks for their rows: a failure may be told as
    late as at its end."""
    driver, raw = _ready(connection)
    try:
        with driver.together(raw):
            yield
    except Exception as error:
        raise _told(connection, error) from error


def commit(connection: Connection) -> None:
    """End the transaction with the other statements of a ``together``; leaving the transaction's block then does no more."""
    _carried_out(connection, "COMMIT", {})


def streamed(connection: Connection, sql: str, **values: Any) -> Iterator[Any]:
    """All rows one after the other, for tables that do not fit into memory on any database."""
    return iter(connection.execute(text(sql), values, execution_options={"yield_per": _STREAM_ROWS}))


def row(connection: Connection, sql: str, **values: Any) -> Row | None:
    """The first row, or None."""
    found = rows(connection, sql, **values)
    return found[0] if found else None


def value(connection: Connection, sql: str, **values: Any) -> Any:
    """The first column of the first row, or None."""
    found = _carried_out(connection, sql, values).fetchone()
    return found[0] if found else None


def run(connection: Connection, sql: str, **values: Any) -> int:
    """Carry out one statement; the number of rows it touched. A hole named ``…_in`` takes a sequence."""
    return int(_carried_out(connection, sql, values).rowcount)


def run_many(connection: Connection, sql: str, many: Iterable[Mapping[str, Any]]) -> None:
    """Carry out one statement for many sets of values, in one call of the driver."""
    batch = list(many)
    if not batch:
        return
    driver, raw = _ready(connection)
    try:
        raw.cursor().executemany(driver.spelled(sql), batch)
    except Exception as error:
        raise _told(connection, error) from error


def add_many(
    connection: Connection, table: str, columns: Sequence[str], added: Iterable[Tuple], *, otherwise: str = ""
) -> None:
    """Append rows to a table. None of them may be in it yet, unless ``otherwise`` (``ON CONFLICT …``) says what is done then;
    no two of them may be the same. A column of texts may be given as their UTF-8 bytes."""
    batch = list(added)
    if not batch:
        return
    driver, raw = _ready(connection)
    try:
        driver.add(raw.cursor(), table, columns, batch, otherwise)
    except Exception as error:
        raise _told(connection, error) from error


def pieces(values: Sequence[_Value], size: int = 500) -> Iterable[Sequence[_Value]]:
    """A long list in parts that every database takes as parameters."""
    return (values[start : start + size] for start in range(0, len(values), size))


def _named(cursor: Any) -> list[Row]:
    found = cursor.fetchall()
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, one, strict=True)) for one in found]


def _carried_out(connection: Connection, sql: str, values: Mapping[str, Any]) -> Any:
    driver, raw = _ready(connection)
    cursor = raw.cursor()
    try:
        cursor.execute(driver.spelled(sql), _filled(driver, values))
    except Exception as error:
        raise _told(connection, error) from error
    return cursor


def _ready(connection: Connection) -> tuple[Driver, Any]:
    if not connection.in_transaction():
        connection.begin()
    return _DRIVERS[connection.dialect.name], connection.connection.dbapi_connection


def _filled(driver: Driver, values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: driver.listed(value) if name.endswith("_in") else value for name, value in values.items()}


def _told(connection: Connection, error: Exception) -> Exception:
    """The failure as SQLAlchemy would have raised it; a line that broke is not used again."""
    dialect = connection.dialect
    base = dialect.loaded_dbapi.Error
    if not isinstance(error, base):
        return error
    broken = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
    if broken:
        connection.invalidate(error)
    told = DBAPIError.instance(None, None, error, base, True, broken, dialect)
    return told if isinstance(told, Exception) else error
