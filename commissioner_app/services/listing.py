"""Rows of lists and the question they answer; sorting and filtering happen in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mark = Literal["draft", "waiting", "received", "conflict", "returned"]
Order = Literal["updated_at", "date", "title", "state"]


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which records of a kind, in which order. Empty parts do not restrict.

    ``text`` is searched as in the search field (words, pinyin initials, codes). ``waiting`` True: only records with
    changes that were not sent; False: only others. Dates are ``YYYY-MM-DD``, both inclusive.
    """

    kind: str
    text: str = ""
    states: tuple[str, ...] = ()
    host: str = ""
    county: str = ""
    owner: str = ""
    waiting: bool | None = None
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
