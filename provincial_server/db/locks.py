"""Doing a thing once, however many workers there are."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

from provincial_server.db.rows import value

# PostgreSQL keeps locks of two numbers apart from those of one, of which the writers' is one.
_TASKS: Final = 1


def is_first(connection: Connection, task: str) -> bool:
    """Whether no other transaction is at this task; none can begin it until this one ends. Always so on SQLite, whose
    only process keeps order by itself."""
    if connection.dialect.name != "postgresql":
        return True
    return bool(value(connection, "SELECT pg_try_advisory_xact_lock(:tasks, hashtext(:task))", tasks=_TASKS, task=task))
