"""What follows from an answer: the visit form that fits the host, and what the program knows of a record that is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from commissioner_app.forms.errors import AnswerError
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill import nodes
from commissioner_app.ui.form_fill.body import Body
from commissioner_app.ui.form_fill.widgets.ref_picker import kind_of

if TYPE_CHECKING:
    from commissioner_app.forms.screen import Node
    from commissioner_app.services.drafts import Draft
    from commissioner_app.services.program import Program
    from commissioner_app.ui.shared.shell import Shell

VISIT = "visit"
# A host fills these in by itself (``host_link``).
BY_HOST = frozenset({VISIT, "need"})
# Numbers of an assessment depend on its year as well as on the person.
ALSO = frozenset({"year"})


class Following(QObject):
    """``form_wanted`` carries the id of the form that fits better, ``filled``: answers were taken over."""

    form_wanted = Signal(str)
    filled = Signal()

    def __init__(self, program: Program, shell: Shell, draft: Draft, body: Body) -> None:
        super().__init__(body)
        self._program = program
        self._shell = shell
        self._draft = draft
        self._body = body
        self._before: Mapping[str, Any] = body.session.form.to_answers()
        self._host = ""
        self._asked = 0

    def answered(self, node: Node) -> None:
        """An answer was given: see what follows from it."""
        kind = kind_of(node)
        if self._draft.kind in BY_HOST:
            if kind == "host" and node.value and self._draft.kind == VISIT and not self._draft.record_id:
                self._fit(node.value)
        elif kind or node.save_to in ALSO:
            self._know()

    def _fit(self, host: str) -> None:
        forms, held, self._host = self._program.forms, self._draft.form_id, host

        def found(form_id: str) -> None:
            if form_id and form_id != held and host == self._host:
                self.form_wanted.emit(form_id)

        self._shell.run_background(
            lambda: forms.form_for(VISIT, host), found, lambda _error: None, owner=self, lane="pool"
        )

    def _know(self) -> None:
        records, kind, before = self._program.records, self._draft.kind, self._before
        answers = self._body.session.form.to_answers()
        self._asked += 1
        number = self._asked

        def arrived(known: Mapping[str, Any]) -> None:
            # What was asked last counts, also where an earlier answer comes later.
            if number == self._asked:
                self._take(known)

        self._shell.run_background(
            lambda: records.known(kind, answers, before), arrived, lambda _error: None, owner=self, lane="pool"
        )

    def _take(self, known: Mapping[str, Any]) -> None:
        session = self._body.session
        for node in list(_tied(session.root)):
            text = _text(known[node.save_to]) if node.save_to in known else node.value
            if text == node.value:
                continue
            try:
                session.answer(node.ref, text)
            except AnswerError:
                continue
            row = self._body.row(node.ref)
            if row is not None:
                row.say_filled(tr("form.filled.known"))
        self._before = session.form.to_answers()
        self.filled.emit()


def _tied(node: Node) -> Iterator[Node]:
    """Questions and hidden values outside of repeats that are tied to a core field."""
    if node.kind == nodes.REPEAT:
        return
    if node.save_to and not node.children:
        yield node
    for child in node.children:
        yield from _tied(child)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(str(one) for one in value)
    if isinstance(value, bool):
        return "OK" if value else ""
    return str(value)
