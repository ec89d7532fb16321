"""Numbers with their digits in groups of three, while they are typed and afterwards; the answer has no commas."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtGui import QValidator

from commissioner_app.forms.screen import Node
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.number import NumberValidator, NumberWidget, shown_number

_GROUPS: Final = re.compile(r"(?<=\d)(?=(?:\d{3})+(?!\d))")


def grouped(text: str) -> str:
    """``1234567.891`` as ``1,234,567.891``; only the digits before the point are grouped."""
    whole, point, rest = text.partition(".")
    return _GROUPS.sub(",", whole) + point + rest


class GroupingValidator(NumberValidator):
    """Puts the commas in; the text cursor stays behind the digit that it stood behind."""

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        state, plain, at = super().validate(text, position)
        if state == QValidator.State.Invalid:
            return state, text, position
        shown = grouped(plain)
        behind, at = len(plain) - at, len(shown)
        while behind and at:
            at -= 1
            behind -= shown[at] != ","
        return state, shown, at


class ThousandsWidget(NumberWidget):
    """``thousands-sep``: a number widget whose validator groups."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.line.setValidator(GroupingValidator(node.type == "int", self.line))
        self.line.setText(self.written(node.value))

    def written(self, value: str) -> str:
        return grouped(shown_number(value))
