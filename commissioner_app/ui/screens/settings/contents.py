"""The sections of the settings as a list at the side: a click leads there, and where one has scrolled to is marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtWidgets import QButtonGroup, QPushButton, QScrollArea, QWidget

from commissioner_app.i18n import tr
from commissioner_app.ui.shared import theme_state
from commissioner_app.ui.shared.form_layout import column
from commissioner_app.ui.shared.one_stop import one_stop
from commissioner_app.ui.shared.tokens import BETWEEN, HAIR, INSIDE, RADIUS

NEAR: Final = 4 * BETWEEN
"""How far above the upper edge a heading is still the one that is read, in pixels."""


class Contents(QWidget):
    """A button for each heading of a scrolled page, named ``settingsTo.<key>``."""

    def __init__(self, scroll: QScrollArea, headings: Sequence[tuple[str, str, QWidget]]) -> None:
        super().__init__()
        self.setObjectName("settingsContents")
        self.setAccessibleName(tr("settings.contents"))
        self._scroll = scroll
        self._headings = [heading for _key, _words, heading in headings]
        self._group = QButtonGroup(self)
        layout = column(self, spacing=HAIR)
        layout.setContentsMargins(BETWEEN, 0, 0, BETWEEN)
        for number, (key, words, _heading) in enumerate(headings):
            made = QPushButton(words.replace("&", "&&"))
            made.setObjectName(f"settingsTo.{key}")
            made.setCheckable(True)
            made.clicked.connect(lambda _on=False, at=number: self.go(at))
            self._group.addButton(made, number)
            layout.addWidget(made)
        layout.addStretch(1)
        self._group.button(0).setChecked(True)
        one_stop(self._group)
        scroll.verticalScrollBar().valueChanged.connect(lambda _value: self._mark())
        self._style()

    def go(self, number: int) -> None:
        """Bring a section to the upper edge, or as near as the page's end allows."""
        bar = self._scroll.verticalScrollBar()
        bar.setValue(self._top(number) - BETWEEN)
        self._group.button(number).setChecked(True)

    def _top(self, number: int) -> int:
        return self._headings[number].mapTo(self._scroll.widget(), QPoint(0, 0)).y()

    def _mark(self) -> None:
        bar = self._scroll.verticalScrollBar()
        tops = [self._top(number) for number in range(len(self._headings))]
        read = [number for number, top in enumerate(tops) if top <= bar.value() + NEAR]
        # The last sections of a page cannot come up to its edge: at the end the last one is read.
        at = len(tops) - 1 if bar.value() == bar.maximum() > 0 else max(read, default=0)
        self._group.button(at).setChecked(True)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.PaletteChange:
            self._style()
        super().changeEvent(event)

    def _style(self) -> None:
        c = theme_state.colors()
        sheet = (
            f"QPushButton {{ text-align: left; border: 1px solid transparent; border-radius: {RADIUS}px;"
            f" padding: 6px {INSIDE + HAIR}px; background: transparent; color: {c.text}; }}"
            f"QPushButton:hover {{ background: {c.hover}; }}"
            f"QPushButton:focus {{ border-color: {c.accent}; }}"
            f"QPushButton:checked {{ background: {c.selected}; }}"
        )
        if self.styleSheet() != sheet:
            self.setStyleSheet(sheet)
