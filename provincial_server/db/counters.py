"""Counters and small settings. The sequence of changes is one row: whoever holds it commits before the next can take it,
so commit order is cursor order on every database."""

from __future__ import annotations

from sqlalchemy import Connection

from provincial_server.db.rows import Statement, rows, run, value

SEQUENCE = "seq"
REVISION_FLOOR = "revision_floor"
FORMS = "forms"
LISTS = "lists"
ATTACHMENTS = "attachments"


def take(connection: Connection, count: int) -> int:
    """Reserve ``count`` numbers of the sequence; the first of them."""
    sql, values = taking(count)
    last: int = value(connection, sql, **values)
    return last - count + 1


def taking(count: int) -> Statement:
    """The statement that reserves numbers of the sequence; its one value is the last of them."""
    sql = (
        "INSERT INTO counters (name, value) VALUES (:name, :count) "
        "ON CONFLICT (name) DO UPDATE SET value = counters.value + :count RETURNING value"
    )
    return sql, {"name": SEQUENCE, "count": count}


def current(connection: Connection, name: str = SEQUENCE) -> int:
    """The counter's value, 0 when it was never used."""
    return value(connection, "SELECT value FROM counters WHERE name = :name", name=name) or 0


def bump(connection: Connection, name: str) -> None:
    """Count a change of something that laptops keep a copy of."""
    put(connection, name, current(connection, name) + 1)


def put(connection: Connection, name: str, number: int) -> None:
    """Set a counter."""
    run(
        connection,
        "INSERT INTO counters (name, value) VALUES (:name, :number) ON CONFLICT (name) DO UPDATE SET value = :number",
        name=name,
        number=number,
    )


def lost_ranges(connection: Connection) -> list[tuple[int, int]]:
    """Cursors between these (both excluded) were given out by a server whose data was then replaced by a backup."""
    return [(found["low"], found["high"]) for found in rows(connection, "SELECT low, high FROM lost_ranges")]


def add_lost_range(connection: Connection, low: int, high: int) -> None:
    """Remember that cursors between ``low`` and ``high`` mean nothing any more."""
    run(connection, "INSERT INTO lost_ranges (low, high) VALUES (:low, :high)", low=low, high=high)
