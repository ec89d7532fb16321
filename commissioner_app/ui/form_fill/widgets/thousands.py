"""Numbers with their digits in groups of three, while they are typed and afterwards; the answer has no commas."""

from __future__ import annotations

import re
from typing import Final

from commissioner_app.forms.screen import Node
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.number import NumberWidget, plain_number

_GROUPS: Final = re.compile(r"(?<=\d)(?=(?:\d{3})+(?!\d))")


def grouped(text: str) -> str:
    """``1234567.891`` as ``1,234,567.891``; only the digits before the point are grouped."""
    whole, point, rest = text.partition(".")
    return _GROUPS.sub(",", whole) + point + rest


class ThousandsWidget(NumberWidget):
    """The text cursor stays behind the digit that was typed."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.line.textChanged.connect(self._group)
        self._group(self.line.text())

    def value_typed(self) -> str | None:
        value = super().value_typed()
        return plain_number(value) if value else value

    def _group(self, text: str) -> None:
        wanted = grouped(plain_number(text))
        if wanted == text:
            return
        behind = sum(character != "," for character in text[self.line.cursorPosition() :])
        blocked = self.line.blockSignals(True)
        self.line.setText(wanted)
        self.line.blockSignals(blocked)
        at = len(wanted)
        while behind and at:
            at -= 1
            behind -= wanted[at] != ","
        self.line.setCursorPosition(at)
