"""One write: the record, its journal entry and the draft's removal in one transaction (DESIGN section 3)."""

from __future__ import annotations

from dataclasses import replace

from commissioner_app.domain.record import Record
from commissioner_app.services.changes import Changes
from commissioner_app.services.desk import Desk
from commissioner_app.services.undo_log import Step
from commissioner_app.store.rows import StoredRecord


def new_record(desk: Desk, kind: str, record_id: str, form: tuple[str, str], state: str) -> Record:
    """An empty record that was never stored."""
    now = desk.now()
    return Record(record_id, kind, form[0], form[1], {}, state, 0, now, now, desk.session.person_id)


def write(
    desk: Desk,
    before: StoredRecord | None,
    after: Record,
    *,
    action: str,
    what: str,
    reason: str = "",
    draft_id: str = "",
    steps: list[Step] | None = None,
) -> tuple[Record, Changes]:
    """Make ``before`` into ``after``, durable when the outermost transaction ends; an edit that changes nothing only
    drops the draft.

    ``what`` names the step for undo, in words; "" makes a step that cannot be undone. ``steps`` collects it where many
    writes are undone together.
    """
    record = replace(after, updated_at=desk.now())
    entry = desk.store.write(
        record,
        who=desk.session.person_id,
        device=desk.session.device_code,
        action=action,
        reason=reason,
        draft_id=draft_id,
    )
    drafts = {("draft", draft_id)} if draft_id else set()
    if entry is None:
        return (before.record if before else record), Changes(frozenset(drafts), "records")
    if what:
        step = Step(what, record.kind, record.id, entry.id, before)
        if steps is None:
            desk.undo_log.push(step)
        else:
            steps.append(step)
    return record, desk.announce(Changes(frozenset({(record.kind, record.id)} | drafts), "records"))
