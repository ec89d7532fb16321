"""A number between two ends: a slider, and the number beside it to type."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QLineEdit, QSlider, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.base import TypedWidget
from commissioner_app.ui.form_fill.widgets.number import NumberValidator
from commissioner_app.ui.shared.form_layout import widened
from commissioner_app.ui.shared.tokens import INSIDE

_WIDTH = 72
_MOST_STEPS = 100_000


def _number(text: str, default: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(default)


def plain(number: Decimal) -> str:
    """Without an exponent and without zeros that say nothing."""
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


class RangeWidget(TypedWidget):
    """Nothing is answered until the slider is moved or a number typed, and the page says so."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.start = _number(node.parameters.get("start", ""), "1")
        end = _number(node.parameters.get("end", ""), "10")
        step = abs(_number(node.parameters.get("step", ""), "1")) or Decimal(1)
        self.steps = min(int(abs(end - self.start) / step), _MOST_STEPS)
        self.step = step if end >= self.start else -step
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, self.steps)
        self.slider.setPageStep(max(1, self.steps // 10))
        if "no-ticks" not in node.appearances and self.steps <= 20:
            self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
            self.slider.setTickInterval(1)
        self.slider.valueChanged.connect(self._moved)
        self.line = QLineEdit()
        self.line.setFixedWidth(widened(self, _WIDTH))
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.setValidator(NumberValidator(node.type == "int", self.line))
        self.line.textEdited.connect(lambda _text: self.typed())
        self._filling = False
        for part in (
            QLabel(plain(self.start)),
            self.slider,
            QLabel(plain(self.start + self.step * self.steps)),
            self.line,
        ):
            self._layout.addWidget(part, 1 if part is self.slider else 0)
        self.refresh()

    def make_layout(self) -> QBoxLayout:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(INSIDE)
        return layout

    def entry(self) -> QWidget:
        return self.slider

    def name_inputs(self, label: str, name: str) -> None:
        super().name_inputs(label, name)
        self.line.setObjectName(name + ":number")
        self.line.setAccessibleName(label)

    def refresh(self) -> None:
        self.line.setPlaceholderText(tr("form.range.none"))
        super().refresh()

    def value_typed(self) -> str | None:
        text = self.line.text().rstrip(".")
        if text in ("", "-", "+"):
            return ""
        self._slide_to(text)
        return text

    def show_value(self, value: str) -> None:
        self.line.setText(value)
        self._slide_to(value)

    def set_readonly(self, readonly: bool) -> None:
        self.slider.setEnabled(not readonly)
        self.line.setReadOnly(readonly)

    def _slide_to(self, value: str) -> None:
        self._filling = True
        at = (_number(value, str(self.start)) - self.start) / self.step
        self.slider.setValue(int(at.to_integral_value()))
        self._filling = False

    def _moved(self, position: int) -> None:
        if not self._filling:
            self.line.setText(plain(self.start + self.step * position))
            self.typed()
