"""Running SQL text: the few helpers every table's file uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Connection, TextClause, bindparam, text

Row = Mapping[str, Any]
_Value = TypeVar("_Value")
_STREAM_ROWS = 1000


def rows(connection: Connection, sql: str, **values: Any) -> list[Row]:
    """All rows as mappings. A hole named ``…_in`` takes a sequence."""
    return [row._mapping for row in connection.execute(_statement(sql, values), values)]  # type: ignore[misc]


def _statement(sql: str, values: Mapping[str, Any]) -> TextClause:
    lists: list[BindParameter[Any]] = [bindparam(name, expanding=True) for name in values if name.endswith("_in")]
    return text(sql).bindparams(*lists) if lists else text(sql)


def streamed(connection: Connection, sql: str, **values: Any) -> Iterator[Any]:
    """All rows one after the other, for tables that do not fit into memory on any database."""
    return iter(connection.execute(text(sql), values, execution_options={"yield_per": _STREAM_ROWS}))


def row(connection: Connection, sql: str, **values: Any) -> Row | None:
    """The first row, or None."""
    found = rows(connection, sql, **values)
    return found[0] if found else None


def value(connection: Connection, sql: str, **values: Any) -> Any:
    """The first column of the first row, or None."""
    return connection.execute(text(sql), values).scalar()


def run(connection: Connection, sql: str, **values: Any) -> int:
    """Carry out one statement; the number of rows it touched. A hole named ``…_in`` takes a sequence."""
    return connection.execute(_statement(sql, values), values).rowcount


def run_many(connection: Connection, sql: str, many: Iterable[Mapping[str, Any]]) -> None:
    """Carry out one statement for many sets of values, in one call of the driver."""
    batch: Sequence[Mapping[str, Any]] = list(many)
    if batch:
        connection.execute(text(sql), batch)


def pieces(values: Sequence[_Value], size: int = 500) -> Iterable[Sequence[_Value]]:
    """A long list in parts that every database takes as parameters."""
    return (values[start : start + size] for start in range(0, len(values), size))
