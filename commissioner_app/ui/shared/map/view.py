"""A map that needs no network: tiles of a file or a plain grid, moved and zoomed by mouse, touch and keys.

All places that go in and come out are WGS-84 degrees; the shift of a map drawn in GCJ-02 happens here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from commissioner_app.domain.positions import REGION, gcj2wgs, wgs2gcj
from commissioner_app.i18n import tr
from commissioner_app.services.maps import Seat, TileSet
from commissioner_app.ui.shared.form_layout import icon_button
from commissioner_app.ui.shared.map import furniture, ground
from commissioner_app.ui.shared.map.layer import Layer, Place
from commissioner_app.ui.shared.map.mercator import TILE, degrees, world
from commissioner_app.ui.shared.map.tiles import TileLoader
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.theme_state import colors
from commissioner_app.ui.shared.tokens import HAIR, INSIDE, LIGHT, RADIUS, Colors

LEAST_ZOOM: Final = 3.0
MOST_ZOOM: Final = 20.0
CLOSE: Final = 15.0
"""The zoom for a single place: a village fills the map."""
_PAN: Final = 60
_STILL: Final = 4
_MARGIN: Final = 48


def same(lng: float, lat: float) -> Place:
    """A map drawn in WGS-84 needs no shift."""
    return lng, lat


class MapView(QWidget):
    """``moved``: another part of the world is in sight. Layers lie on it in the order of ``layers``."""

    moved = Signal()

    def __init__(self, tiles: TileSet | None, seats: list[Seat], shell: Shell) -> None:
        super().__init__()
        self.layers: list[Layer] = []
        self.zoom = 8.0
        self._x, self._y = 0.0, 0.0
        self._seats = seats
        self._shell = shell
        self._loader: TileLoader | None = None
        self._taker: Layer | None = None
        self._pressed: QPointF | None = None
        self._grabbed = QPointF()
        self._panning = False
        self._touched = False
        self._fitted: Sequence[Place] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.buttons = [
            self._tool("zoom-in", "ui.map.closer", lambda: self.zoom_by(1)),
            self._tool("zoom-out", "ui.map.farther", lambda: self.zoom_by(-1)),
            self._tool("fit", "ui.map.fit", self.fit),
        ]
        self.use(tiles)

    def use(self, tiles: TileSet | None) -> None:
        """Show this map's tiles from now on; None for the grid."""
        place, zoom = (self.middle(), self.zoom) if self._touched else (None, self.zoom)
        self._loader = TileLoader(tiles, self._shell, self) if tiles else None
        if self._loader is not None:
            self._loader.arrived.connect(self.update)
        self._drawn: Callable[[float, float], Place] = wgs2gcj if tiles and tiles.datum == "GCJ02" else same
        self._undrawn: Callable[[float, float], Place] = gcj2wgs if tiles and tiles.datum == "GCJ02" else same
        if place is not None:
            self.show_place(*place, zoom)
        else:
            self.show_all(self._fitted)

    @property
    def tiles(self) -> TileSet | None:
        """The tiles in use."""
        return self._loader.tiles if self._loader else None

    @property
    def inks(self) -> Colors:
        """The colours to draw on this map with: tiles are bright in every theme."""
        return LIGHT if self._loader else colors()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        high = self.fontMetrics().height()
        return QSize(40 * high, 19 * high)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        high = self.fontMetrics().height()
        return QSize(12 * high, 12 * high)

    # Places and pixels

    def _scale(self) -> float:
        return TILE * 2.0**self.zoom  # type: ignore[no-any-return]

    def corner(self, level: int) -> tuple[float, float]:
        """The view's upper left corner in tiles of a level."""
        scale, many = self._scale(), 1 << level
        return (self._x - self.width() / 2 / scale) * many, (self._y - self.height() / 2 / scale) * many

    def spot(self, lng: float, lat: float) -> tuple[float, float]:
        """Where a place is on the square of the world, as this map draws it; for layers that keep it."""
        return world(*self._drawn(lng, lat))

    def pixel(self, spot: tuple[float, float]) -> QPointF:
        """Where a spot is in the view."""
        scale = self._scale()
        return QPointF((spot[0] - self._x) * scale + self.width() / 2, (spot[1] - self._y) * scale + self.height() / 2)

    def to_screen(self, lng: float, lat: float) -> QPointF:
        """Where a place is in the view."""
        return self.pixel(self.spot(lng, lat))

    def from_screen(self, at: QPointF) -> Place:
        """The place at a pixel, rounded to what is stored."""
        lng, lat = self._undrawn(*self.ground_at(at))
        return round(lng, 6), round(lat, 6)

    def ground_at(self, at: QPointF) -> Place:
        """The degrees at a pixel in the datum that the map is drawn in."""
        scale = self._scale()
        return degrees(self._x + (at.x() - self.width() / 2) / scale, self._y + (at.y() - self.height() / 2) / scale)

    def ground_to_screen(self, lng: float, lat: float) -> QPointF:
        """Where degrees of the map's own datum are in the view."""
        return self.pixel(world(lng, lat))

    def middle(self) -> Place:
        """The place in the middle."""
        return self.from_screen(QPointF(self.width() / 2, self.height() / 2))

    # What is in sight

    def show_place(self, lng: float, lat: float, zoom: float | None = None) -> None:
        """Bring a place into the middle."""
        self._x, self._y = self.spot(lng, lat)
        self.zoom = self._bounded(self.zoom if zoom is None else zoom)
        self._touched = True
        self._changed()

    def show_all(self, places: Sequence[Place]) -> None:
        """Bring all these places into sight; without any, what the map covers, or the two cities."""
        self._fitted = list(places)
        spots = [self.spot(*place) for place in places]
        if not spots:
            west, east, south, north = REGION
            bounds = self.tiles.bounds if self.tiles else None
            if bounds is not None:
                west, south, east, north = bounds
            spots = [world(west, south), world(east, north)]
        left, right = min(x for x, _ in spots), max(x for x, _ in spots)
        top, bottom = min(y for _, y in spots), max(y for _, y in spots)
        self._x, self._y = (left + right) / 2, (top + bottom) / 2
        room = QRect(0, 0, max(80, self.width() - 2 * _MARGIN), max(80, self.height() - 2 * _MARGIN))
        zoom = CLOSE
        while zoom > LEAST_ZOOM and (
            (right - left) * TILE * 2.0**zoom > room.width() or (bottom - top) * TILE * 2.0**zoom > room.height()
        ):
            zoom -= 0.25
        self.zoom = self._bounded(zoom)
        self._changed()

    def fit(self) -> None:
        """Bring what lies on the map into sight."""
        self._touched = False
        self.show_all([place for layer in self.layers for place in layer.extent()])

    def reveal(self, lng: float, lat: float) -> None:
        """Move only if the place is not in sight."""
        if not self.rect().adjusted(INSIDE, INSIDE, -INSIDE, -INSIDE).contains(self.to_screen(lng, lat).toPoint()):
            self.show_place(lng, lat)

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        """Closer (+) or farther (-); the place at a pixel stays under it, the middle without one."""
        anchor = at if at is not None else QPointF(self.width() / 2, self.height() / 2)
        before = self.ground_at(anchor)
        self.zoom = self._bounded(self.zoom + steps)
        spot, scale = world(*before), self._scale()
        self._x = spot[0] - (anchor.x() - self.width() / 2) / scale
        self._y = spot[1] - (anchor.y() - self.height() / 2) / scale
        self._touched = True
        self._changed()

    def pan(self, right: float, down: float) -> None:
        """Look farther right and down, in pixels."""
        scale = self._scale()
        self._x = min(1.0, max(0.0, self._x + right / scale))
        self._y = min(1.0, max(0.0, self._y + down / scale))
        self._touched = True
        self._changed()

    def _bounded(self, zoom: float) -> float:
        most = min(MOST_ZOOM, self.tiles.max_zoom + ground.BEYOND) if self.tiles else MOST_ZOOM
        return max(LEAST_ZOOM, min(float(most), zoom))

    def _changed(self) -> None:
        self.update()
        self.moved.emit()

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipPath(outline)
        painter.fillRect(self.rect(), QColor(colors().sunken))
        painter.save()
        if self._loader is not None:
            ground.paint_tiles(painter, self, self._loader)
        else:
            ground.paint_grid(painter, self, self._seats)
        painter.restore()
        for layer in self.layers:
            painter.save()
            layer.paint(painter, self)
            painter.restore()
        furniture.paint(painter, self)
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colors().accent if self.hasFocus() else colors().control), 1))
        painter.drawPath(outline)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        y = INSIDE
        for button in self.buttons:
            button.adjustSize()
            button.move(self.width() - button.width() - INSIDE, y)
            y += button.height() + HAIR
        if not self._touched:
            self.show_all(self._fitted)

    def _tool(self, name: str, key: str, act: Callable[[], None]) -> QWidget:
        button = icon_button(name, tr(key))
        button.setParent(self)
        button.setAutoRaise(False)
        button.setProperty("onMap", True)
        # The keys of the map do the same; three more stops of the Tab key would only be in the way.
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(act)
        return button

    # Pointer and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        at = event.position()
        if event.button() == Qt.MouseButton.RightButton:
            any(layer.remove_at(self, at) for layer in reversed(self.layers))
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed = self._grabbed = at
        self._panning = False
        self._taker = next((layer for layer in reversed(self.layers) if layer.press(self, at)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        at = event.position()
        if self._pressed is None:
            return
        if self._taker is not None:
            self._taker.drag(self, at)
        elif self._panning or (at - self._pressed).manhattanLength() > _STILL:
            self._panning = True
            self.pan(self._grabbed.x() - at.x(), self._grabbed.y() - at.y())
            self._grabbed = at

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        at, self._pressed = event.position(), None
        if self._taker is not None:
            taker, self._taker = self._taker, None
            taker.release(self, at)
        elif not self._panning:
            for layer in self.layers:
                layer.click(self, at)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        # A page that is scrolled past must not get stuck in a map: only one that has the focus (or Ctrl) zooms.
        if not (self.hasFocus() or event.modifiers() & Qt.KeyboardModifier.ControlModifier):
            event.ignore()
            return
        self.zoom_by(event.angleDelta().y() / 240, event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_by(event.value() * 2, event.position())
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if any(layer.key(self, event) for layer in reversed(self.layers)):
            return
        ways = {
            Qt.Key.Key_Left: (-_PAN, 0),
            Qt.Key.Key_Right: (_PAN, 0),
            Qt.Key.Key_Up: (0, -_PAN),
            Qt.Key.Key_Down: (0, _PAN),
        }
        key = Qt.Key(event.key())
        if key in ways and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.pan(*ways[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(1)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.zoom_by(-1)
        elif key == Qt.Key.Key_Home:
            self.fit()
        else:
            super().keyPressEvent(event)
