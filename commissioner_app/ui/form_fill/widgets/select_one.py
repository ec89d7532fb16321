"""One of a few choices, all of them open on the page as radio buttons."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QRadioButton, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.ui.form_fill.flow import ColumnFlow
from commissioner_app.ui.form_fill.markup import on_button
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget
from commissioner_app.ui.shared.form_layout import clear_layout

_COLUMNS: Final = re.compile(r"columns-(\d+)")


def flow_for(node: Node, parent: QWidget) -> ColumnFlow:
    """The layout that a question's appearance asks for (columns, columns-n, columns-pack)."""
    columns = next((int(match[1]) for name in node.appearances if (match := _COLUMNS.fullmatch(name))), 0)
    return ColumnFlow(parent, columns=columns, packed="columns-pack" in node.appearances)


class Radio(QRadioButton):
    """A radio button that can be cleared: a click on the chosen one, Delete or Backspace."""

    cleared = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._was_chosen = self.isChecked()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        super().mouseReleaseEvent(event)
        if getattr(self, "_was_chosen", False) and self.rect().contains(event.position().toPoint()):
            self.cleared.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
            return
        super().keyPressEvent(event)


class SelectOneWidget(QuestionWidget):
    """Radio buttons in columns; the arrow keys walk through them, ``quick`` goes on to the next question."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self._holder = QWidget()
        self._flow = flow_for(node, self._holder)
        self._layout.addWidget(self._holder)
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(lambda _id: self._clicked())
        self._painted: list[tuple[str, str]] = []
        self._name = ""
        self.buttons: list[Radio] = []
        self.refresh()

    def entry(self) -> QWidget:
        chosen: QAbstractButton | None = self._group.checkedButton()
        return chosen or (self.buttons[0] if self.buttons else self._holder)

    def name_inputs(self, label: str, name: str) -> None:
        self._name = name
        self._holder.setObjectName(name)
        self._holder.setAccessibleName(label)
        self._name_buttons()

    def refresh(self) -> None:
        wanted = [(choice.value, choice.label) for choice in self.node.choices]
        if wanted != self._painted:
            self._rebuild(wanted)
        self._mark(self.node.value)
        self.setEnabled(not self.node.readonly)

    def _rebuild(self, wanted: list[tuple[str, str]]) -> None:
        for button in self.buttons:
            self._group.removeButton(button)
        clear_layout(self._flow)
        self._painted = wanted
        self.buttons = []
        for number, (_value, label) in enumerate(wanted):
            button = Radio(on_button(label))
            button.cleared.connect(self._clear)
            self._group.addButton(button, number)
            self._flow.addWidget(button)
            button.show()
            self.buttons.append(button)
        self._name_buttons()
        self._holder.updateGeometry()

    def _name_buttons(self) -> None:
        for button, (value, _label) in zip(self.buttons, self._painted, strict=True):
            button.setObjectName(f"{self._name}:{value}")

    def _mark(self, value: str) -> None:
        self._group.setExclusive(False)
        for button, (code, _label) in zip(self.buttons, self._painted, strict=True):
            button.setChecked(code == value)
        self._group.setExclusive(True)

    def _clicked(self) -> None:
        number = self._group.checkedId()
        if number < 0:
            return
        value = self._painted[number][0]
        if value != self.node.value:
            self.answered.emit(value)
            if "quick" in self.node.appearances:
                self.finished.emit()

    def _clear(self) -> None:
        if self.node.value and not self.node.readonly:
            self.answered.emit("")
