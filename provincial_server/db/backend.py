"""What one kind of database needs beyond plain SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from provincial_server.errors import ServerError


def _nothing(_connection: Connection) -> None:
    """A transaction of this kind needs no more than its BEGIN."""


@dataclass(frozen=True, slots=True)
class Backend:
    """One kind of database.

    ``prepare`` is told of the new engine once. ``reading`` and ``writing`` are SQLAlchemy's execution options of the two
    kinds of transaction. ``hold`` runs first in a write transaction: when it returns, nobody else writes until the commit
    is visible to all. ``told`` names a failure that is none of this program's: busy, out of reach, a text that cannot be
    stored; None for the others.
    """

    prepare: Callable[[Engine], None]
    told: Callable[[DBAPIError], ServerError | None]
    pool: Mapping[str, Any]
    reading: Mapping[str, Any] = field(default_factory=dict)
    writing: Mapping[str, Any] = field(default_factory=dict)
    hold: Callable[[Connection], None] = _nothing
