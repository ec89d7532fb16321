"""Photos large, over the window: arrows go to the next, Esc or a click beside the photo closes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.ui.shared.form_layout import icon_button
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN


class PhotoViewer(QWidget):
    """Covers its parent; closes and deletes itself."""

    def __init__(
        self, program: Program, shell: Shell, parent: QWidget, *, names: list[str], index: int, captions: list[str]
    ) -> None:
        super().__init__(parent)
        self._covered = parent
        self.setObjectName("photoViewer")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._program, self._shell = program, shell
        self._names, self._index, self._captions = names, index, captions
        self._image: QImage | None = None
        self._words = QLabel(self)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setWordWrap(True)
        self._words.setStyleSheet("color: white;")
        self._close = self._tool("x", tr("ui.photo.close"), self.leave)
        self._back = self._tool("chevron-left", tr("ui.photo.previous"), lambda: self._go(-1))
        self._next = self._tool("chevron-right", tr("ui.photo.next"), lambda: self._go(1))
        parent.installEventFilter(self)
        self.setGeometry(parent.rect())
        self._place()
        self.show()
        self.raise_()
        self.setFocus()
        self._load()

    def _tool(self, name: str, words: str, act: object) -> QWidget:
        made = icon_button(name, words, name=f"photo.{name}")
        made.setParent(self)
        made.setIcon(icon(name, "#FFFFFF"))
        made.clicked.connect(act)
        made.setFixedSize(40, 40)
        return made

    def leave(self) -> None:
        """Close."""
        self._covered.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize and watched is self._covered:
            self.setGeometry(self._covered.rect())
            self._place()
        return False

    def _place(self) -> None:
        width, height = self.width(), self.height()
        self._close.move(width - 40 - BETWEEN, BETWEEN)
        self._back.move(BETWEEN, height // 2 - 20)
        self._next.move(width - 40 - BETWEEN, height // 2 - 20)
        self._words.setGeometry(60, height - 56, width - 120, 48)

    def _go(self, step: int) -> None:
        self._index = (self._index + step) % len(self._names)
        self._load()

    def _load(self) -> None:
        several = len(self._names) > 1
        self._back.setVisible(several)
        self._next.setVisible(several)
        name = self._names[self._index]
        self._image = None
        self._words.setText(tr("ui.photo.loading"))
        self._shell.run_background(
            lambda: QImage.fromData(self._program.attachments.read(name)),
            self._loaded,
            lambda _error: self._words.setText(tr("ui.photo.not_here")),
            owner=self,
            lane="pool",
        )
        self.update()

    def _loaded(self, image: QImage) -> None:
        self._image = None if image.isNull() else image
        words = self._captions[self._index] if self._index < len(self._captions) else ""
        place = f"{self._index + 1} / {len(self._names)}" if len(self._names) > 1 else ""
        self._words.setText("   ".join(part for part in (words, place) if part))
        self.setAccessibleName(words or tr("ui.photo.number", n=self._index + 1))
        self.update()

    def _target(self, image: QImage) -> QRect:
        room = self.rect().adjusted(64, AROUND, -64, -64)
        size = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(0, 0, size.width(), size.height())
        target.moveCenter(room.center())
        return target

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(12, 16, 14, 235))
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._target(self._image), self._image)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._image is None or not self._target(self._image).contains(event.position().toPoint()):
            self.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._go(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)
