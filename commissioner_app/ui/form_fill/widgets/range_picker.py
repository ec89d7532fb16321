"""``picker``: the values of a range in a list that unfolds."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.markup import plain
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget
from commissioner_app.ui.form_fill.widgets.number import same_number
from commissioner_app.ui.form_fill.widgets.range_steps import Steps
from commissioner_app.ui.shared.form_layout import widened

_WIDTH = 168
_SHOWN = 10


class _Box(QComboBox):
    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Who turns the wheel wants to see more of the page, not to change an answer."""
        event.ignore()


class RangePickerWidget(QuestionWidget):
    """The first line takes the answer back."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.steps = Steps.of(node)
        self.box = _Box()
        self.box.setMaxVisibleItems(_SHOWN)
        self.box.setMinimumWidth(widened(self, _WIDTH))
        self.box.activated.connect(self._chosen)
        self._layout.addWidget(self.box, 0, Qt.AlignmentFlag.AlignLeft)
        self._painted: dict[str, str] | None = None
        self.refresh()

    def entry(self) -> QWidget:
        return self.box

    def refresh(self) -> None:
        words = {choice.value: plain(choice.label) for choice in self.node.choices}
        if words != self._painted:
            self._painted = words
            self.box.clear()
            self.box.addItem(tr("form.range.none"), "")
            for index in range(self.steps.count + 1):
                value = self.steps.text(index)
                self.box.addItem(f"{value}  {words[value]}" if value in words else value, value)
        self.box.setItemText(0, tr("form.range.none"))
        value = self.node.value
        row = self.steps.index(value) + 1 if value else 0
        self.box.setCurrentIndex(row if not value or same_number(self.box.itemData(row), value) else -1)
        self.box.setEnabled(not self.node.readonly)

    def _chosen(self, row: int) -> None:
        self.answered.emit(str(self.box.itemData(row)))
