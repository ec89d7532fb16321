"""One place on a map with the circle of its accuracy; a click, a drag or Enter puts it elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPen

from commissioner_app.ui.form_fill.places import Point
from commissioner_app.ui.shared.map.layer import Layer, Place
from commissioner_app.ui.shared.map.mercator import metres_a_pixel
from commissioner_app.ui.shared.map.view import MapView

_NEAR = 18.0
_STEP = 1.0
_LEAP = 10.0
WAYS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}


def nudge(event: QKeyEvent) -> QPointF | None:
    """How far Shift and an arrow key move something, in pixels; Ctrl makes the step ten times as long."""
    modifiers = event.modifiers()
    way = WAYS.get(Qt.Key(event.key()))
    if way is None or not modifiers & Qt.KeyboardModifier.ShiftModifier:
        return None
    return way * (_LEAP if modifiers & Qt.KeyboardModifier.ControlModifier else _STEP)


def paint_pin(painter: QPainter, at: QPointF, color: str, edge: str) -> None:
    """A pin whose point is at the place."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath(at)
    path.cubicTo(at + QPointF(-4, -8), at + QPointF(-9, -12), at + QPointF(-9, -18))
    path.arcTo(at.x() - 9, at.y() - 27, 18, 18, 180, -180)
    path.cubicTo(at + QPointF(9, -12), at + QPointF(4, -8), at)
    painter.setPen(QPen(QColor(edge), 1.5))
    painter.setBrush(QColor(color))
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(edge))
    painter.drawEllipse(at + QPointF(0, -18), 3.4, 3.4)


class MarkerLayer(Layer):
    """``put`` is called with the place that a person pointed to; None for a map that is only looked at."""

    def __init__(self, put: Callable[[Place], None] | None) -> None:
        self.put = put
        self.point: Point | None = None
        self._dragged: QPointF | None = None

    def paint(self, painter: QPainter, view: MapView) -> None:
        if self.point is None:
            return
        at = self._dragged or view.to_screen(self.point.lng, self.point.lat)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.point.acc and self._dragged is None:
            radius = self.point.acc / metres_a_pixel(self.point.lat, view.zoom)
            if radius > 4:
                ground = QColor(view.inks.accent)
                ground.setAlphaF(0.16)
                painter.setPen(QPen(QColor(view.inks.accent), 1))
                painter.setBrush(ground)
                painter.drawEllipse(at, radius, radius)
        paint_pin(painter, at, view.inks.tone("returned"), view.inks.base)

    def press(self, view: MapView, at: QPointF) -> bool:
        if self.put is None or self.point is None:
            return False
        head = view.to_screen(self.point.lng, self.point.lat) + QPointF(0, -13)
        if (head - at).manhattanLength() > _NEAR:
            return False
        self._grip = at - view.to_screen(self.point.lng, self.point.lat)
        return True

    def drag(self, view: MapView, at: QPointF) -> None:
        self._dragged = at - self._grip
        view.update()

    def release(self, view: MapView, at: QPointF) -> None:
        target, self._dragged = self._dragged, None
        if target is not None and self.put is not None:
            self.put(view.from_screen(target))

    def click(self, view: MapView, at: QPointF) -> None:
        if self.put is not None:
            self.put(view.from_screen(at))

    def key(self, view: MapView, event: QKeyEvent) -> bool:
        if self.put is None:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.put(view.middle())
            return True
        step = nudge(event)
        if step is None or self.point is None:
            return False
        self.put(view.from_screen(view.to_screen(self.point.lng, self.point.lat) + step))
        return True

    def extent(self) -> list[Place]:
        return [(self.point.lng, self.point.lat)] if self.point else []
