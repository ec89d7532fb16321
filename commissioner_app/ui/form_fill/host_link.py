"""The host of a form: what is known around it shows at the right, and what it can answer is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from commissioner_app.forms.errors import AnswerError
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill import nodes
from commissioner_app.ui.form_fill.body import Body
from commissioner_app.ui.form_fill.context_panel import ContextPanel
from commissioner_app.ui.form_fill.prefill import host_values
from commissioner_app.ui.form_fill.widgets.ref_picker import MANY, kind_of

if TYPE_CHECKING:
    from commissioner_app.forms.screen import Node
    from commissioner_app.services.drafts import Draft
    from commissioner_app.services.program import Program
    from commissioner_app.ui.shared.shell import Shell

NEEDS_FOUND = "needs_found"


class HostLink(QObject):
    """``filled``: answers were taken over from the host's record."""

    filled = Signal()

    def __init__(self, program: Program, shell: Shell, draft: Draft, body: Body, context: ContextPanel) -> None:
        super().__init__(body)
        self._program = program
        self._shell = shell
        self._draft = draft
        self._body = body
        self._context = context
        context.needs_of_visit.connect(self._link_needs)

    @property
    def asked(self) -> bool:
        """Whether the form asks for a host."""
        return self._question() is not None

    @property
    def host(self) -> str:
        """The host that is chosen; "" for none."""
        node = self._question()
        return node.value if node else ""

    @property
    def visit(self) -> str:
        """The id of the visit that is being recorded: that of its record to be; "" for other kinds."""
        return (self._draft.record_id or self._draft.id) if self._draft.kind == "visit" else ""

    def show(self, *, fill: bool) -> None:
        """Show what is known around the host that is chosen now; ``fill`` takes over its answers."""
        host = self.host
        self._context.show_host(host, self.visit)
        self.fits_soon()
        if host and fill:
            records = self._program.records

            def arrived(answers: Mapping[str, Any]) -> None:
                # Another host may have been chosen meanwhile, and its answers may have come sooner.
                if host == self.host:
                    self._fill(answers)

            self._shell.run_background(
                lambda: records.get(host).answers, arrived, lambda _error: None, owner=self, lane="pool"
            )

    def fits_soon(self) -> None:
        """Ask which resources fit, where a need is being written down."""
        if self._draft.kind == "need":
            self._context.fits_soon(self._body.session.form.to_answers)

    def _question(self) -> Node | None:
        """The question for the one host that the form is about; a list of hosts is not."""
        asked = (node for node in nodes.questions(self._body.session.root) if kind_of(node) == "host")
        return next((node for node in asked if MANY not in node.appearances), None)

    def _fill(self, answers: Mapping[str, Any]) -> None:
        for ref, value in list(host_values(self._body.session.root, answers)):
            try:
                self._body.session.answer(ref, value)
            except AnswerError:
                continue
            row = self._body.row(ref)
            if row is not None:
                row.say_filled(tr("form.filled.host"))
        self.filled.emit()

    def _link_needs(self, ids: list[str]) -> None:
        """Needs that were written down from this visit belong to it, whether or not somebody picks them again."""
        for node in nodes.questions(self._body.session.root):
            if node.save_to == NEEDS_FOUND:
                known = node.value.split()
                self._body.session.answer(node.ref, " ".join([*known, *(each for each in ids if each not in known)]))
