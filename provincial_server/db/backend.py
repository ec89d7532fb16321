"""What one kind of database needs beyond plain SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from provincial_server.errors import ServerError


@dataclass(frozen=True, slots=True)
class Driver:
    """How the driver of a database wants its statements.

    ``spelled`` turns a statement with holes ``:name`` (``IN :name_in`` takes a sequence) into the driver's own, ``listed``
    a sequence into the value of such a hole. ``add`` appends rows to a table by the quickest way there is, given a cursor,
    the table, its columns, the rows, in which bytes are text in UTF-8, and what is to be done (``ON CONFLICT …``) where one
    is there already. ``together`` is a block, given the driver's connection, whose statements travel in one round trip
    where there is a way to travel.
    """

    spelled: Callable[[str], str]
    listed: Callable[[Sequence[Any]], Any]
    add: Callable[[Any, str, Sequence[str], Sequence[tuple[Any, ...]], str], None]
    together: Callable[[Any], AbstractContextManager[Any]]


@dataclass(frozen=True, slots=True)
class Backend:
    """One kind of database.

    ``prepare`` is told of the new engine once. ``reading``, ``looking`` and ``writing`` are SQLAlchemy's execution options of
    the kinds of transaction (``looking``: for reading in one round trip). ``hold`` is the first statement of a write
    transaction, where one is needed beyond its BEGIN: when it returns, nobody else writes until the commit is visible to
    all. ``told`` names a failure that is none of this program's: busy, out of reach, a text that cannot be stored; None
    for the others.
    """

    prepare: Callable[[Engine], None]
    told: Callable[[DBAPIError], ServerError | None]
    driver: Driver
    pool: Mapping[str, Any]
    reading: Mapping[str, Any] = field(default_factory=dict)
    looking: Mapping[str, Any] = field(default_factory=dict)
    writing: Mapping[str, Any] = field(default_factory=dict)
    hold: str = ""
