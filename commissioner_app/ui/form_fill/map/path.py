"""A line or an area on a map: corners are added, moved, put in between and taken away, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QPolygonF

from commissioner_app.ui.form_fill.map.marker import nudge
from commissioner_app.ui.form_fill.places import Point
from commissioner_app.ui.shared.map.layer import Layer, Place
from commissioner_app.ui.shared.map.view import MapView

_NEAR = 12.0
_BESIDE = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class PathLayer(Layer):
    """``points`` without the repeated first one of an area. ``changed`` is called after every finished change."""

    def __init__(self, *, closed: bool, changed: Callable[[], None]) -> None:
        self.closed = closed
        self.editable = True
        self.points: list[Point] = []
        self.selected = -1
        self._changed = changed
        self._moving = -1
        self._moved = False

    # What a person does

    def add(self, place: Place) -> None:
        """A new corner behind the selected one, at the end without one."""
        at = self.selected + 1 if 0 <= self.selected < len(self.points) else len(self.points)
        self.points.insert(at, Point(*place))
        self.selected = at
        self._changed()

    def move(self, index: int, place: Place) -> None:
        """Put a corner elsewhere. Its height and accuracy were those of the former place."""
        self.points[index] = Point(*place)

    def remove(self, index: int) -> None:
        """Take a corner away; the one before it is selected then."""
        if 0 <= index < len(self.points):
            del self.points[index]
            self.selected = min(max(0, index - 1), len(self.points) - 1)
            self._changed()

    def select(self, step: int) -> None:
        """Select the next or former corner, round and round."""
        if self.points:
            self.selected = (self.selected + step) % len(self.points)

    # Drawing

    def paint(self, painter: QPainter, view: MapView) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        spots = [view.to_screen(point.lng, point.lat) for point in self.points]
        line = QPen(
            QColor(view.inks.accent), 2.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        )
        halo = QPen(QColor(view.inks.base), 5)
        for pen in (halo, line):
            painter.setPen(pen)
            painter.setBrush(self._filling(view) if self.closed and pen is line else Qt.BrushStyle.NoBrush)
            if self.closed and len(spots) > 2:
                painter.drawPolygon(QPolygonF(spots))
            elif len(spots) > 1:
                painter.drawPolyline(QPolygonF(spots))
        if self.editable:
            painter.setPen(QPen(QColor(view.inks.accent), 1))
            painter.setBrush(QColor(view.inks.base))
            for spot in self._between(spots):
                painter.drawEllipse(spot, 3, 3)
        for number, spot in enumerate(spots):
            chosen = number == self.selected and self.editable
            painter.setPen(QPen(QColor(view.inks.base), 1.5))
            painter.setBrush(QColor(view.inks.tone("returned") if chosen else view.inks.accent))
            painter.drawEllipse(spot, 7 if chosen else 5, 7 if chosen else 5)

    @staticmethod
    def _filling(view: MapView) -> QColor:
        filling = QColor(view.inks.accent)
        filling.setAlphaF(0.18)
        return filling

    def _between(self, spots: list[QPointF]) -> list[QPointF]:
        """The middles of the sides: pulling one makes a corner of it. Short sides have none."""
        ends = [*spots[1:], spots[0]] if self.closed and len(spots) > 2 else spots[1:]
        return [
            (a + b) * 0.5 if (a - b).manhattanLength() > 4 * _NEAR else QPointF(-99, -99)
            for a, b in zip(spots, ends, strict=False)
        ]

    # Pointer and keys

    def press(self, view: MapView, at: QPointF) -> bool:
        if not self.editable:
            return False
        spots = [view.to_screen(point.lng, point.lat) for point in self.points]
        self._moved = False
        found = _nearest(spots, at)
        if found < 0:
            side = _nearest(self._between(spots), at)
            if side < 0:
                return False
            self.points.insert(side + 1, Point(*view.from_screen(at)))
            found, self._moved = side + 1, True
        self.selected = self._moving = found
        view.update()
        return True

    def drag(self, view: MapView, at: QPointF) -> None:
        self._moved = True
        self.move(self._moving, view.from_screen(at))
        view.update()

    def release(self, view: MapView, at: QPointF) -> None:
        if self._moved:
            self._changed()

    def click(self, view: MapView, at: QPointF) -> None:
        if self.editable:
            self.add(view.from_screen(at))

    def remove_at(self, view: MapView, at: QPointF) -> bool:
        found = _nearest([view.to_screen(point.lng, point.lat) for point in self.points], at)
        if not self.editable or found < 0:
            return False
        self.remove(found)
        return True

    def key(self, view: MapView, event: QKeyEvent) -> bool:
        if not self.editable:
            return False
        key, step = event.key(), nudge(event)
        if step is not None and 0 <= self.selected < len(self.points):
            point = self.points[self.selected]
            self.move(self.selected, view.from_screen(view.to_screen(point.lng, point.lat) + step))
            self._changed()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Insert):
            self.add(view.middle())
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.points:
            self.remove(self.selected if self.selected >= 0 else len(self.points) - 1)
        elif event.modifiers() == Qt.KeyboardModifier.ControlModifier and key in _BESIDE and self.points:
            self.select(_BESIDE[Qt.Key(key)])
            point = self.points[self.selected]
            view.reveal(point.lng, point.lat)
            view.update()
        else:
            return False
        return True

    def extent(self) -> list[Place]:
        return [(point.lng, point.lat) for point in self.points]

    def take(self, points: list[Point]) -> None:
        """Show these corners; an area's repeated first point is left out."""
        same = len(points) > 1 and replace(points[0], alt=None, acc=None) == replace(points[-1], alt=None, acc=None)
        self.points = points[:-1] if self.closed and same else list(points)
        self.selected = min(self.selected, len(self.points) - 1)


def _nearest(spots: list[QPointF], at: QPointF) -> int:
    """The spot within reach of the pointer, -1 without one."""
    found = min(range(len(spots)), key=lambda i: (spots[i] - at).manhattanLength(), default=-1)
    return found if found >= 0 and (spots[found] - at).manhattanLength() <= _NEAR else -1
