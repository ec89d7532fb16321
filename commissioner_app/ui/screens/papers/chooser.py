"""Which kind of paper is listed: a button each, in as many rows as the window needs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.flow import ColumnFlow
from commissioner_app.ui.shared import theme_state
from commissioner_app.ui.shared.form_layout import column
from commissioner_app.ui.shared.one_stop import one_stop
from commissioner_app.ui.shared.tokens import BETWEEN, HAIR, INSIDE, RADIUS


class KindChooser(QWidget):
    """``chosen`` carries the kind that was clicked."""

    chosen = Signal(str)

    def __init__(self, kinds: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName("papersKinds")
        self.setAccessibleName(tr("papers.kinds"))
        self._kinds = list(kinds)
        self._group = QButtonGroup(self)
        inside = QWidget()
        flow = ColumnFlow(inside, packed=True)
        for number, kind in enumerate(self._kinds):
            made = QPushButton(tr(f"{kind}.title"))
            made.setObjectName(f"papers.{kind}")
            made.setCheckable(True)
            self._group.addButton(made, number)
            flow.addWidget(made)
        one_stop(self._group)
        around = column(self, spacing=0)
        around.setContentsMargins(BETWEEN, 0, BETWEEN, INSIDE + HAIR)
        around.addWidget(inside)
        self._group.idClicked.connect(lambda number: self.chosen.emit(self._kinds[number]))
        self._style()

    def set_current(self, kind: str) -> None:
        """Mark a kind without saying so."""
        self._group.button(self._kinds.index(kind)).setChecked(True)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.PaletteChange:
            self._style()
        super().changeEvent(event)

    def _style(self) -> None:
        c = theme_state.colors()
        sheet = (
            f"QPushButton {{ border: 1px solid {c.control}; border-radius: {RADIUS}px; padding: 4px {INSIDE}px;"
            f" background: {c.base}; color: {c.text}; }}"
            f"QPushButton:hover {{ background: {c.hover}; }}"
            f"QPushButton:focus {{ color: {c.accent}; }}"
            f"QPushButton:checked {{ background: {c.selected}; border-color: {c.accent}; }}"
        )
        if self.styleSheet() != sheet:
            self.setStyleSheet(sheet)
