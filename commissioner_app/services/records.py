"""The one door for writing records: each call is one transaction of record, journal and draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commissioner_app.domain.kind import Move
from commissioner_app.domain.record import Record
from commissioner_app.domain.validation import Finding
from commissioner_app.services.changes import Changes
from commissioner_app.services.desk import Desk
from commissioner_app.services.history import HistoryEntry
from commissioner_app.services.listing import ListQuery, RecordRow


@dataclass(frozen=True, slots=True)
class Written:
    """The record as it stands after the write, what changed, and what validation has to say about it."""

    record: Record
    changes: Changes
    findings: tuple[Finding, ...] = ()


class Records:
    """Records of every kind."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def put(
        self,
        kind: str,
        answers: Mapping[str, Any],
        *,
        id: str | None = None,  # noqa: A002 - the field's name
        form_id: str = "",
        form_version: str = "",
        draft_id: str = "",
        action: str = "",
        reason: str = "",
    ) -> Written:
        """Create or change a record; ``answers`` are all its answers, ``action`` a move taken with it (submit …).

        Answers that the session knows are filled in. Errors of validation stop a move, never a plain save.
        Raises ``InputError`` (not_allowed, unknown_kind, bad_answers, record_invalid with ``findings``, bad_move)."""
        raise NotImplementedError

    def get(self, id: str) -> Record:  # noqa: A002
        """The record. Raises ``InputError`` record_not_found."""
        raise NotImplementedError

    def rows(self, query: ListQuery) -> list[RecordRow]:
        """The lines of a list."""
        raise NotImplementedError

    def count(self, query: ListQuery) -> int:
        """How many lines the list has without its limit."""
        raise NotImplementedError

    def counts_by_state(self, kind: str) -> dict[str, int]:
        """How many live records of a kind are in each state."""
        raise NotImplementedError

    def titles(self, ids: Sequence[str]) -> dict[str, str]:
        """The titles of records, for showing references; ids that are not here are absent."""
        raise NotImplementedError

    def history(self, id: str) -> list[HistoryEntry]:  # noqa: A002
        """Every step of a record, the latest first."""
        raise NotImplementedError

    def delete(self, id: str, reason: str = "") -> Written:  # noqa: A002
        """Delete a record as an explicit change that travels and can be undone until it is sent."""
        raise NotImplementedError

    def move(self, id: str, action: str, reason: str = "") -> Written:  # noqa: A002
        """Take a step between states. Raises ``InputError`` bad_move, reason_required, record_invalid."""
        raise NotImplementedError

    def moves(self, id: str) -> list[Move]:  # noqa: A002
        """The steps that this person may take with the record now."""
        raise NotImplementedError

    def may_write(self, id: str) -> bool:  # noqa: A002
        """Whether this person may change the record's answers now."""
        raise NotImplementedError

    def may_create(self, kind: str) -> bool:
        """Whether this person may make new records of a kind."""
        raise NotImplementedError

    def attach(self, id: str, ref: str, source: Path | bytes, name: str = "") -> Written:  # noqa: A002
        """Add a file to a record. ``ref`` is an answer's key (``log_scan``), or a repeat (``photos``: a new item)
        or ``photos/<item id>/photo`` (that item's field)."""
        raise NotImplementedError

    def validate(self, kind: str, answers: Mapping[str, Any], *, id: str = "") -> list[Finding]:  # noqa: A002
        """What the rules of domain.md 5 say, worst first."""
        raise NotImplementedError

    def waiting(self) -> dict[str, int]:
        """How many records of each kind hold changes that were not sent."""
        raise NotImplementedError
