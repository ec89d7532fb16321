"""What all open choices share: one checkable button per choice, for one answer or for several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QWidget

from commissioner_app.forms.screen import Choice, Node
from commissioner_app.ui.form_fill.markup import plain
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget

_STEPS: Final[dict[int, int]] = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


class ChoiceSetWidget(QuestionWidget):
    """Keeps the buttons and the answer the same. Who derives from it lays the buttons out in ``lay_out``.

    Of one answer, the arrow keys walk through the buttons and a click on the chosen one (or Delete) clears it.
    """

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.several = node.type == "select"
        self.holder = QWidget()
        self._layout.addWidget(self.holder)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._painted: list[Choice] | None = None
        self._name = ""
        self._label = ""
        self.buttons: list[QAbstractButton] = []

    def lay_out(self, choices: Sequence[Choice]) -> list[QAbstractButton]:
        """Clear the holder and give it one new button for each choice."""
        raise NotImplementedError

    def entry(self) -> QWidget:
        chosen = next((button for button in self.buttons if button.isChecked()), None)
        return chosen or (self.buttons[0] if self.buttons else self.holder)

    def name_inputs(self, label: str, name: str) -> None:
        self._name, self._label = name, label
        self.holder.setObjectName(name)
        self.holder.setAccessibleName(label)
        self._name_buttons()

    def refresh(self) -> None:
        wanted = list(self.node.choices)
        if wanted != self._painted:
            self._rebuild(wanted)
        chosen = set(self.node.values)
        for button, choice in zip(self.buttons, wanted, strict=True):
            button.setChecked(choice.value in chosen)
        self.setEnabled(not self.node.readonly)

    def _rebuild(self, choices: list[Choice]) -> None:
        for button in self.buttons:
            self._group.removeButton(button)
        self._painted = choices
        self.buttons = self.lay_out(choices)
        for number, button in enumerate(self.buttons):
            button.setAutoExclusive(False)
            button.installEventFilter(self)
            button.clicked.connect(lambda _on=False, at=number: self._clicked(at))
            self._group.addButton(button, number)
            button.show()
        self._name_buttons()
        self.holder.updateGeometry()

    def _name_buttons(self) -> None:
        for button, choice in zip(self.buttons, self._painted or [], strict=True):
            button.setObjectName(f"{self._name}:{choice.value}")
            button.setAccessibleName(plain(choice.label))

    def _clicked(self, at: int) -> None:
        pairs = list(zip(self.buttons, self._painted or [], strict=True))
        if self.several:
            self.answered.emit([choice.value for button, choice in pairs if button.isChecked()])
            return
        value = pairs[at][1].value
        if value == self.node.value:
            # A second click takes the answer back.
            self.answered.emit("")
            return
        self.answered.emit(value)
        if "quick" in self.node.appearances:
            self.finished.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Buttons would answer the arrow keys by moves of their own, outside of the question."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched in self.buttons:
            return self._key_of_choices(event.key(), self.buttons.index(watched))
        return super().eventFilter(watched, event)

    def _key_of_choices(self, key: int, at: int) -> bool:
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if self.node.values:
                self.answered.emit([] if self.several else "")
            return True
        step = _STEPS.get(key)
        if step is None:
            return False
        if self.isRightToLeft() and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = -step
        self.buttons[(at + step) % len(self.buttons)].setFocus(Qt.FocusReason.TabFocusReason)
        return True
