"""Which form goes where: a line for each form that is on or came from another platform, and a choice of further ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.openrosa import FormLine
from commissioner_app.services.openrosa_links import Server
from commissioner_app.ui.form_fill.flow import ColumnFlow
from commissioner_app.ui.shared.dates import moment_text
from commissioner_app.ui.shared.form_layout import FieldBlock, button, clear_layout, column, row, text
from commissioner_app.ui.shared.state_label import StateLabel
from commissioner_app.ui.shared.tokens import BETWEEN, HAIR, INSIDE


class FormLines(QWidget):
    """``wanted`` asks for (form id, server id) to be kept, "" turns a form off; ``filled`` asks to fill a form."""

    wanted = Signal(str, str)
    filled = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("openrosaForms")
        self._layout = column(self, spacing=BETWEEN)
        self.hide()

    def show_lines(self, lines: Sequence[FormLine], servers: Sequence[Server], today: date) -> None:
        """Show the forms as they stand."""
        clear_layout(self._layout)
        shown = [line for line in lines if line.server_id or line.fetched or line.waiting or line.refused]
        for line in shown:
            self._layout.addWidget(self._line(line, servers, today))
        others = [line for line in lines if line not in shown]
        # An empty widget would still take the room between two others.
        self.setVisible(bool(shown or (servers and others)))
        if servers and others:
            self._layout.addWidget(self._adding(others, servers))

    def _line(self, line: FormLine, servers: Sequence[Server], today: date) -> QWidget:
        holder = QWidget()
        holder.setObjectName("openrosaForm")
        layout = row(holder, spacing=INSIDE)
        words = column(spacing=HAIR)
        words.addWidget(text(line.title))
        words.addWidget(text(_where(line, today), muted=True))
        if line.refused:
            words.addWidget(StateLabel("attention", tr("openrosa.refused", n=line.refused)))
        layout.addLayout(words, 1)
        if line.fetched:
            fill = button(tr("openrosa.fill"), "pencil", name=f"openrosaFill.{line.form_id}", flat=True)
            fill.clicked.connect(lambda: self.filled.emit(line.form_id))
            layout.addWidget(fill)
        if line.server_id:
            made = button(tr("openrosa.stop"), name=f"openrosaStop.{line.form_id}", flat=True)
            made.clicked.connect(lambda: self.wanted.emit(line.form_id, ""))
            layout.addWidget(made)
        elif servers:
            home = next((one.id for one in servers if line.form_id.endswith(f"@{one.id}")), servers[0].id)
            made = button(tr("openrosa.start"), name=f"openrosaStart.{line.form_id}", flat=True)
            made.clicked.connect(lambda: self.wanted.emit(line.form_id, home))
            layout.addWidget(made)
        return holder

    def _adding(self, others: Sequence[FormLine], servers: Sequence[Server]) -> QWidget:
        """A form of this program that shall go out as well."""
        form, server = QComboBox(), QComboBox()
        form.setObjectName("openrosaOwnForm")
        server.setObjectName("openrosaOwnServer")
        for line in others:
            form.addItem(line.title, line.form_id)
        for one in servers:
            server.addItem(one.name, one.id)
        server.setAccessibleName(tr("openrosa.server"))
        server.setVisible(len(servers) > 1)
        add = button(tr("openrosa.start"), name="openrosaAddForm")
        add.clicked.connect(lambda: self.wanted.emit(form.currentData(), server.currentData()))
        fields = QWidget()
        flow = ColumnFlow(fields, packed=True)
        for part in (form, server, add):
            flow.addWidget(part)
        block = FieldBlock(tr("openrosa.own"), fields, hint=tr("openrosa.own.hint"))
        block.label.setBuddy(form)
        form.setAccessibleName(tr("openrosa.own"))
        return block


def _where(line: FormLine, today: date) -> str:
    """Where a form's records go, how many wait, when the last one arrived."""
    parts = [tr("openrosa.to", server=line.server) if line.server else tr("openrosa.is_off")]
    if line.waiting:
        parts.append(tr("openrosa.waiting", n=line.waiting))
    if line.last_sent:
        parts.append(tr("openrosa.last", when=moment_text(line.last_sent, today)))
    return " · ".join(parts)
