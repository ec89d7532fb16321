"""From a filled form to a record: what the form and the rules say, then one write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from commissioner_app.domain.registry import KINDS
from commissioner_app.errors import AppError
from commissioner_app.forms.screen import Node
from commissioner_app.ui.form_fill import findings as texts
from commissioner_app.ui.form_fill import nodes
from commissioner_app.ui.form_fill.auditing import Auditing
from commissioner_app.ui.form_fill.photos import photo_question
from commissioner_app.ui.form_fill.session import FormSession

if TYPE_CHECKING:
    from commissioner_app.domain.validation import Finding
    from commissioner_app.services.drafts import Draft
    from commissioner_app.services.program import Program
    from commissioner_app.services.records import Written
    from commissioner_app.ui.shared.shell import Shell

SUBMIT = "submit"


class Submission(QObject):
    """``troubled`` carries what stands against it, ``written`` the record, ``failed`` an error; ``busy`` while it works.
    ``reason_wanted``: nothing stands against it, but the form wants to know why the record was changed."""

    troubled = Signal(object)
    written = Signal(object)
    failed = Signal(object)
    reason_wanted = Signal()
    busy = Signal(bool)

    def __init__(self, program: Program, shell: Shell, draft: Draft, session: FormSession, auditing: Auditing) -> None:
        super().__init__(session)
        self._program = program
        self._shell = shell
        self._draft = draft
        self._session = session
        self._auditing = auditing
        self._working = False

    def action(self) -> str:
        """The move that goes with saving: submit where the record's state knows it, else none."""
        kind = KINDS[self._draft.kind]
        state = kind.first_state
        if self._draft.record_id:
            try:
                state = self._program.records.get(self._draft.record_id).state
            except AppError:
                return ""
        return SUBMIT if any(move.action == SUBMIT and move.source == state for move in kind.moves) else ""

    def begin(self) -> None:
        """Check; write where nothing stands against it."""
        if self._working:
            return
        self._drop_blank_items()
        problems = self._session.form.problems()
        answers = self._session.form.to_answers()
        self._work(True)

        def checked(found: Sequence[Finding]) -> None:
            self._work(False)
            troubles = texts.together(
                texts.of_engine(self._session, problems), texts.of_rules(self._session.root, found)
            )
            if troubles:
                self.troubled.emit(troubles)
            elif self._auditing.wants_reason():
                self.reason_wanted.emit()
            else:
                self.write("")

        kind, record_id = self._draft.kind, self._draft.record_id
        self._shell.run_background(
            lambda: self._program.records.validate(kind, answers, id=record_id),
            checked,
            self._broken,
            owner=self,
            lane="pool",
        )

    def write(self, reason: str) -> None:
        """Write the record; the draft goes in the same transaction."""
        if self._working:
            return
        self._work(True)
        draft, records = self._draft, self._program.records
        log, action = self._auditing.finish(), self.action()
        answers = self._session.form.to_answers()

        def put() -> Written:
            return records.put(
                draft.kind,
                {**answers, **log()},
                id=draft.record_id or draft.id,
                form_id=draft.form_id,
                form_version=draft.form_version,
                draft_id=draft.id,
                action=action,
                reason=reason,
            )

        def done(written: Written) -> None:
            self._work(False)
            self.written.emit(written)

        self._shell.run_background(put, done, self._broken, owner=self)

    def _work(self, working: bool) -> None:
        self._working = working
        self.busy.emit(working)

    def _broken(self, error: BaseException) -> None:
        self._work(False)
        self._auditing.trouble("finalize error")
        found = error.params.get("findings") if isinstance(error, AppError) else None
        if found:
            self.troubled.emit(texts.of_rules(self._session.root, found))
            return
        self.failed.emit(error)

    def _drop_blank_items(self) -> None:
        """Items into which nobody entered anything are no answers; the strip hides photos without a picture."""
        for item in _items(self._session.root):
            question = photo_question(item) if "photos" in (item.parent.appearances if item.parent else ()) else None
            if nodes.is_blank(item) or (question is not None and not question.value):
                self._session.remove(item.ref)


def _items(node: Node) -> list[Node]:
    """The items of all repeats whose count is not the form's, inner ones and later ones first."""
    found: list[Node] = []
    for child in reversed(node.children):
        found += _items(child)
        if child.kind == nodes.ITEM and not node.fixed:
            found.append(child)
    return found
