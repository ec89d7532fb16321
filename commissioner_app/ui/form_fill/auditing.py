"""The audit log of the form on the page, where the form wants one: told by what the person does, kept with the draft, and on
submission a file of the record.

A section that holds several questions is logged as a group of questions, the question with the focus as a question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject

from commissioner_app.errors import AppError
from commissioner_app.forms.audit import FILE, AuditLog, audit_of
from commissioner_app.forms.screen import Node
from commissioner_app.services.drafts import AUDIT
from commissioner_app.ui.form_fill import nodes
from commissioner_app.ui.form_fill.body import Body
from commissioner_app.ui.form_fill.navigator import Navigator
from commissioner_app.ui.form_fill.session import FormSession
from commissioner_app.ui.form_fill.whereabouts import Whereabouts

if TYPE_CHECKING:
    from commissioner_app.services.drafts import Draft
    from commissioner_app.services.program import Program
    from commissioner_app.ui.shared.shell import Shell

ADD: Final = "add"
REMOVE: Final = "remove"


class Auditing(QObject):
    """Does nothing in a form that wants no log, but keeps the one that a draft brought from another form."""

    def __init__(self, program: Program, shell: Shell, draft: Draft, body: Body, navigator: Navigator) -> None:
        super().__init__(body)
        self._session: FormSession = body.session
        self._body = body
        self._navigator = navigator
        self._attachments = program.attachments
        self._question = ""
        self._section = ""
        self._before: dict[str, str] = {}
        self._items: dict[str, int] = {}
        self._log: AuditLog | None = None
        self._kept = {AUDIT: draft.saved[AUDIT]} if AUDIT in draft.saved else {}
        settings = audit_of(self._session.form.definition)
        if settings is None:
            return
        self._key = self._session.node(settings.ref).answer_key
        where = Whereabouts(program.receiver, shell, self) if settings.location else None
        self._log = AuditLog(
            settings,
            earlier=self._earlier(draft),
            user=program.desk.session.display or program.desk.session.person_id,
            position=where.now if where is not None else lambda: None,
        )
        self._asks_why = settings.reasons and bool(draft.record_id)
        self._answers = self._session.form.to_answers() if self._asks_why else {}
        body.answering.connect(lambda node: self._look_at(node.ref))
        navigator.moved.connect(self.look)
        navigator.section_changed.connect(self.look)
        navigator.jumping.connect(lambda: self._event("jump"))
        self._session.beginning.connect(self._beginning)
        self._session.done.connect(self._done)

    def state(self) -> Mapping[str, Any]:
        """What the draft keeps: the log as if the form were left now, since that may be how it ends."""
        return self._kept if self._log is None else {AUDIT: self._log.text(self._values())}

    def look(self) -> None:
        """See which section and which question the person is at."""
        if self._log is None:
            return
        section = self._navigator.current
        key = section.key if section is not None else ""
        row, view = self._navigator.row_with_focus(), self._navigator.view
        if key != self._section:
            self._leave_question()
            self._log.leave(self._section)
            self._section = key
            if section is not None and section.group and self._is_group(section.group):
                self._log.enter(key, event="group questions")
        # While another section opens, the focus is still in the one before.
        if row is not None and view is not None and view.isAncestorOf(row):
            self._look_at(row.node.ref)

    def saved(self) -> None:
        """The person saved the draft."""
        self._event("form save")

    def left(self) -> None:
        """The person leaves the form."""
        self._close("form save", "form exit")

    def trouble(self, event: str) -> None:
        """Saving or submitting failed (``save error``, ``finalize error``)."""
        self._event(event)
        self.look()

    def refused(self) -> None:
        """Submitting was refused: note which answers break a rule of the form."""
        for ref in [problem.ref for problem in self._session.form.problems() if problem.kind == "constraint"]:
            self._event("constraint error", ref)

    def wants_reason(self) -> bool:
        """Whether the person has to say why a record was changed."""
        return self._log is not None and self._asks_why and self._session.form.to_answers() != self._answers

    def reason(self, text: str) -> None:
        """Why the record was changed; nothing where the form does not ask."""
        if self._log is not None and self.wants_reason():
            self._log.reason(text)

    def finish(self) -> Callable[[], Mapping[str, str]]:
        """Close the log. What is returned stores the file, off the main thread, and gives the answer that names it."""
        self._close("form save", "form exit", "form finalize")
        if self._log is None:
            return dict
        text, key, attachments = self._log.text(), self._key, self._attachments
        return lambda: {key: attachments.add(text.encode(), FILE).name}

    def _look_at(self, ref: str) -> None:
        if self._log is None or ref == self._question:
            return
        self._leave_question()
        node = self._session.find(ref)
        if node is not None:
            self._question = ref
            self._log.enter(ref, node.value)

    def _leave_question(self) -> None:
        ref = self._question
        row = self._body.row(ref) if ref else None
        if row is not None:
            # What was typed last belongs to this question, whoever notices first that it was left.
            row.widget.flush()
        self._question = ""
        node = self._session.find(ref) if ref else None
        if self._log is None or node is None:
            return
        self._log.leave(ref, node.value)
        if node.relevant and not node.constraint_ok:
            self._log.event("constraint error", node=ref)

    def _beginning(self, what: str, ref: str) -> None:
        self._leave_question()
        if what == REMOVE:
            self._event("delete repeat", ref)
        else:
            self._before, self._items = self._all_values(), self._all_items()

    def _done(self, what: str, ref: str) -> None:
        """What undo took back is a change like another one: without it the log would tell another story than the answers."""
        if self._log is None or what == REMOVE:
            return
        now = self._all_items()
        for repeat in sorted(self._items.keys() | now.keys()):
            before, after = self._items.get(repeat, 0), now.get(repeat, 0)
            for number in range(before, after):
                self._log.event("add repeat", node=f"{repeat}[{number + 1}]")
            for number in range(after, before):
                self._log.event("delete repeat", node=f"{repeat}[{number + 1}]")
        if what != ADD:
            values = self._all_values()
            for changed in [one for one, value in values.items() if self._before.get(one, "") != value]:
                self._log.enter(changed, self._before.get(changed, ""))
                self._log.leave(changed, values[changed])

    def _close(self, *events: str) -> None:
        if self._log is None:
            return
        self._leave_question()
        self._section = ""
        self._log.close(event=events[0])
        for event in events[1:]:
            self._log.event(event)

    def _event(self, name: str, ref: str = "") -> None:
        if self._log is not None:
            self._log.event(name, node=ref)

    def _values(self) -> dict[str, str]:
        node = self._session.find(self._question) if self._question else None
        return {self._question: node.value} if node is not None else {}

    def _is_group(self, ref: str) -> bool:
        node = self._session.find(ref)
        return node is not None and not nodes.is_question(node)

    def _all_values(self) -> dict[str, str]:
        return {node.ref: node.value for node in _walk(self._session.root) if nodes.is_question(node)}

    def _all_items(self) -> dict[str, int]:
        repeats = (node for node in _walk(self._session.root) if node.kind == nodes.REPEAT)
        return {node.ref: sum(child.kind == nodes.ITEM for child in node.children) for node in repeats}

    def _earlier(self, draft: Draft) -> str:
        """The log so far: the draft's, else that of the record which is changed."""
        if draft.saved:
            return str(draft.saved.get(AUDIT, ""))
        name = draft.answers.get(self._key)
        if not isinstance(name, str) or not draft.record_id:
            return ""
        try:
            return self._attachments.read(name).decode("utf-8", "replace")
        except AppError:
            # The earlier file is still on its way to this laptop; the record keeps what is noted from here on.
            return ""


def _walk(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        yield from _walk(child)
