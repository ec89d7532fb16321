"""Fields that two people changed differently: both values, who, when, and the decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from commissioner_app.domain.record import Conflict, Record
from commissioner_app.domain.text_merge import Merged, merge_texts
from commissioner_app.services import words
from commissioner_app.services.changes import Changes
from commissioner_app.services.deciding import Choice, Decision, Outcome, decide
from commissioner_app.services.desk import Desk
from commissioner_app.services.lost_moves import LostMove, read, unread
from commissioner_app.services.records import Written
from commissioner_app.services.words import Wording
from commissioner_app.store.rows import ListQuery

__all__ = ["Choice", "ConflictRow", "Conflicts", "Decision", "LostMove", "Outcome", "both_texts"]


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One open conflict. ``theirs`` came first and stands; ``mine`` waits for a decision. The ``_text`` parts are the
    values in words (labels of codes, names of references); ``_by`` names, ``_at`` ISO 8601. ``own``: this person made
    the edit that waits, and is asked first. ``date`` and ``state`` are the record's; ``locked``: review has closed it, only
    what stands can be taken."""

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
    base_text: str = ""
    date: str = ""
    state: str = ""
    locked: bool = False

    @property
    def people(self) -> tuple[str, str]:
        """The names of both."""
        return self.mine_by, self.theirs_by


class Conflicts:
    """Open conflicts of the records on this laptop."""

    def __init__(self, desk: Desk, wording: Wording) -> None:
        self._desk = desk
        self._wording = wording

    def rows(self, record_id: str = "", kind: str = "") -> list[ConflictRow]:
        """All open conflicts, those of one record or those of one kind; one's own first, those of a record together."""
        ids = (record_id,) if record_id else ()
        records = self._desk.store.records.records(ListQuery(kind, conflict=True, ids=ids))
        names: dict[str, str] = {self._desk.session.person_id: self._desk.session.display}
        found = [self._rows(record, names) for record in records]
        mine_first = sorted(found, key=lambda rows: not any(row.own for row in rows))
        return [row for rows in mine_first for row in rows]

    def count(self) -> int:
        """How many conflicts are open."""
        return self._desk.store.records.conflict_count()

    def lost_moves(self) -> list[LostMove]:
        """Steps of this person that gave way to somebody's of more authority, and that were not read of yet."""
        return unread(self._desk)

    def read_lost(self, ids: Sequence[str]) -> Changes:
        """This person has read of them."""
        read(self._desk, ids)
        return self._desk.announce(Changes.of("conflicts", ("notice", "")))

    def resolve(self, record_id: str, conflict_id: str, choice: Choice, value: Any = None) -> Written:
        """Decide one conflict: take either value or a typed one; it travels as a change like any other.

        Raises ``InputError`` record_not_found, conflict_not_found, not_allowed, bad_answer."""
        outcome = self.decide([Decision(record_id, conflict_id, choice, value)])
        for _, error in outcome.failed:
            raise error
        return Written(outcome.records[0], outcome.changes)

    def decide(self, decisions: Sequence[Decision]) -> Outcome:
        """Decide many at once; what cannot be decided stays open and is told with its reason."""
        return decide(self._desk, decisions)

    def _rows(self, record: Record, names: dict[str, str]) -> list[ConflictRow]:
        return [self._row(record, conflict, names) for conflict in record.conflicts]

    def _row(self, record: Record, conflict: Conflict, names: dict[str, str]) -> ConflictRow:
        declared = words.kind_of(record.kind)
        summary = declared.summary(record.answers)
        base, theirs, mine = (
            self._wording.value(record.kind, conflict.field, value)
            for value in (conflict.base, conflict.theirs, conflict.mine)
        )
        return ConflictRow(
            kind=record.kind,
            record_id=record.id,
            title=summary.title,
            id=conflict.id,
            field=conflict.field,
            label=words.field_word(record.kind, conflict.field),
            base=conflict.base,
            theirs=conflict.theirs,
            theirs_text=theirs,
            theirs_by=self._name(conflict.theirs_by, names),
            theirs_at=conflict.theirs_at,
            mine=conflict.mine,
            mine_text=mine,
            mine_by=self._name(conflict.mine_by, names),
            mine_at=conflict.mine_at,
            own=conflict.mine_by == self._desk.session.person_id,
            base_text=base,
            date=summary.date,
            state=record.state,
            locked=record.state in declared.locked_states,
        )

    def _name(self, person: str, names: dict[str, str]) -> str:
        if person not in names:
            names[person] = self._wording.title(person) or person
        return names[person]


def both_texts(row: ConflictRow) -> Merged | None:
    """Both edits of a text in one, to be read and corrected; None where the field holds no text of two people."""
    if not (isinstance(row.mine, str) and isinstance(row.theirs, str) and row.mine and row.theirs):
        return None
    return merge_texts(row.base if isinstance(row.base, str) else "", row.theirs, row.mine)
