"""Undo of changes that were not sent, in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from commissioner_app.errors import InputError
from commissioner_app.i18n import tr
from commissioner_app.services.changes import Changes
from commissioner_app.services.desk import Desk
from commissioner_app.services.undo_log import Step
from commissioner_app.services.writing import write


@dataclass(frozen=True, slots=True)
class Undone:
    """``text`` says what was undone ("已撤销：删除照片")."""

    text: str
    changes: Changes


class Undo:
    """The last steps of this run of the program; dropped when a sync sent them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def last(self) -> str:
        """What undo would take back, in words; "" when there is nothing."""
        step = self._possible()
        return step.what if step else ""

    def undo(self) -> Undone:
        """Take the last step back through the same door. Raises ``InputError`` nothing_to_undo."""
        with self._desk.store.transaction():
            step = self._possible()
            if step is None:
                raise InputError("nothing_to_undo")
            parts = [self._undo_one(part) for part in reversed(step.parts or (step,))]
        self._desk.undo_log.drop(step)
        return Undone(tr("undo.done", what=step.what), Changes.merged("undo", parts))

    def _possible(self) -> Step | None:
        """The last step, as long as its record stands as the step left it and no sync has packed it."""
        step = self._desk.undo_log.last()
        while step is not None and not self._fresh(step):
            self._desk.undo_log.drop(step)
            step = self._desk.undo_log.last()
        return step

    def _undo_one(self, step: Step) -> Changes:
        return self._bring_back_draft(step) if step.draft_id else self._take_back(step)

    def _fresh(self, step: Step) -> bool:
        if step.parts:
            return all(map(self._fresh, step.parts))
        if step.draft_id:
            return self._desk.store.drafts.get(step.draft_id) is not None
        unsent = self._desk.store.journal.unsent(step.record_id)
        done = {entry.id for entry in unsent if entry.action != "undo"}
        return step.entry_id in done and not self._superseded(step)

    def _superseded(self, step: Step) -> bool:
        """Whether something that did not go through this log (a merge) came after the step."""
        entries = self._desk.store.journal.of_record(step.record_id)
        after = [entry for entry in entries if entry.id > step.entry_id]
        return any(entry.action in {"receive", "merge", "overruled", "undeleted"} for entry in after)

    def _bring_back_draft(self, step: Step) -> Changes:
        self._desk.store.drafts.discard(step.draft_id, discarded=False)
        return self._desk.announce(Changes.of("undo", ("draft", step.draft_id)))

    def _take_back(self, step: Step) -> Changes:
        now = self._desk.store.records.stored(step.record_id)
        if now is None:
            raise InputError("nothing_to_undo")
        if step.before is None:
            if now.record.rev == 0 and self._desk.store.outbox.of_record(step.record_id) is None:
                # Nobody else has ever heard of it: it goes without a trace.
                self._desk.store.records.remove([step.record_id])
                return self._desk.announce(Changes.of("undo", (step.kind, step.record_id)))
            after = replace(now.record, deleted=True)
        else:
            was = step.before.record
            after = replace(
                now.record, answers=was.answers, state=was.state, deleted=was.deleted, form_id=was.form_id,
                form_version=was.form_version, conflicts=was.conflicts,
            )  # fmt: skip
        _, changes = write(self._desk, now, after, action="undo", what="")
        return Changes(changes.pairs, "undo")
