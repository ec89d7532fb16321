"""A record's history, from the journal: who, when, on which laptop, what (DESIGN section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one step, in words of the person's language. ``old`` is None where it is not known any more."""

    field: str
    label: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One step. ``who`` is a person's id, ``who_name`` their name if known; ``action`` is created, changed, moved,
    deleted or undone, ``text`` says the step in words; ``state`` the state after a move, else ""."""

    id: str
    at: str
    who: str
    who_name: str
    device: str
    action: str
    text: str
    fields: tuple[FieldChange, ...]
    state: str
    reason: str
    sent: bool
