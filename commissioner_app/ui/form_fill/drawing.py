"""A sheet to draw on by mouse, pen or finger: white paper, or a photo under the strokes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QEventPoint,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from commissioner_app.ui.shared.theme_state import colors
from commissioner_app.ui.shared.tokens import RADIUS

PAUSE_MS: Final = 600
INK: Final = "#16212B"
_PRINT: Final = 2
"""Blank paper is kept at twice the size of the screen, for print."""
_HINT: Final = "#6B746F"
_LINE: Final = "#C9CFCB"


@dataclass(slots=True)
class Stroke:
    """What the pen drew without being lifted, in points of the paper."""

    color: str
    width: float
    points: list[QPointF] = field(default_factory=list)


class DrawingPad(QWidget):
    """``drawn`` carries the picture a moment after the pen was lifted; a null picture when nothing is left of it."""

    drawn = Signal(QImage)
    changed = Signal()

    def __init__(self, paper: QSize, *, signing: bool = False, hint: str = "") -> None:
        """``paper``: its size while it is blank, in pixels of the screen. ``signing`` draws the line to sign on."""
        super().__init__()
        self._blank = paper
        self._signing = signing
        self.hint = hint
        self.color, self.width_of_pen = INK, 2.4
        self.strokes: list[Stroke] = []
        self.ground = QImage()
        self._held: str | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.hand_over)
        self.setMinimumSize(min(240, paper.width()), min(120, paper.height()))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMaximumSize(paper)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self._blank

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """As high as the sheet is at that width: no empty band above it or below."""
        paper = self.paper
        scale = min(min(width, self._blank.width()) / paper.width(), self._blank.height() / paper.height())
        return round(paper.height() * scale)

    # The sheet

    def lay(self, ground: QImage) -> None:
        """A new sheet with this picture on it; a null picture gives blank paper."""
        self._timer.stop()
        self.strokes.clear()
        self.ground = ground
        self.updateGeometry()
        self.update()
        self.changed.emit()

    def undo(self) -> bool:
        """Take the last stroke back; whether there was one."""
        if not self.strokes:
            return False
        self.strokes.pop()
        self.update()
        self.changed.emit()
        self._timer.start()
        return True

    def hand_over(self) -> None:
        """Give the picture away now."""
        self._timer.stop()
        self.drawn.emit(self.picture() if self.strokes else QImage())

    @property
    def pending(self) -> bool:
        """Whether a change waits to be handed over."""
        return self._timer.isActive()

    @property
    def paper(self) -> QSizeF:
        """The size of the sheet in its own points: pixels of the photo, else of the screen."""
        return QSizeF(self._blank if self.ground.isNull() else self.ground.size())

    def picture(self) -> QImage:
        """The sheet with everything on it."""
        scale = _PRINT if self.ground.isNull() else 1
        image = QImage((self.paper * scale).toSize(), QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        if not self.ground.isNull():
            painter.drawImage(0, 0, self.ground)
        painter.scale(scale, scale)
        self._ink(painter)
        painter.end()
        return image

    # The pen

    def begin(self, at: QPointF) -> None:
        """Put the pen down, in pixels of the widget."""
        self._timer.stop()
        if self._signing and not self.ground.isNull():
            # Who signs again does not sign over the signature that is there.
            self.lay(QImage())
        # The pen is as thick on a photo of any size as it looks on the screen.
        self.strokes.append(Stroke(self.color, self.width_of_pen / self._fit()[0], [self._on_paper(at)]))
        self.update()

    def go(self, to: QPointF) -> None:
        """Move the pen."""
        if self.strokes:
            self.strokes[-1].points.append(self._on_paper(to))
            self.update()

    def lift(self) -> None:
        """Lift the pen; the picture is handed over unless another stroke follows soon."""
        self.update()
        self.changed.emit()
        self._timer.start()

    def _fit(self) -> tuple[float, QPointF]:
        """The scale and the place of the paper in the widget."""
        paper = self.paper
        scale = min(self.width() / paper.width(), self.height() / paper.height())
        room = QPointF(self.width() - paper.width() * scale, self.height() - paper.height() * scale)
        return scale, QPointF(0, room.y() / 2)

    def _on_paper(self, at: QPointF) -> QPointF:
        scale, corner = self._fit()
        return (at - corner) * (1 / scale)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._held = "mouse"
            self.begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self._held == "mouse":
            self.go(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self._held == "mouse" and event.button() == Qt.MouseButton.LeftButton:
            self._held = None
            self.lift()

    def tabletEvent(self, event: QTabletEvent) -> None:  # noqa: N802 - Qt's name
        event.accept()
        if event.type() == QEvent.Type.TabletPress:
            self._held = "pen"
            self.begin(event.position())
        elif event.type() == QEvent.Type.TabletMove and self._held == "pen":
            self.go(event.position())
        elif event.type() == QEvent.Type.TabletRelease and self._held == "pen":
            self._held = None
            self.lift()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent) and len(event.points()) == 1:
            self._touch(event.points()[0])
            event.accept()
            return True
        own = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and bool(self.strokes)
        if own and event.matches(QKeySequence.StandardKey.Undo):  # type: ignore[attr-defined]  # a key, as asked above
            # While there are strokes, Ctrl+Z takes those back; after that it is the form's.
            event.accept()
            return True
        return super().event(event)

    def _touch(self, point: QEventPoint) -> None:
        if point.state() == QEventPoint.State.Pressed:
            self._held = "finger"
            self.begin(point.position())
        elif point.state() == QEventPoint.State.Updated and self._held == "finger":
            self.go(point.position())
        elif point.state() == QEventPoint.State.Released and self._held == "finger":
            self._held = None
            self.lift()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if not (event.matches(QKeySequence.StandardKey.Undo) and self.undo()):
            super().keyPressEvent(event)

    # Painting

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        scale, corner = self._fit()
        sheet = QRectF(corner, self.paper * scale).adjusted(0.5, 0.5, -0.5, -0.5)
        outline = QPainterPath()
        outline.addRoundedRect(sheet, RADIUS, RADIUS)
        painter.setClipPath(outline)
        painter.fillRect(sheet, QColor("white"))
        if not self.ground.isNull():
            painter.drawImage(sheet, self.ground)
        else:
            self._furnish(painter)
        painter.save()
        painter.translate(corner)
        painter.scale(scale, scale)
        self._ink(painter)
        painter.restore()
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colors().accent if self.hasFocus() else colors().control), 1))
        painter.drawPath(outline)
        painter.end()

    def _furnish(self, painter: QPainter) -> None:
        if self._signing:
            painter.setPen(QPen(QColor(_LINE), 1))
            painter.drawLine(24, self.height() - 34, self.width() - 24, self.height() - 34)
        if not self.strokes:
            painter.setPen(QColor(_HINT))
            area = self.rect().adjusted(24, 0, -24, -10)
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, self.hint)

    def _ink(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for stroke in self.strokes:
            pen = QPen(QColor(stroke.color), stroke.width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            path = QPainterPath(stroke.points[0])
            for point in stroke.points[1:]:
                path.lineTo(point)
            if len(stroke.points) == 1:
                path.lineTo(stroke.points[0] + QPointF(0.1, 0.1))
            painter.drawPath(path)
