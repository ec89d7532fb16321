"""Dates as people write them: ``35``, ``3.5``, ``今天``, ``上周五``; the calendar is one click away."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QLabel, QLineEdit, QWidget

from commissioner_app.domain.dates import parse_date
from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.calendar_popup import open_calendar
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.base import TypedWidget
from commissioner_app.ui.shared.form_layout import icon_button, row, widened
from commissioner_app.ui.shared.tokens import INSIDE

_WIDTH = 140
_EXAMPLE: Final = "form.date.example"
_EXAMPLES: Final = (("year", "form.date.year"), ("month-year", "form.date.month"))
_YEAR: Final = re.compile(r"\s*(\d{4})\s*年?\s*")
_MONTH: Final = re.compile(r"\s*(\d{4})\s*[-./年]\s*(\d{1,2})\s*月?\s*")
_MONTH_ALONE: Final = re.compile(r"\s*(\d{1,2})\s*月?\s*")
_YEARS: Final = {"今年": 0, "去年": -1, "明年": 1, "this year": 0, "last year": -1, "next year": 1}
_MONTHS: Final = {
    "本月": 0, "这个月": 0, "上月": -1, "上个月": -1, "下月": 1, "下个月": 1,
    "this month": 0, "last month": -1, "next month": 1,
}  # fmt: skip


def read_date(text: str, today: date, appearances: tuple[str, ...] = ()) -> date | None:
    """The date somebody means; with ``year`` or ``month-year`` the first day of what is named."""
    if "year" in appearances:
        return _read_year(text, today)
    if "month-year" in appearances:
        return _read_month(text, today)
    return parse_date(text, today)


def _read_year(text: str, today: date) -> date | None:
    if match := _YEAR.fullmatch(text):
        return _day(int(match[1]), 1)
    ago = _YEARS.get(text.strip())
    return _day(today.year + ago, 1) if ago is not None else None


def _read_month(text: str, today: date) -> date | None:
    """``2026-03``, ``3月`` or ``3`` of this year, ``上个月``; of a whole date its month."""
    if match := _MONTH.fullmatch(text):
        return _day(int(match[1]), int(match[2]))
    if match := _MONTH_ALONE.fullmatch(text):
        return _day(today.year, int(match[1]))
    ago = _MONTHS.get(text.strip())
    if ago is not None:
        year, month = divmod(today.year * 12 + today.month - 1 + ago, 12)
        return _day(year, month + 1)
    day = parse_date(text, today)
    return day.replace(day=1) if day else None


def _day(year: int, month: int) -> date | None:
    try:
        return date(year, month, 1)
    except ValueError:
        return None


class DateWidget(TypedWidget):
    """A text field that understands dates, the weekday beside it, a calendar button."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.line = QLineEdit()
        self.line.setFixedWidth(widened(self, _WIDTH))
        self.line.textEdited.connect(self._edited)
        self.button = icon_button("calendar", tr("form.date.pick"))
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self.open_calendar)
        show_if(self.button, not {"no-calendar", "year", "month-year"} & set(node.appearances))
        self.said = QLabel()
        self.said.setProperty("muted", True)
        self._layout.addWidget(self.line)
        self._layout.addWidget(self.button)
        self._layout.addWidget(self.said)
        self._layout.addStretch(1)
        self.refresh()

    def make_layout(self) -> QBoxLayout:
        return row(self, spacing=INSIDE)

    def entry(self) -> QWidget:
        return self.line

    def refresh(self) -> None:
        named = self.node.appearances
        self.line.setPlaceholderText(tr(next((key for name, key in _EXAMPLES if name in named), _EXAMPLE)))
        super().refresh()
        self._say()

    def value_typed(self) -> str | None:
        day = self._day()
        return day.isoformat() if day else ""

    def show_value(self, value: str) -> None:
        self.line.setText(self._format(value))
        self._say()

    def leave(self) -> None:
        """Write the date out in full; what nobody understands stays to be mended."""
        self.flush()
        day = self._day()
        if day is not None:
            self.line.setText(self._format(day.isoformat()))
        self._say()
        unread = bool(self.line.text().strip()) and day is None
        self.trouble.emit(tr("form.date.unread") if unread else "")

    def set_readonly(self, readonly: bool) -> None:
        self.line.setReadOnly(readonly)
        self.button.setEnabled(not readonly)

    def caret(self) -> int:
        return self.line.cursorPosition()

    def set_caret(self, position: int) -> None:
        self.line.setCursorPosition(position)

    def open_calendar(self) -> None:
        """Show a month to click a day in."""
        open_calendar(self.line, self._day() or self.tools.today(), self.choose)

    def choose(self, day: date) -> None:
        """Take a day as if it were typed."""
        self.line.setText(self._format(day.isoformat()))
        self.leave()

    def _edited(self, _text: str) -> None:
        self.typed()
        self._say()

    def _day(self) -> date | None:
        text = self.line.text().strip()
        return read_date(text, self.tools.today(), self.node.appearances) if text else None

    def _format(self, value: str) -> str:
        if "year" in self.node.appearances:
            return value[:4]
        return value[:7] if "month-year" in self.node.appearances else value[:10]

    def _say(self) -> None:
        day = self._day()
        if day is None or {"year", "month-year"} & set(self.node.appearances):
            self.said.clear()
            return
        weekday = tr(f"form.weekday.{day.isoweekday()}")
        if self.line.text().strip() == day.isoformat():
            self.said.setText(weekday)
        else:
            self.said.setText(tr("form.date.means", year=day.year, month=day.month, day=day.day, weekday=weekday))
