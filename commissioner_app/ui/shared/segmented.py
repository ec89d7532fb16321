"""A row of joined buttons, one of which is chosen: the filters of a list, the choices of a short setting."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from commissioner_app.ui.shared import theme_state
from commissioner_app.ui.shared.form_layout import row
from commissioner_app.ui.shared.one_stop import one_stop
from commissioner_app.ui.shared.tokens import INSIDE, RADIUS


class Segmented(QWidget):
    """``chosen`` carries the key of the choice; Left and Right move between choices."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._group = QButtonGroup(self)
        self._keys = [key for key, _ in choices]
        layout = row(self, spacing=0)
        for number, (key, words) in enumerate(choices):
            made = QPushButton(words)
            made.setObjectName(f"{name}.{key}")
            made.setCheckable(True)
            made.setProperty("place", "first" if number == 0 else "last" if number == len(choices) - 1 else "middle")
            self._group.addButton(made, number)
            layout.addWidget(made)
        layout.addStretch(1)
        one_stop(self._group)
        self._group.idClicked.connect(lambda number: self.chosen.emit(self._keys[number]))
        self._style()

    def set_current(self, key: str) -> None:
        """Choose without saying so."""
        self._group.button(self._keys.index(key)).setChecked(True)

    def current(self) -> str:
        """The key of the choice, "" where there is none."""
        number = self._group.checkedId()
        return self._keys[number] if number >= 0 else ""

    def set_words(self, key: str, words: str) -> None:
        """Change the words of a choice (a count beside them)."""
        self._group.button(self._keys.index(key)).setText(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        number = (self._group.checkedId() + step) % len(self._keys)
        self._group.button(number).setFocus()
        self._group.button(number).click()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.PaletteChange:
            self._style()
        super().changeEvent(event)

    def _style(self) -> None:
        c = theme_state.colors()
        sheet = (
            f"QPushButton {{ border: 1px solid {c.control}; border-left-width: 0; border-radius: 0;"
            f" padding: 4px {INSIDE}px; background: {c.base}; color: {c.text}; }}"
            f'QPushButton[place="first"] {{ border-left-width: 1px; border-top-left-radius: {RADIUS}px;'
            f" border-bottom-left-radius: {RADIUS}px; }}"
            f'QPushButton[place="last"] {{ border-top-right-radius: {RADIUS}px;'
            f" border-bottom-right-radius: {RADIUS}px; }}"
            f"QPushButton:hover {{ background: {c.hover}; }}"
            f"QPushButton:focus {{ color: {c.accent}; }}"
            f"QPushButton:checked {{ background: {c.selected}; color: {c.text}; border-color: {c.control}; }}"
        )
        if self.styleSheet() != sheet:
            self.setStyleSheet(sheet)
