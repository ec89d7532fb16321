"""What a kind of record is: its core fields, its states and who may move between them, its buckets.

A kind is declared once in ``domain/<noun>.py`` and listed in ``domain/registry.py``; tables, lists, search,
permissions and sync follow from the declaration (domain.md sections 1.7, 2, 4.9 and 4.10).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

Answers = Mapping[str, Any]
Required = Literal["R", "r", "C", ""]


class FieldType(StrEnum):
    """The type words of domain.md 0.3."""

    TEXT = "text"
    LONG = "long"
    INT = "int"
    DEC = "dec"
    MONEY_WAN = "money_wan"
    AREA_MU = "area_mu"
    DATE = "date"
    DATETIME = "dt"
    YEAR = "year"
    BOOL = "bool"
    CHOICE = "ch"
    MULTI = "mu"
    REF = "ref"
    REFS = "refs"
    USCC = "uscc"
    PHONE = "phone"
    EMAIL = "email"
    GPS = "gps"
    PHOTO = "photo"
    FILE = "file"
    SIGN = "sign"
    TAGS = "tags"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Field:
    """One core field. ``list_id`` names a code list, ``ref`` the kind a reference points to.

    ``required``: R to submit, r recommended, C on a condition (a validation rule), empty optional.
    ``searched``: its text goes into the search index. ``sensitive``: personal, masked in lists.
    ``items`` are the fields of one item of a repeat.
    """

    name: str
    type: FieldType
    zh: str
    en: str
    required: Required = ""
    list_id: str = ""
    ref: str = ""
    unit: str = ""
    max_len: int = 0
    searched: bool = False
    sensitive: bool = False
    items: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """A state with its labels and how it is shown: draft, waiting, ok, attention, returned, closed."""

    code: str
    zh: str
    en: str
    tone: Literal["draft", "waiting", "ok", "attention", "returned", "closed"]


@dataclass(frozen=True, slots=True)
class Move:
    """A step between states that a role may take. ``action`` names it (submit, approve, return, …)."""

    action: str
    source: str
    target: str
    roles: frozenset[str]
    reason_required: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """What lists, search and filters show of a record; all derived from its answers."""

    title: str
    subtitle: str = ""
    date: str = ""
    host: str = ""
    county: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A noun of the domain. ``buckets`` says which buckets a record belongs to, from its answers and state alone.

    ``office_fields`` are answers that only offices may give or change (a grade)."""

    name: str
    zh: str
    en: str
    fields: tuple[Field, ...]
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    first_state: str
    form: str
    summary: Callable[[Answers], Summary]
    buckets: Callable[[Answers, str], frozenset[str]]
    read_roles: frozenset[str]
    write_roles: frozenset[str]
    locked_states: frozenset[str] = field(default_factory=frozenset)
    office_fields: frozenset[str] = field(default_factory=frozenset)
    local: bool = False
    """Kept on this laptop alone: the provincial server knows nothing of such records."""

    def field(self, name: str) -> Field | None:
        """The core field of that name, or None."""
        return next((f for f in self.fields if f.name == name), None)

    def state(self, code: str) -> State | None:
        """The declared state of that code, or None."""
        return next((s for s in self.states if s.code == code), None)
