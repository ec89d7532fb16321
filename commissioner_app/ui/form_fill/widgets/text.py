"""Text on one line: names, codes, phones."""

from __future__ import annotations

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.base import TypedWidget

_SHORT = 320


class TextWidget(TypedWidget):
    """A line edit. ``numbers`` takes digits and separators only."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.line = self.make_line()
        if "numbers" in node.appearances:
            self.line.setValidator(QRegularExpressionValidator(QRegularExpression(r"[-+0-9.,/ ]*"), self.line))
            self.line.setMaximumWidth(_SHORT)
        self.line.textEdited.connect(lambda _text: self.typed())
        self._layout.addWidget(self.line)
        self.refresh()

    def make_line(self) -> QLineEdit:
        """The line to type on."""
        return QLineEdit()

    def entry(self) -> QWidget:
        return self.line

    def value_typed(self) -> str | None:
        return self.line.text()

    def show_value(self, value: str) -> None:
        self.line.setText(value)
        if not self.line.hasFocus():
            self.line.setCursorPosition(0)

    def set_readonly(self, readonly: bool) -> None:
        self.line.setReadOnly(readonly)

    def caret(self) -> int:
        return self.line.cursorPosition()

    def set_caret(self, position: int) -> None:
        self.line.setCursorPosition(position)
