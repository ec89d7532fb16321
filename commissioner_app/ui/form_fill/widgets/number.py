"""Whole and decimal numbers with their unit; full-width digits of a Chinese keyboard are understood."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QBoxLayout, QLabel, QLineEdit, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.units import unit_of
from commissioner_app.ui.form_fill.widgets.base import TypedWidget
from commissioner_app.ui.shared.form_layout import row, widened
from commissioner_app.ui.shared.tokens import INSIDE

_LEAST, _WIDTH = 56, 168
_NARROW: Final = str.maketrans("０１２３４５６７８９．。－＋，", "0123456789..-+,")
_PLAIN: Final = re.compile(r"[-+]?\d+\.\d+")
# As many digits as other programs that fill the same forms can keep.
MOST_WHOLE: Final = 9
MOST_DECIMAL: Final = 15
_INT: Final = re.compile(rf"[-+]?\d{{0,{MOST_WHOLE}}}")
_DECIMAL: Final = re.compile(rf"(?=(?:\D*\d){{0,{MOST_DECIMAL}}}\D*$)[-+]?\d*\.?\d*(?:[eE][-+]?\d*)?")


def plain_number(text: str) -> str:
    """The text with narrow digits and without blanks and thousands commas."""
    return text.translate(_NARROW).replace(",", "").replace(" ", "")


def shown_number(value: str) -> str:
    """A value of the form as a person would write it: ``95.0`` is 95; what is no plain decimal stays as it is."""
    return value.rstrip("0").rstrip(".") if _PLAIN.fullmatch(value) else value


def same_number(one: str, other: str) -> bool:
    """Whether two texts mean one number; the exact digits count, however many."""
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return one == other


class NumberValidator(QValidator):
    """Lets only a number come into being, and narrows full-width characters on the way."""

    def __init__(self, whole: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._pattern = _INT if whole else _DECIMAL

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        plain = plain_number(text)
        if self._pattern.fullmatch(plain) is None:
            return QValidator.State.Invalid, text, position
        return QValidator.State.Acceptable, plain, len(plain_number(text[:position]))


class NumberWidget(TypedWidget):
    """A short right-aligned input with the unit beside it."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.line = self.make_line()
        # In a narrow cell of a grid it gives way to the unit.
        self.line.setMinimumWidth(widened(self, _LEAST))
        self.line.setMaximumWidth(widened(self, _WIDTH))
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.setValidator(NumberValidator(node.type == "int", self.line))
        self.line.textEdited.connect(lambda _text: self.typed())
        self.unit = QLabel()
        self.unit.setProperty("muted", True)
        self._layout.addWidget(self.line, _WIDTH)
        self._layout.addWidget(self.unit)
        self._layout.addStretch(1)
        self.refresh()

    def make_layout(self) -> QBoxLayout:
        return row(self, spacing=INSIDE)

    def make_line(self) -> QLineEdit:
        """The input; a variant may bring one that knows further keys."""
        return QLineEdit()

    def entry(self) -> QWidget:
        return self.line

    def refresh(self) -> None:
        self.unit.setText(unit_of(self.node))
        super().refresh()

    def value_typed(self) -> str | None:
        text = plain_number(self.line.text()).rstrip(".")
        if text in ("-", "+"):
            return ""
        # The form writes decimals with a point (95.0): the same number is no new answer.
        return self._shown if self._same(text, self._shown) else text

    def show_value(self, value: str) -> None:
        # What was typed stays as it was typed while it means the value.
        if not self._same(plain_number(self.line.text()), value):
            self.line.setText(self.written(value))

    def written(self, value: str) -> str:
        """A value as this widget writes it."""
        return shown_number(value)

    def _same(self, one: str, other: str) -> bool:
        # In a text of digits, zeros in front mean something.
        return one == other if self.node.type == "string" else same_number(one, other)

    def set_readonly(self, readonly: bool) -> None:
        self.line.setReadOnly(readonly)

    def caret(self) -> int:
        return self.line.cursorPosition()

    def set_caret(self, position: int) -> None:
        self.line.setCursorPosition(position)
