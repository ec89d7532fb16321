"""Fields that two people changed differently: both values, who, when, and the decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from commissioner_app.services.desk import Desk
from commissioner_app.services.records import Written

Choice = Literal["mine", "theirs", "value"]


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One open conflict. ``theirs`` came first and stands; ``mine`` waits for a decision. The ``_text`` parts are the
    values in words (labels of codes, names of references); ``_by`` names, ``_at`` ISO 8601."""

    kind: str
    record_id: str
    title: str
    id: str
    field: str
    label: str
    base: Any
    theirs: Any
    theirs_text: str
    theirs_by: str
    theirs_at: str
    mine: Any
    mine_text: str
    mine_by: str
    mine_at: str
    own: bool
    """Whether this person made the edit that waits (they are asked first)."""


class Conflicts:
    """Open conflicts of the records on this laptop."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def rows(self, record_id: str = "") -> list[ConflictRow]:
        """All open conflicts, or those of one record; one's own first."""
        raise NotImplementedError

    def count(self) -> int:
        """How many conflicts are open."""
        raise NotImplementedError

    def resolve(self, record_id: str, conflict_id: str, choice: Choice, value: Any = None) -> Written:
        """Decide one conflict: take either value or a typed one; it travels as a change like any other."""
        raise NotImplementedError
