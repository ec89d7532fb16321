"""A state as an icon and a word in its colour, the same in lists, details and pages."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget

from commissioner_app.i18n import sentence, tr
from commissioner_app.ui.shared import theme_state
from commissioner_app.ui.shared.form_layout import row
from commissioner_app.ui.shared.icons import pixmap
from commissioner_app.ui.shared.tokens import HAIR, TONES

MARK_TONES = {
    "draft": "draft",
    "waiting": "waiting",
    "received": "ok",
    "conflict": "attention",
    "returned": "returned",
}


def mark_word(mark: str, when: str = "") -> str:
    """The word of a sending mark: 草稿, 待发送, 已收到 10:42, 需处理, 退回."""
    return sentence(tr(f"ui.mark.{mark}")) + (f" {when}" if when else "")


class StateLabel(QWidget):
    """Icon and word in the colour of a tone."""

    def __init__(self, tone: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = tone
        self._glyph = QLabel()
        self._words = QLabel()
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = row(self, spacing=HAIR)
        layout.addWidget(self._glyph)
        layout.addWidget(self._words, 1)
        self.set_state(tone, words)

    def set_state(self, tone: str, words: str) -> None:
        """Show another state."""
        self._tone = tone
        self._words.setText(sentence(words))
        self.setAccessibleName(self._words.text())
        self._paint()

    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()
        super().changeEvent(event)

    def _paint(self) -> None:
        color = theme_state.colors().tone(self._tone)
        size = self.fontMetrics().height()
        self._glyph.setPixmap(pixmap(TONES[self._tone].icon, size - 3, color, self.devicePixelRatioF()))
        if self._words.property("ink") != color:
            self._words.setProperty("ink", color)
            self._words.setStyleSheet(f"color: {color};")


def mark_label(mark: str, when: str = "") -> StateLabel:
    """The label of a record's sending mark."""
    return StateLabel(MARK_TONES[mark], mark_word(mark, when))
