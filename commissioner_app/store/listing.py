"""Lists: a ``ListQuery`` as SQL that filters and sorts in indexes, so that 100,000 rows scroll without a wait."""

from __future__ import annotations

# ruff: noqa: S608 - only this program's own column names are put into statements
from typing import Any, Final

from commissioner_app.store.columns import RECORD, ROW
from commissioner_app.store.rows import ListQuery

# Below this many hits the rows are visited from the search; above it the list's own order is walked and each row is
# looked up among the hits, which finds a page of a common word at once.
FEW_HITS: Final = 500
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
    place, parameters = _from_where(query, match, few)
    return f"SELECT seq AS found FROM {place} ORDER BY {_order(query)} LIMIT ? OFFSET ?", [
        *parameters,
        query.limit or -1,
        query.offset,
    ]


def _order(query: ListQuery) -> str:
    if query.order not in _ORDERS:
        raise ValueError(f"lists cannot be sorted by {query.order}")
    way = "DESC" if query.descending else "ASC"
    return f"{query.order} {way}, seq {way}"


def count_sql(query: ListQuery, match: str | None, few: bool) -> tuple[str, list[Any]]:
    """The statement for the number of lines of a list."""
    place, parameters = _from_where(query, match, few)
    return f"SELECT count(*) FROM {place}", parameters


def asks_text_alone(query: ListQuery) -> bool:
    """Whether a list is filtered by nothing but its kind and a text, which the search index can answer by itself."""
    return query == ListQuery(
        query.kind,
        query.text,
        order=query.order,
        descending=query.descending,
        limit=query.limit,
        offset=query.offset,
    )


def _from_where(query: ListQuery, match: str | None, few: bool) -> tuple[str, list[Any]]:
    """Where the rows come from and which of them. A few hits are visited one by one; of many, each row of the list is
    looked up among the hits. SQLite cannot know which is better, nor how few records wait or are in conflict."""
    parts, parameters = conditions(query)
    table = "records"
    if query.waiting:
        table = "records INDEXED BY records_unsent"
    elif query.conflict:
        table = "records INDEXED BY records_in_conflict"
    elif match is not None and few:
        table = "(SELECT rowid AS hit FROM search WHERE search MATCH ?) CROSS JOIN records ON records.seq = hit"
        return f"{table} WHERE {' AND '.join(parts)}", [match, *parameters]
    if match is not None:
        parts.append("+seq IN (SELECT rowid FROM search WHERE search MATCH ?)")
        parameters.append(match)
    return f"{table} WHERE {' AND '.join(parts)}", parameters


def conditions(query: ListQuery) -> tuple[list[str], list[Any]]:
    """The parts of WHERE that a list's filters make, but for its text, and their parameters."""
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
    return parts, parameters
