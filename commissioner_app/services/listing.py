"""Rows of lists and the question they answer; sorting and filtering happen in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from commissioner_app.domain.registry import KINDS
from commissioner_app.store import rows

Mark = Literal["draft", "waiting", "received", "conflict", "returned"]
Order = Literal["date", "title", "subtitle", "state", "updated_at", "created_at"]


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which records of a kind ("" = of all), in which order. Empty parts do not restrict; ``limit`` 0 gives all.

    ``text`` is searched as in the search field (words, pinyin initials, codes). ``waiting`` True: only records with
    changes that were not sent; False: only others; ``conflict`` likewise. Dates are ``YYYY-MM-DD``, both inclusive.
    """

    kind: str = ""
    text: str = ""
    states: tuple[str, ...] = ()
    host: str = ""
    county: str = ""
    owner: str = ""
    waiting: bool | None = None
    conflict: bool | None = None
    date_from: str = ""
    date_to: str = ""
    order: Order = "updated_at"
    descending: bool = True
    limit: int = 100
    offset: int = 0


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One line of a list. ``tone`` is the state's (domain/kind.py), ``mark`` says where the record stands in sending.

    ``host``, ``county`` and ``owner`` are ids and codes, not names. ``updated_at`` is ISO 8601 with offset.
    """

    id: str
    kind: str
    title: str
    subtitle: str
    date: str
    state: str
    tone: str
    host: str
    county: str
    owner: str
    mark: Mark
    updated_at: str


def mark_of(kind: str, state: str, dirty: bool, conflicts: int) -> Mark:
    """Where a record stands in sending: what needs a person comes first."""
    if conflicts:
        return "conflict"
    if tone_of(kind, state) == "returned":
        return "returned"
    return "waiting" if dirty else "received"


def tone_of(kind: str, state: str) -> str:
    """How a state is shown (domain/kind.py); a state of a newer server counts as closed."""
    declared = KINDS.get(kind)
    found = declared.state(state) if declared else None
    return found.tone if found else "closed"


def row_of(row: rows.RecordRow) -> RecordRow:
    """The line that a screen shows, from the line of the store."""
    return RecordRow(
        id=row.id,
        kind=row.kind,
        title=row.title,
        subtitle=row.subtitle,
        date=row.date,
        state=row.state,
        tone=tone_of(row.kind, row.state),
        host=row.host,
        county=row.county,
        owner=row.owner,
        mark=mark_of(row.kind, row.state, row.dirty, row.conflicts),
        updated_at=row.updated_at,
    )


def store_query(query: ListQuery) -> rows.ListQuery:
    """The same question to the store."""
    return rows.ListQuery(**{name: getattr(query, name) for name in ListQuery.__slots__})
