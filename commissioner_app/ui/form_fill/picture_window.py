"""A picture of the form large, over the window; Esc or a click closes it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.pictures import picture
from commissioner_app.ui.shared.tokens import AROUND

_BEHIND = QColor(0, 0, 0, 205)


class PictureWindow(QWidget):
    """Covers its parent; closes and deletes itself, and gives the focus back to who had it."""

    def __init__(self, data: bytes, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("form:picture")
        self.setAccessibleName(tr("form.photos.large"))
        self._focused = parent.focusWidget()
        self.setGeometry(parent.rect())
        inner = parent.rect().adjusted(AROUND, AROUND, -AROUND, -AROUND).size()
        self._picture = picture(data, inner, parent.devicePixelRatioF())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show()
        self.raise_()
        self.setFocus()

    def leave(self) -> None:
        """Close."""
        self.hide()
        if self._focused is not None:
            self._focused.setFocus()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.leave()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.leave()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.fillRect(self.rect(), _BEHIND)
        size = QSizeF(self._picture.deviceIndependentSize())
        at = QPointF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2)
        area = QRectF(at, size)
        painter.fillRect(area, QColor("white"))
        painter.drawPixmap(area.topLeft(), self._picture)
        painter.end()
