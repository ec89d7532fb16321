"""A number between two ends: a slider, lying or upright, and the number beside it to type."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QSlider, QVBoxLayout, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.markup import plain
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.base import TypedWidget
from commissioner_app.ui.form_fill.widgets.number import NumberValidator, same_number, shown_number
from commissioner_app.ui.form_fill.widgets.range_scale import RangeScale
from commissioner_app.ui.form_fill.widgets.range_steps import Steps
from commissioner_app.ui.form_fill.widgets.range_steps import plain as plain_number
from commissioner_app.ui.shared.form_layout import row, widened
from commissioner_app.ui.shared.tokens import BETWEEN

_WIDTH = 72
_HEIGHT = 200
_MOST_MARKS = 20


class RangeWidget(TypedWidget):
    """Nothing is answered until the slider is moved or a number typed, and the page says so."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.steps = Steps.of(node)
        upright = "vertical" in node.appearances
        self.slider = QSlider(Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal)
        self.slider.setRange(0, self.steps.count)
        self.slider.setPageStep(max(1, self.steps.count // 10))
        self._filling = True
        self.slider.setValue(self._resting())
        self._filling = False
        self.slider.valueChanged.connect(self._moved)
        self.slider.sliderReleased.connect(self._agreed)
        self.line = QLineEdit()
        self.line.setFixedWidth(widened(self, _WIDTH))
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.setValidator(NumberValidator(node.type == "int", self.line))
        self.line.textEdited.connect(lambda _text: self.typed())
        ticked = "no-ticks" not in node.appearances
        apart = self.steps.apart(node.parameters.get("tick-interval", ""), _MOST_MARKS) if ticked else 0
        self.scale = RangeScale(self.slider, self._words(), apart)
        together: QBoxLayout = QHBoxLayout() if upright else QVBoxLayout()
        together.setSpacing(0)
        together.addWidget(self.slider)
        together.addWidget(self.scale)
        if upright:
            self.slider.setFixedHeight(widened(self, _HEIGHT))
        self._layout.addLayout(together, 0 if upright else 1)
        self._layout.addWidget(self.line, 0, Qt.AlignmentFlag.AlignVCenter if upright else Qt.AlignmentFlag.AlignTop)
        self._layout.addStretch(1 if upright else 0)
        self.refresh()

    def make_layout(self) -> QBoxLayout:
        return row(self, spacing=BETWEEN)

    def entry(self) -> QWidget:
        return self.slider

    def name_inputs(self, label: str, name: str) -> None:
        super().name_inputs(label, name)
        self.line.setObjectName(name + ":number")
        self.line.setAccessibleName(label)

    def refresh(self) -> None:
        self.line.setPlaceholderText(tr("form.range.none"))
        words = self._words()
        if words != self.scale.words:
            self.scale.show_words(words)
        super().refresh()

    def value_typed(self) -> str | None:
        text = self.line.text().rstrip(".")
        if text in ("", "-", "+") or not self.steps.holds(text):
            return ""
        self._slide_to(text)
        return self._shown if same_number(text, self._shown) else text

    def leave(self) -> None:
        """What lies beyond the ends stays to be mended; it is no answer."""
        self.flush()
        text = self.line.text()
        low, high = sorted((self.steps.start, self.steps.end))
        beyond = bool(text) and not self.steps.holds(text)
        self.trouble.emit(tr("form.range.beyond", low=plain_number(low), high=plain_number(high)) if beyond else "")

    def show_value(self, value: str) -> None:
        beyond = not value and self.line.text() and not self.steps.holds(self.line.text())
        if not beyond and not same_number(self.line.text(), value):
            self.line.setText(shown_number(value))
        self._slide_to(value)

    def set_readonly(self, readonly: bool) -> None:
        self.slider.setEnabled(not readonly)
        self.line.setReadOnly(readonly)

    def _words(self) -> dict[int, str]:
        """What stands at the marks, by step: the form's own words, else the numbers of both ends."""
        own = {self.steps.index(choice.value): plain(choice.label) for choice in self.node.choices}
        return own or {0: self.steps.text(0), self.steps.count: self.steps.text(self.steps.count)}

    def _resting(self) -> int:
        """Where the slider waits while nothing is answered; the form may name the place."""
        return self.steps.index(self.node.parameters.get("placeholder", ""))

    def _slide_to(self, value: str) -> None:
        self._filling = True
        self.slider.setValue(self.steps.index(value) if value else self._resting())
        self._filling = False

    def _moved(self, position: int) -> None:
        if not self._filling:
            self.line.setText(self.steps.text(position))
            self.typed()

    def _agreed(self) -> None:
        """The handle was taken and let go where it rested: that is an answer as well."""
        if not self.line.text():
            self._moved(self.slider.value())
