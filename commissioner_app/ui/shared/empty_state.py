"""What an empty list says: what belongs there, and the first step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget

from commissioner_app.ui.shared import theme_state
from commissioner_app.ui.shared.form_layout import button, column
from commissioner_app.ui.shared.icons import pixmap
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN


class EmptyState(QWidget):
    """An icon, a sentence and, where there is one, the first step as a button."""

    def __init__(self, icon_name: str, words: str, *, action: str = "", act: Callable[[], None] | None = None) -> None:
        super().__init__()
        self._icon = icon_name
        self._glyph = QLabel()
        self._glyph.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words = QLabel(words)
        self._words.setObjectName("emptyWords")
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setProperty("muted", True)
        layout = column(self, margin=AROUND, spacing=BETWEEN)
        layout.addStretch(2)
        layout.addWidget(self._glyph)
        layout.addWidget(self._words)
        if action and act:
            step = button(action, name="emptyAction")
            step.clicked.connect(act)
            layout.addWidget(step, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self._paint()

    def set_words(self, words: str) -> None:
        """Say something else."""
        self._words.setText(words)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()
        super().changeEvent(event)

    def _paint(self) -> None:
        self._glyph.setPixmap(pixmap(self._icon, 40, theme_state.colors().control, self.devicePixelRatioF()))
