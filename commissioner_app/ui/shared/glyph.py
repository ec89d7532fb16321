"""An icon that stands in text: as large as the text around it, in the colours of the theme, also after either changed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QLabel

from commissioner_app.ui.shared.icons import icon


class Glyph(QLabel):
    """``ink`` is text, muted, accent, on_accent or a tone (see ``icons.icon``)."""

    def __init__(self, name: str, ink: str) -> None:
        super().__init__()
        self._name, self._ink = name, ink
        self._paint()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._paint()
        super().changeEvent(event)

    def _paint(self) -> None:
        side = self.fontMetrics().height()
        self.setPixmap(icon(self._name, self._ink).pixmap(QSize(side, side), self.devicePixelRatioF()))
