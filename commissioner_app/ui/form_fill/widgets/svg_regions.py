"""The named parts of a drawing that can be chosen: where each lies, and which one is at a point."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

# What a finger or a mouse hits of a thin line, in the 255 steps of opacity.
_HIT = 24
MOST_BYTES = 4_000_000


class SvgRegions:
    """A drawing in SVG whose elements carry the values of choices as their ``id``."""

    def __init__(self, data: bytes, ids: Iterable[str]) -> None:
        self._renderer = QSvgRenderer()
        if len(data) <= MOST_BYTES:
            self._renderer.load(QByteArray(data))
        self.ids = [name for name in ids if self.valid and self._renderer.elementExists(name)]
        self._size = QSize()
        self._masks: dict[str, QImage] = {}

    @property
    def valid(self) -> bool:
        """Whether it is a drawing at all."""
        return self._renderer.isValid()

    def size(self) -> QSize:
        """Its own size in pixels."""
        return self._renderer.defaultSize()

    def resize(self, size: QSize) -> None:
        """Work for a picture of that many device pixels."""
        if size != self._size:
            self._size = size
            self._masks.clear()

    def at(self, point: QPointF) -> str:
        """The value of the part at a point of the picture; "" beside all of them. The one drawn last lies on top."""
        x, y = int(point.x()), int(point.y())
        for name in reversed(self.ids):
            mask = self._mask(name)
            if mask.rect().contains(x, y) and mask.pixelColor(x, y).alpha() >= _HIT:
                return name
        return ""

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Draw the whole drawing."""
        self._renderer.render(painter, area)

    def tinted(self, name: str, color: QColor) -> QImage:
        """The shape of one part filled with a colour, as large as the picture."""
        made = self._mask(name).copy()
        painter = QPainter(made)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(made.rect(), color)
        painter.end()
        return made

    def _mask(self, name: str) -> QImage:
        found = self._masks.get(name)
        if found is None:
            found = QImage(self._size, QImage.Format.Format_ARGB32_Premultiplied)
            found.fill(Qt.GlobalColor.transparent)
            painter = QPainter(found)
            self._renderer.render(painter, name, self._bounds(name))
            painter.end()
            self._masks[name] = found
        return found

    def _bounds(self, name: str) -> QRectF:
        """Where a part lies in the picture, in device pixels."""
        box = self._renderer.viewBoxF()
        element = self._renderer.transformForElement(name).mapRect(self._renderer.boundsOnElement(name))
        across = self._size.width() / (box.width() or 1)
        down = self._size.height() / (box.height() or 1)
        return QRectF(
            (element.x() - box.x()) * across,
            (element.y() - box.y()) * down,
            element.width() * across,
            element.height() * down,
        )
