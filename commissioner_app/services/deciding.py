"""Deciding conflicts: one or a hundred at once, each record in one write, all of it one step for undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from commissioner_app.services.undo_log import Step
from commissioner_app.services.values import is_empty, normalised, typed
from commissioner_app.services.writing import write
from commissioner_app.store.rows import Version
from commissioner_app.sync.decide import decided
from commissioner_app.sync.merge import STATE

Choice = Literal["mine", "theirs", "value"]


@dataclass(frozen=True, slots=True)
class Decision:
    """One conflict of a record decided for the value that waits (``mine``), the one that stands, or a typed ``value``."""

    record_id: str
    conflict_id: str
    choice: Choice
    value: Any = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a batch did: the records as they stand now, and what could not be decided, with the reason."""

    changes: Changes
    records: tuple[Record, ...]
    done: int
    failed: tuple[tuple[Decision, InputError], ...]


def decide(desk: Desk, decisions: Sequence[Decision]) -> Outcome:
    """Decide what can be decided, in one transaction; what cannot stays open and is told. Belongs to no transaction."""
    by_record: dict[str, list[Decision]] = {}
    for decision in decisions:
        by_record.setdefault(decision.record_id, []).append(decision)
    steps: list[Step] = []
    failed: list[tuple[Decision, InputError]] = []
    records: list[Record] = []
    changes: list[Changes] = []
    with desk.store.transaction():
        for record_id, wanted in by_record.items():
            before = desk.store.records.stored(record_id)
            if before is None or before.record.deleted:
                failed += [(one, InputError("record_not_found", id=record_id)) for one in wanted]
                continue
            after = _decided(desk, before.record, wanted, failed)
            if after is before.record:
                continue
            written, changed = write(desk, before, after, action="resolve", what=_what(after), steps=steps)
            records.append(written)
            changes.append(changed)
    if len(steps) == 1:
        desk.undo_log.push(steps[0])
    elif steps:
        what = tr("undo.resolve_many", n=len(decisions) - len(failed), records=len(steps))
        desk.undo_log.push(Step(what, "", parts=tuple(steps)))
    done = len(decisions) - len(failed)
    return Outcome(Changes.merged("conflicts", changes), tuple(records), done, tuple(failed))


def _decided(
    desk: Desk, record: Record, wanted: Sequence[Decision], failed: list[tuple[Decision, InputError]]
) -> Record:
    """The record with the decisions that it takes; the others go into ``failed``."""
    for decision in wanted:
        try:
            record = _one(desk, record, decision)
        except InputError as error:
            failed.append((decision, error))
    return record


def _one(desk: Desk, record: Record, decision: Decision) -> Record:
    declared = words.kind_of(record.kind)
    conflict = next((one for one in record.conflicts if one.id == decision.conflict_id), None)
    if conflict is None:
        raise InputError("conflict_not_found")
    _may_decide(desk, declared, record, conflict, decision)
    version = decided(Version.of(record), conflict, _chosen(desk, record, conflict, decision))
    after = replace(record, answers=dict(version.answers), state=version.state, conflicts=version.conflicts)
    name = misplaced(declared, record.answers, after.answers, desk.facts())
    if name:
        raise InputError("not_placed", field=words.field_word(declared.name, name), name=name)
    return after


def _may_decide(desk: Desk, kind: Kind, record: Record, conflict: Conflict, decision: Decision) -> None:
    """Whoever writes or reviews the record decides; what review has locked stays as it stands, unless the state is what
    is in question."""
    facts = desk.facts()
    own, by_writer = is_own(record.answers, facts), wrote(record.answers, facts)
    moves = {
        move for state in kind.states for move in moves_for(kind, state.code, facts.roles, own, by_writer=by_writer)
    }
    decides = moves or may_write(kind, record.answers, kind.first_state, facts)
    if not (decides and may_read(kind, record.answers, record.state, facts)):
        raise InputError("not_allowed", kind=words.kind_word(kind.name))
    if decision.choice == "theirs":
        return
    if conflict.field == STATE:
        wanted = conflict.mine if decision.choice == "mine" else decision.value
        if wanted != record.state and (record.state, wanted) not in {(move.source, move.target) for move in moves}:
            raise InputError("not_allowed", kind=words.kind_word(kind.name))
    elif record.state in kind.locked_states:
        raise InputError("record_locked", state=words.state_word(kind.name, record.state))


def _chosen(desk: Desk, record: Record, conflict: Conflict, decision: Decision) -> Any:
    if decision.choice != "value":
        return conflict.mine if decision.choice == "mine" else conflict.theirs
    clean = normalised(decision.value, conflict.field)
    if conflict.field == STATE:
        declared = words.kind_of(record.kind)
        if not isinstance(clean, str) or declared.state(clean) is None:
            raise InputError("bad_answer", field=STATE, expected=tr("answer.expected.text"))
        return clean
    field = words.field_at(record.kind, conflict.field)
    if is_empty(clean):
        return None
    if field is None:
        return clean
    # What is typed for a whole item of a repeat is the item, not the list.
    return clean if isinstance(clean, Mapping) and field.items else typed(field, clean, conflict.field, desk.zone())


def _what(record: Record) -> str:
    return tr("undo.resolve", title=words.kind_of(record.kind).summary(record.answers).title or tr("undo.untitled"))
