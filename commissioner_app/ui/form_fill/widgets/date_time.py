"""A moment: a date and a time side by side, stored with the offset of this place."""

from __future__ import annotations

from datetime import datetime, time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QLabel, QLineEdit, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.base import TypedWidget
from commissioner_app.ui.form_fill.widgets.date import read_date
from commissioner_app.ui.form_fill.widgets.time import read_time
from commissioner_app.ui.shared.form_layout import icon_button, row, widened
from commissioner_app.ui.shared.tokens import INSIDE


class DateTimeWidget(TypedWidget):
    """Date, time and a button "now"."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.day = QLineEdit()
        self.day.setFixedWidth(widened(self, 132))
        self.clock = QLineEdit()
        self.clock.setFixedWidth(widened(self, 80))
        self.said = QLabel()
        self.said.setProperty("muted", True)
        self.now_button = icon_button("clock", tr("form.now"))
        self.now_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.now_button.clicked.connect(lambda: self.choose(self.tools.now()))
        for line in (self.day, self.clock):
            line.textEdited.connect(lambda _text: self.typed())
            self._layout.addWidget(line)
        self._layout.addWidget(self.now_button)
        self._layout.addWidget(self.said)
        self._layout.addStretch(1)
        self.refresh()

    def make_layout(self) -> QBoxLayout:
        return row(self, spacing=INSIDE)

    def entry(self) -> QWidget:
        return self.day

    def name_inputs(self, label: str, name: str) -> None:
        super().name_inputs(label, name)
        self.clock.setObjectName(name + ":time")
        self.clock.setAccessibleName(tr("form.time.of", label=label))

    def refresh(self) -> None:
        self.day.setPlaceholderText(tr("form.date.example"))
        self.clock.setPlaceholderText(tr("form.time.example"))
        self.now_button.setToolTip(tr("form.now"))
        super().refresh()
        self._say()

    def value_typed(self) -> str | None:
        moment = self._moment()
        return moment.isoformat(timespec="milliseconds") if moment else ""

    def choose(self, moment: datetime) -> None:
        """Take a moment as if it were typed."""
        self.day.setText(moment.date().isoformat())
        self.clock.setText(moment.strftime("%H:%M"))
        self.leave()

    def show_value(self, value: str) -> None:
        self.day.setText(value[:10])
        self.clock.setText(value[11:16])

    def leave(self) -> None:
        self.flush()
        moment = self._moment()
        if moment is not None:
            self.day.setText(moment.date().isoformat())
            self.clock.setText(moment.strftime("%H:%M"))
        self._say()
        unread = bool(self.day.text().strip() or self.clock.text().strip()) and moment is None
        self.trouble.emit(tr("form.datetime.unread") if unread else "")

    def set_readonly(self, readonly: bool) -> None:
        self.day.setReadOnly(readonly)
        self.clock.setReadOnly(readonly)
        self.now_button.setEnabled(not readonly)

    def caret(self) -> int:
        return self.day.cursorPosition()

    def set_caret(self, position: int) -> None:
        self.day.setCursorPosition(position)

    def _moment(self) -> datetime | None:
        if not self.day.text().strip():
            return None
        day = read_date(self.day.text(), self.tools.today())
        moment: time | None = read_time(self.clock.text()) if self.clock.text().strip() else None
        if day is None or moment is None:
            return None
        return datetime.combine(day, moment, self.tools.now().tzinfo)

    def _say(self) -> None:
        moment = self._moment()
        self.said.setText(tr(f"form.weekday.{moment.isoweekday()}") if moment else "")
