"""Outline icons from ``resources/icons`` (Lucide, ISC), drawn in the colours of the theme at the moment of painting."""

from __future__ import annotations

from functools import cache
from typing import Literal

from PySide6.QtCore import QByteArray, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from commissioner_app.system.paths import resource_folder
from commissioner_app.ui.shared import theme_state

Ink = Literal["text", "muted", "accent", "on_accent"]


@cache
def _source(name: str) -> str:
    return (resource_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _renderer(name: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", color).encode("utf-8")))


def paint(painter: QPainter, rect: QRectF, name: str, color: str) -> None:
    """Draw the icon into ``rect`` in the given colour."""
    _renderer(name, color).render(painter, rect)


def pixmap(name: str, size: int, color: str, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of ``size`` logical pixels; ``ratio`` is the screen's device pixel ratio."""
    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint(painter, QRectF(QPointF(0, 0), QRectF(0, 0, size, size).size()), name, color)
    painter.end()
    return picture


class _Engine(QIconEngine):
    """Asks for the theme's colour only when it paints, so a change of theme needs no new icons."""

    def __init__(self, name: str, ink: str) -> None:
        super().__init__()
        self._name = name
        self._ink = ink

    def _color(self, mode: QIcon.Mode) -> str:
        colors = theme_state.colors()
        if mode == QIcon.Mode.Disabled:
            return colors.control
        inks = {"text": colors.text, "muted": colors.muted, "accent": colors.accent, "on_accent": colors.on_accent}
        return inks.get(self._ink) or colors.tones.get(self._ink) or self._ink

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        paint(painter, QRectF(rect), self._name, self._color(mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        return self._drawn(size, mode, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State, scale: float) -> QPixmap:  # noqa: N802
        return self._drawn(size, mode, scale)

    def _drawn(self, size: QSize, mode: QIcon.Mode, scale: float) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(QColor(Qt.GlobalColor.transparent))
        painter = QPainter(picture)
        paint(painter, QRectF(0, 0, size.width(), size.height()), self._name, self._color(mode))
        painter.end()
        picture.setDevicePixelRatio(scale)
        return picture

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._ink)


@cache
def icon(name: str, ink: str = "text") -> QIcon:
    """The icon of that file name; ``ink`` is text, muted, accent, on_accent, a tone, or a colour like ``#RRGGBB``."""
    if not (resource_folder() / "icons" / f"{name}.svg").exists():
        return QIcon()
    return QIcon(_Engine(name, ink))
