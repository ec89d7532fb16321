"""What stands on every map: scale bar, whose map it is, its datum, and the cross that the keyboard points with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from commissioner_app.i18n import tr
from commissioner_app.ui.shared.map.mercator import metres_a_pixel, round_length
from commissioner_app.ui.shared.theme_state import colors
from commissioner_app.ui.shared.tokens import HAIR, INSIDE, RADIUS

if TYPE_CHECKING:
    from commissioner_app.ui.shared.map.view import MapView

DATUM_NAMES = {"WGS84": "WGS-84", "GCJ02": "GCJ-02"}


def length_text(metres: float) -> str:
    """A length as people say it: metres below a kilometre."""
    if metres < 1000:
        return tr("ui.map.metres", n=f"{metres:.1f}" if metres < 10 and metres % 1 else f"{metres:.0f}")
    kilometres = metres / 1000
    return tr("ui.map.kilometres", n=f"{kilometres:.2f}".rstrip("0").rstrip("."))


def paint(painter: QPainter, view: MapView) -> None:
    """Draw all of it over the map and its layers."""
    _scale(painter, view)
    _words(painter, view)
    if view.hasFocus():
        _cross(painter, view)


def _scale(painter: QPainter, view: MapView) -> None:
    pixel = metres_a_pixel(view.middle()[1], view.zoom)
    metres = round_length(pixel * max(60, view.width() / 5))
    wide = metres / pixel
    metrics = painter.fontMetrics()
    words = length_text(metres)
    area = QRectF(INSIDE, 0, max(wide, metrics.horizontalAdvance(words)) + 2 * INSIDE, metrics.height() + 3 * HAIR)
    area.moveBottom(view.height() - INSIDE)
    _plate(painter, area)
    painter.setPen(QColor(colors().text))
    painter.drawText(QPointF(area.x() + INSIDE, area.y() + metrics.ascent() + 2), words)
    painter.setPen(QPen(QColor(colors().text), 2))
    x, y = area.x() + INSIDE, area.bottom() - 2 * HAIR + 2
    painter.drawPolyline([QPointF(x, y - 4), QPointF(x, y), QPointF(x + wide, y), QPointF(x + wide, y - 4)])


def _words(painter: QPainter, view: MapView) -> None:
    """The datum of the pictures and whose they are; without tiles, that there are none."""
    tiles = view.tiles
    if tiles is None:
        words = tr("ui.map.no_tiles")
    else:
        datum = tr("ui.map.drawn_in", datum=DATUM_NAMES[tiles.datum])
        words = "  ".join(part for part in (datum, tiles.attribution) if part)
    metrics = painter.fontMetrics()
    room = view.width() - 2 * INSIDE
    words = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, room - 2 * INSIDE)
    area = QRectF(0, INSIDE, metrics.horizontalAdvance(words) + 2 * INSIDE, metrics.height() + HAIR)
    scale_width = max(60, view.width() / 5) + 6 * INSIDE
    if area.width() < view.width() - scale_width:
        area.moveBottom(view.height() - INSIDE)
    else:
        area.moveBottom(view.height() - INSIDE - metrics.height() - 4 * HAIR)
    area.moveRight(view.width() - INSIDE)
    _plate(painter, area)
    painter.setPen(QColor(colors().muted))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)


def _cross(painter: QPainter, view: MapView) -> None:
    middle = QPointF(view.width() / 2, view.height() / 2)
    for color, width in ((view.inks.base, 3.0), (view.inks.text, 1.2)):
        painter.setPen(QPen(QColor(color), width))
        for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            painter.drawLine(middle + QPointF(x * 5, y * 5), middle + QPointF(x * 13, y * 13))


def _plate(painter: QPainter, area: QRectF) -> None:
    ground = QColor(colors().base)
    ground.setAlphaF(0.82)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(area, RADIUS / 2, RADIUS / 2)
