"""A notice inside a page: what is so, that nothing is lost, and the buttons for what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel

from commissioner_app.ui.shared import theme_state
from commissioner_app.ui.shared.form_layout import SELECTABLE, button, clear_layout, row
from commissioner_app.ui.shared.icons import pixmap
from commissioner_app.ui.shared.tokens import BETWEEN, INSIDE, RADIUS, TONES

NARROW_CHARACTERS: Final = 52
Act = tuple[str, str, Callable[[], None]]
"""The name of a button, its words, and what it does."""


class Notice(QFrame):
    """Hidden without words; keeps its buttons while only the words change."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._tone = "info"
        self._glyph = QLabel()
        self._text = QLabel()
        self._text.setObjectName(f"{name}.text")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(SELECTABLE)
        self._text.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._shown: tuple[str, ...] = ()
        self._buttons = row(spacing=INSIDE)
        words = row(spacing=INSIDE)
        words.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignVCenter)
        words.addWidget(self._text, 1, Qt.AlignmentFlag.AlignVCenter)
        self._whole = row(self, spacing=INSIDE)
        self._whole.setContentsMargins(BETWEEN, INSIDE, INSIDE, INSIDE)
        self._whole.addLayout(words, 1)
        self._whole.addLayout(self._buttons)
        self._narrow = False
        self.hide()

    def text(self) -> str:
        """What it says; empty while it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def say(self, words: str, tone: str = "info", acts: Sequence[Act] = ()) -> None:
        """Say this, with these buttons; nothing to say hides it."""
        self._tone = tone
        self._text.setText(words)
        self.setAccessibleName(words)
        shown = tuple(name for name, _, _ in acts)
        if shown != self._shown:
            self._shown = shown
            clear_layout(self._buttons)
            for name, label, act in acts:
                made = button(label, name=name)
                made.clicked.connect(lambda _checked=False, act=act: act())
                self._buttons.addWidget(made)
        self._paint()
        self.setVisible(bool(words))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Where words and buttons would press each other, the buttons go below."""
        narrow = event.size().width() < self.fontMetrics().horizontalAdvance("中") * NARROW_CHARACTERS
        if narrow != self._narrow:
            self._narrow = narrow
            down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
            self._whole.setDirection(down if narrow else across)
            self._buttons.setAlignment(Qt.AlignmentFlag.AlignRight if narrow else Qt.AlignmentFlag(0))
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()
        super().changeEvent(event)

    def _paint(self) -> None:
        colors = theme_state.colors()
        size = self.fontMetrics().height()
        self._glyph.setPixmap(pixmap(TONES[self._tone].icon, size, colors.tone(self._tone), self.devicePixelRatioF()))
        sheet = (
            f"#{self.objectName()} {{ background: {colors.tint(self._tone)}; border: 0; border-radius: {RADIUS}px; }}"
        )
        if self.styleSheet() != sheet:
            self.setStyleSheet(sheet)
