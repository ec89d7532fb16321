"""A date that people also write by another calendar: either line is typed into, the other follows; ISO is what is stored."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from commissioner_app.domain.calendars.calendar import Calendar
from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.calendars import CALENDARS, calendar, calendar_word
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.date import DateWidget
from commissioner_app.ui.shared.form_layout import widened
from commissioner_app.ui.shared.tokens import INSIDE

_WIDTH = 140
_DIGITS: Final = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩०१२३४५६७८९၀၁၂၃၄၅၆၇၈၉๐๑๒๓๔๕๖๗๘๙", "0123456789" * 5)
_PARTS: Final = re.compile(r"\s*(\d{1,4})\s*[-./年 ]\s*(\d{1,2})\s*[-./月 ]\s*(\d{1,2})\s*日?\s*")


def read_other(text: str, known: Calendar) -> date | None:
    """The date of a year, month and day of a calendar, in whatever digits."""
    match = _PARTS.fullmatch(text.translate(_DIGITS))
    return known.date_of(int(match[1]), int(match[2]), int(match[3])) if match else None


class CalendarDateWidget(DateWidget):
    """The date as everywhere, and below it the same day by the calendar that the form names."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        self.known = calendar(next(name for name in node.appearances if name in CALENDARS))
        self.other = QLineEdit()
        self.named = QLabel()
        self.named.setProperty("muted", True)
        super().__init__(node, tools)
        self.other.setFixedWidth(widened(self, _WIDTH))
        self.other.textEdited.connect(self._other_edited)
        self.other.editingFinished.connect(self._show_other)
        below = QHBoxLayout()
        below.setSpacing(INSIDE)
        below.addWidget(self.other)
        below.addWidget(self.named)
        below.addStretch(1)
        self._column.addLayout(below)
        self._show_other()

    def make_layout(self) -> QBoxLayout:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(INSIDE)
        upper = QHBoxLayout()
        upper.setSpacing(INSIDE)
        self._column.addLayout(upper)
        return upper

    def name_inputs(self, label: str, name: str) -> None:
        super().name_inputs(label, name)
        self.other.setObjectName(name + ":other")
        self.other.setAccessibleName(f"{label} ({self._calendar_name()})")

    def refresh(self) -> None:
        super().refresh()
        self.other.setPlaceholderText(tr("form.calendar.example"))
        if not self.other.hasFocus():
            self._show_other()

    def set_readonly(self, readonly: bool) -> None:
        super().set_readonly(readonly)
        self.other.setReadOnly(readonly)

    def leave(self) -> None:
        super().leave()
        if self.other.text().strip() and self._day() is None:
            self.trouble.emit(tr("form.calendar.unread"))

    def _calendar_name(self) -> str:
        return calendar_word(next(name for name in self.node.appearances if name in CALENDARS))

    def _edited(self, text: str) -> None:
        super()._edited(text)
        self._show_other()

    def _other_edited(self, text: str) -> None:
        day = read_other(text, self.known)
        self.line.setText(self._format(day.isoformat()) if day else "")
        self.typed()
        self._say()
        self._name_day(day)

    def _show_other(self) -> None:
        """The other line says what the first one means; words that mean nothing stay where they were written."""
        day = self._day()
        if day is None and not self.line.text().strip() and self.other.text().strip() and not self.node.value:
            return
        if day is None or not self.known.first <= day <= self.known.last:
            self.other.clear()
            self._name_day(None)
            return
        shown = self.known.day_of(day)
        self.other.setText(f"{shown.year}-{shown.month:02d}-{shown.day:02d}")
        self._name_day(day)

    def _name_day(self, day: date | None) -> None:
        words = ""
        if day is not None and self.known.first <= day <= self.known.last:
            shown = self.known.day_of(day)
            words = tr("form.calendar.means", year=shown.year, name=shown.name, day=shown.day)
        self.named.setText(" · ".join(part for part in (self._calendar_name(), words) if part))
