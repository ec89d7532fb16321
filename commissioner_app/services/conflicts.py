"""Fields that two people changed differently: both values, who, when, and the decision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from commissioner_app.domain.kind import Kind
from commissioner_app.domain.permissions import is_own, may_read, may_write, misplaced, moves_for, wrote
from commissioner_app.domain.record import Conflict, Record
from commissioner_app.errors import InputError
from commissioner_app.i18n import tr
from commissioner_app.services import words
from commissioner_app.services.changes import Changes
from commissioner_app.services.desk import Desk
from commissioner_app.services.records import Written
from commissioner_app.services.values import is_empty, normalised, typed
from commissioner_app.services.words import Wording
from commissioner_app.services.writing import write
from commissioner_app.store.rows import ListQuery, Version
from commissioner_app.sync.decide import decided
from commissioner_app.sync.merge import STATE

Choice = Literal["mine", "theirs", "value"]


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One open conflict. ``theirs`` came first and stands; ``mine`` waits for a decision. The ``_text`` parts are the
    values in words (labels of codes, names of references); ``_by`` names, ``_at`` ISO 8601. ``own``: this person made
    the edit that waits, and is asked first."""

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


class Conflicts:
    """Open conflicts of the records on this laptop."""

    def __init__(self, desk: Desk, wording: Wording) -> None:
        self._desk = desk
        self._wording = wording

    def rows(self, record_id: str = "") -> list[ConflictRow]:
        """All open conflicts, or those of one record; one's own first."""
        ids = (record_id,) if record_id else ()
        records = self._desk.store.records.records(ListQuery(conflict=True, ids=ids))
        found = [self._row(record, conflict) for record in records for conflict in record.conflicts]
        return sorted(found, key=lambda row: not row.own)

    def count(self) -> int:
        """How many conflicts are open."""
        return len(self.rows())

    def resolve(self, record_id: str, conflict_id: str, choice: Choice, value: Any = None) -> Written:
        """Decide one conflict: take either value or a typed one; it travels as a change like any other.

        Raises ``InputError`` record_not_found, conflict_not_found, not_allowed, bad_answer."""
        with self._desk.store.transaction():
            before = self._desk.store.records.stored(record_id)
            if before is None or before.record.deleted:
                raise InputError("record_not_found", id=record_id)
            record = before.record
            declared = words.kind_of(record.kind)
            conflict = next((one for one in record.conflicts if one.id == conflict_id), None)
            if conflict is None:
                raise InputError("conflict_not_found")
            self._may_decide(declared, record, conflict, choice, value)
            chosen = self._chosen(record, conflict, choice, value)
            version = decided(Version.of(record), conflict, chosen)
            after = replace(record, answers=dict(version.answers), state=version.state, conflicts=version.conflicts)
            name = misplaced(declared, record.answers, after.answers, self._desk.facts())
            if name:
                raise InputError("not_placed", field=words.field_word(declared.name, name), name=name)
            what = tr("undo.resolve", title=declared.summary(record.answers).title or tr("undo.untitled"))
            written, changes = write(self._desk, before, after, action="resolve", what=what)
        return Written(written, Changes(changes.pairs, "conflicts"))

    def _may_decide(self, kind: Kind, record: Record, conflict: Conflict, choice: Choice, value: Any) -> None:
        """Whoever writes or reviews the record decides; what review has locked stays as it stands, unless the state is
        what is in question."""
        facts = self._desk.facts()
        own, by_writer = is_own(record.answers, facts), wrote(record.answers, facts)
        moves = {
            move for state in kind.states for move in moves_for(kind, state.code, facts.roles, own, by_writer=by_writer)
        }
        decides = moves or may_write(kind, record.answers, kind.first_state, facts)
        if not (decides and may_read(kind, record.answers, record.state, facts)):
            raise InputError("not_allowed", kind=words.kind_word(kind.name))
        if choice == "theirs":
            return
        if conflict.field == STATE:
            wanted = conflict.mine if choice == "mine" else value
            if wanted != record.state and (record.state, wanted) not in {(move.source, move.target) for move in moves}:
                raise InputError("not_allowed", kind=words.kind_word(kind.name))
        elif record.state in kind.locked_states:
            raise InputError("record_locked", state=words.state_word(kind.name, record.state))

    def _chosen(self, record: Record, conflict: Conflict, choice: Choice, value: Any) -> Any:
        if choice == "mine":
            return conflict.mine
        if choice == "theirs":
            return conflict.theirs
        clean = normalised(value, conflict.field)
        if conflict.field == STATE:
            declared = words.kind_of(record.kind)
            if not isinstance(clean, str) or declared.state(clean) is None:
                raise InputError("bad_answer", field=STATE, expected=tr("answer.expected.text"))
            return clean
        field = words.field_at(record.kind, conflict.field)
        if is_empty(clean):
            return None
        return typed(field, clean, conflict.field, self._desk.zone()) if field else clean

    def _row(self, record: Record, conflict: Conflict) -> ConflictRow:
        def shown(value: Any) -> str:
            return self._wording.value(record.kind, conflict.field, value)

        return ConflictRow(
            kind=record.kind,
            record_id=record.id,
            title=words.kind_of(record.kind).summary(record.answers).title,
            id=conflict.id,
            field=conflict.field,
            label=words.field_word(record.kind, conflict.field),
            base=conflict.base,
            theirs=conflict.theirs,
            theirs_text=shown(conflict.theirs),
            theirs_by=self._name(conflict.theirs_by),
            theirs_at=conflict.theirs_at,
            mine=conflict.mine,
            mine_text=shown(conflict.mine),
            mine_by=self._name(conflict.mine_by),
            mine_at=conflict.mine_at,
            own=conflict.mine_by == self._desk.session.person_id,
        )

    def _name(self, person: str) -> str:
        if person == self._desk.session.person_id:
            return self._desk.session.display
        return self._wording.title(person) or person
