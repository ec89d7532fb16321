"""The map's ground: tiles where there are some, else a grid of degrees and the county towns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from commissioner_app.services.maps import Seat
from commissioner_app.ui.shared.map.mercator import TILE
from commissioner_app.ui.shared.map.tiles import TileLoader
from commissioner_app.ui.shared.theme_state import colors
from commissioner_app.ui.shared.tokens import HAIR, INSIDE

if TYPE_CHECKING:
    from commissioner_app.ui.shared.map.view import MapView

BEYOND: Final = 3
"""Levels below the file's deepest that are shown by enlarging it."""
_STEPS: Final = (10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001)


def paint_tiles(painter: QPainter, view: MapView, loader: TileLoader) -> None:
    """Draw the tiles in sight; one that is not here yet is stood in for by a part of a coarser one."""
    tiles = loader.tiles
    level = max(tiles.min_zoom, min(tiles.max_zoom, round(view.zoom)))
    side = TILE * math.exp2(view.zoom - level)
    left, top = view.corner(level)
    many = 1 << level
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, abs(side - TILE) > 0.5)
    for row in range(max(0, math.floor(top)), min(many, math.ceil(top + view.height() / side))):
        for column in range(max(0, math.floor(left)), min(many, math.ceil(left + view.width() / side))):
            x, y = (column - left) * side, (row - top) * side
            # Edges on whole pixels, so that no seam shows between neighbours.
            target = QRectF(QPointF(round(x), round(y)), QPointF(round(x + side), round(y + side)))
            picture = loader.picture((level, column, row))
            if picture is not None:
                painter.drawImage(target, picture)
            elif found := _coarser(loader, level, column, row):
                painter.drawImage(target, *found)


def _coarser(loader: TileLoader, level: int, column: int, row: int) -> tuple[QImage, QRectF] | None:
    for up in range(1, 5):
        picture = loader.held((level - up, column >> up, row >> up))
        if picture is not None:
            part = picture.width() / (1 << up)
            mask = (1 << up) - 1
            return picture, QRectF((column & mask) * part, (row & mask) * part, part, part)
    return None


def paint_grid(painter: QPainter, view: MapView, seats: list[Seat]) -> None:
    """Draw a grid of degrees with its numbers, and the county towns with their names."""
    metrics = painter.fontMetrics()
    (west, north), (east, south) = view.ground_at(QPointF(0, 0)), view.ground_at(QPointF(view.width(), view.height()))
    across = max(1, view.width() // max(1, metrics.horizontalAdvance("116.0000°E") * 2))
    step = next((each for each in reversed(_STEPS) if (east - west) / each <= across), _STEPS[0])
    digits = max(0, -math.floor(math.log10(step)))
    line, words = QPen(QColor(colors().line), 1), QColor(colors().muted)
    for number in range(math.floor(west / step), math.ceil(east / step) + 1):
        x = view.ground_to_screen(number * step, north).x()
        painter.setPen(line)
        painter.drawLine(QPointF(x, 0), QPointF(x, view.height()))
        painter.setPen(words)
        painter.drawText(QPointF(x + HAIR, metrics.ascent() + HAIR), _degrees(number * step, digits, "EW"))
    for number in range(math.floor(south / step), math.ceil(north / step) + 1):
        y = view.ground_to_screen(west, number * step).y()
        painter.setPen(line)
        painter.drawLine(QPointF(0, y), QPointF(view.width(), y))
        painter.setPen(words)
        painter.drawText(QPointF(HAIR, y - HAIR), _degrees(number * step, digits, "NS"))
    _paint_seats(painter, view, seats)


def _paint_seats(painter: QPainter, view: MapView, seats: list[Seat]) -> None:
    metrics = painter.fontMetrics()
    taken: list[QRectF] = []
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for seat in seats:
        at = view.to_screen(seat.lng, seat.lat)
        if not view.rect().adjusted(-80, -20, 80, 20).contains(at.toPoint()):
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors().control))
        painter.drawEllipse(at, 3.5, 3.5)
        room = QRectF(
            at.x() + INSIDE, at.y() - metrics.height() / 2, metrics.horizontalAdvance(seat.name), metrics.height()
        )
        # City districts lie side by side: a name that would cover another waits for a closer look.
        if not any(room.intersects(other) for other in taken):
            taken.append(room)
            painter.setPen(QColor(colors().muted))
            painter.drawText(QPointF(room.x(), room.y() + metrics.ascent()), seat.name)


def _degrees(value: float, digits: int, sides: str) -> str:
    return f"{abs(value):.{digits}f}°{sides[value < 0]}"
