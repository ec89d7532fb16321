"""Lists: a ``ListQuery`` as SQL that filters and sorts in indexes, so that 100,000 rows scroll without a wait."""

from __future__ import annotations

# ruff: noqa: S608 - only this program's own column names are put into statements
from typing import Any, Final

from commissioner_app.store.columns import RECORD, ROW
from commissioner_app.store.rows import ListQuery

# Below this many hits the rows are visited from the search; above it the list's own order is walked and each row is
# looked up among the hits, which finds a page of a common word at once.
FEW_HITS: Final = 2_000
_ORDERS: Final = frozenset({"date", "title", "subtitle", "state", "updated_at", "created_at"})


def records_sql(query: ListQuery, match: str | None, few: bool) -> tuple[str, list[Any]]:
    """The statement for the whole records of a list."""
    found, parameters = _found(query, match, few)
    return f"SELECT {RECORD} FROM ({found}) JOIN records ON records.seq = found ORDER BY {_order(query)}", parameters


def page_sql(query: ListQuery, match: str | None, few: bool) -> tuple[str, list[Any]]:
    """The statement for the lines of a list. ``match`` is the search expression of ``query.text`` or None."""
    found, parameters = _found(query, match, few)
    sql = (
        f"SELECT {ROW}, (SELECT code FROM outbox WHERE record_id = records.id AND status = 'refused')"
        f" FROM ({found}) JOIN records ON records.seq = found ORDER BY {_order(query)}"
    )
    return sql, parameters


def _found(query: ListQuery, match: str | None, few: bool) -> tuple[str, list[Any]]:
    """The numbers of a page's rows. It lives on an index alone, so that a page far down visits only its own rows."""
    where, parameters = conditions(query, match, few)
    sql = f"SELECT seq AS found FROM {source(query)} WHERE {where} ORDER BY {_order(query)} LIMIT ? OFFSET ?"
    return sql, [*parameters, query.limit or -1, query.offset]


def _order(query: ListQuery) -> str:
    if query.order not in _ORDERS:
        raise ValueError(f"lists cannot be sorted by {query.order}")
    way = "DESC" if query.descending else "ASC"
    return f"{query.order} {way}, seq {way}"


def count_sql(query: ListQuery, match: str | None) -> tuple[str, list[Any]]:
    """The statement for the number of lines of a list."""
    where, parameters = conditions(query, match, False)
    return f"SELECT count(*) FROM {source(query)} WHERE {where}", parameters


def source(query: ListQuery) -> str:
    """The table, with the index that has to be used where SQLite cannot know how few records it holds."""
    if query.waiting:
        return "records INDEXED BY records_unsent"
    return "records INDEXED BY records_in_conflict" if query.conflict else "records"


def conditions(query: ListQuery, match: str | None, few: bool) -> tuple[str, list[Any]]:
    """The WHERE part of a list and its parameters."""
    parts: list[str] = ["deleted = ?"]
    parameters: list[Any] = [int(query.deleted)]

    def add(condition: str, *values: Any) -> None:
        parts.append(condition)
        parameters.extend(values)

    # The second halves let SQLite take the partial indexes.
    for column, condition in (
        ("kind", "kind = ?"),
        ("county", "county = ?"),
        ("host", "host = ? AND host <> ''"),
        ("owner", "owner = ? AND owner <> ''"),
    ):
        value = getattr(query, column)
        if value:
            add(condition, value)
    for column, values in (("state", query.states), ("id", query.ids)):
        if values:
            add(f"{column} IN ({', '.join('?' * len(values))})", *values)
    if query.waiting is not None:
        parts.append("dirty = 1" if query.waiting else "dirty = 0")
    if query.conflict is not None:
        parts.append("open_conflicts > 0" if query.conflict else "open_conflicts = 0")
    if query.date_from:
        add("date >= ?", query.date_from)
    if query.date_to:
        add("date < ?", query.date_to + "~")  # a date may carry a time; "~" sorts behind it
    if match is not None:
        column = "seq" if few else "+seq"
        add(f"{column} IN (SELECT rowid FROM search WHERE search MATCH ?)", match)
    return " AND ".join(parts), parameters
