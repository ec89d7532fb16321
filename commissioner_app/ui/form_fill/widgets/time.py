"""Times as people write them: ``930``, ``9:30``, ``9点半``, ``下午3点``."""

from __future__ import annotations

import re
from datetime import time
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.base import TypedWidget
from commissioner_app.ui.shared.form_layout import widened

_WIDTH = 96
_NARROW: Final = str.maketrans("０１２３４５６７８９：．。", "0123456789:::")
_SPOKEN: Final = re.compile(
    r"(上午|早上|中午|下午|晚上|傍晚)?(\d{1,2})(?:[:点时.](半|\d{1,2})?分?)?(?::\d{2}(?:\.\d+)?)?(am|pm)?.*"
)
_DIGITS: Final = re.compile(r"(\d{1,2})(\d{2})")
_AFTERNOON: Final = frozenset({"下午", "晚上", "傍晚", "pm"})


def read_time(text: str) -> time | None:
    """The time of day somebody means, None where it is none."""
    plain = text.translate(_NARROW).replace(" ", "").lower()
    if match := _DIGITS.fullmatch(plain):
        return _time(int(match[1]), int(match[2]))
    match = _SPOKEN.fullmatch(plain)
    if match is None:
        return None
    hour = int(match[2])
    minute = 30 if match[3] == "半" else int(match[3] or 0)
    if {match[1], match[4]} & _AFTERNOON and hour < 12:
        hour += 12
    return _time(hour, minute)


def _time(hour: int, minute: int) -> time | None:
    try:
        return time(hour, minute)
    except ValueError:
        return None


class TimeWidget(TypedWidget):
    """A short text field that understands times."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.line = QLineEdit()
        self.line.setFixedWidth(widened(self, _WIDTH))
        self.line.textEdited.connect(lambda _text: self.typed())
        self._layout.addWidget(self.line, 0, Qt.AlignmentFlag.AlignLeft)
        self.refresh()

    def entry(self) -> QWidget:
        return self.line

    def refresh(self) -> None:
        self.line.setPlaceholderText(tr("form.time.example"))
        super().refresh()

    def value_typed(self) -> str | None:
        moment = read_time(self.line.text()) if self.line.text().strip() else None
        return moment.strftime("%H:%M:%S.000") + self.tools.now().strftime("%z")[:3] + ":00" if moment else ""

    def show_value(self, value: str) -> None:
        self.line.setText(value[:5])

    def leave(self) -> None:
        self.flush()
        text = self.line.text().strip()
        moment = read_time(text)
        if moment is not None:
            self.line.setText(moment.strftime("%H:%M"))
        self.trouble.emit(tr("form.time.unread") if text and moment is None else "")

    def set_readonly(self, readonly: bool) -> None:
        self.line.setReadOnly(readonly)

    def caret(self) -> int:
        return self.line.cursorPosition()

    def set_caret(self, position: int) -> None:
        self.line.setCursorPosition(position)
