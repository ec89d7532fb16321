"""The choices of a question as places on a map: points, lines and areas; a click or Enter chooses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPen, QPolygonF

from commissioner_app.forms.screen import Choice
from commissioner_app.ui.form_fill.map.marker import paint_pin
from commissioner_app.ui.form_fill.places import read_path
from commissioner_app.ui.shared.map.layer import Layer, Place
from commissioner_app.ui.shared.map.view import MapView
from commissioner_app.ui.shared.tokens import Colors

_NEAR = 16.0
_NAMED = 40
"""With more places in sight than this, only the chosen one carries its name."""


@dataclass(frozen=True, slots=True)
class _Feature:
    value: str
    label: str
    places: tuple[Place, ...]

    @property
    def area(self) -> bool:
        return len(self.places) > 3 and self.places[0] == self.places[-1]


class ChoiceLayer(Layer):
    """``choose`` is called with the value of a choice that was pointed to."""

    def __init__(self, choose: Callable[[str], None]) -> None:
        self.chosen = ""
        self.editable = True
        self._choose = choose
        self._features: list[_Feature] = []
        self._spots: tuple[int, list[list[tuple[float, float]]]] = (0, [])

    def take(self, choices: Sequence[Choice]) -> None:
        """Show these choices; those without a place are left to the list."""
        self._features = [
            _Feature(choice.value, choice.label, places)
            for choice in choices
            if (places := tuple((point.lng, point.lat) for point in read_path(choice.geometry)))
        ]
        self._spots = (0, [])

    def place_of(self, value: str) -> Place | None:
        """Where a choice is; the first corner of a line or an area."""
        return next((feature.places[0] for feature in self._features if feature.value == value), None)

    def extent(self) -> list[Place]:
        return [place for feature in self._features for place in feature.places]

    def paint(self, painter: QPainter, view: MapView) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = view.rect().adjusted(-40, -40, 40, 40)
        drawn = [(feature, pixels) for feature, pixels in self._drawn(view) if QPolygonF(pixels).boundingRect()
                 .adjusted(-1, -1, 1, 1).intersects(frame)]  # fmt: skip
        named = len(drawn) <= _NAMED
        # The chosen one last, so that no other covers it.
        for feature, pixels in sorted(drawn, key=lambda pair: pair[0].value == self.chosen):
            chosen = feature.value == self.chosen
            color = view.inks.tone("returned") if chosen else view.inks.accent
            _paint_feature(painter, feature, pixels, color, view.inks.base)
            if named or chosen:
                _paint_name(painter, feature.label, pixels[0], view.inks, strong=chosen)

    def click(self, view: MapView, at: QPointF) -> None:
        value = self._at(view, at)
        if self.editable and value is not None:
            self._choose(value)

    def key(self, view: MapView, event: QKeyEvent) -> bool:
        if not self.editable or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            return False
        value = self._at(view, QPointF(view.width() / 2, view.height() / 2))
        if value is not None:
            self._choose(value)
        return True

    def _drawn(self, view: MapView) -> list[tuple[_Feature, list[QPointF]]]:
        """The features with their pixels; the shift of the map's datum is computed once for each map."""
        if self._spots[0] != id(view.tiles) or len(self._spots[1]) != len(self._features):
            self._spots = (id(view.tiles), [[view.spot(*place) for place in one.places] for one in self._features])
        return [
            (feature, [view.pixel(spot) for spot in spots])
            for feature, spots in zip(self._features, self._spots[1], strict=True)
        ]

    def _at(self, view: MapView, at: QPointF) -> str | None:
        """The nearest point or line within reach, else the area that holds the pixel."""
        best, found = _NEAR, None
        for feature, pixels in self._drawn(view):
            if len(pixels) == 1:
                # The head of the pin counts as well as its foot.
                away = min((pixels[0] - at).manhattanLength(), (pixels[0] + QPointF(0, -18) - at).manhattanLength())
            else:
                away = min((pixel - at).manhattanLength() for pixel in pixels)
            if away <= best:
                best, found = away, feature.value
        if found is not None:
            return found
        areas = (feature for feature, pixels in self._drawn(view)
                 if feature.area and QPolygonF(pixels).containsPoint(at, Qt.FillRule.OddEvenFill))  # fmt: skip
        return next((feature.value for feature in areas), None)


def _paint_feature(painter: QPainter, feature: _Feature, pixels: list[QPointF], color: str, edge: str) -> None:
    if len(pixels) == 1:
        paint_pin(painter, pixels[0], color, edge)
        return
    painter.setPen(QPen(QColor(color), 2.5))
    filling = QColor(color)
    filling.setAlphaF(0.18)
    if feature.area:
        painter.setBrush(filling)
        painter.drawPolygon(QPolygonF(pixels))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(pixels))


def _paint_name(painter: QPainter, words: str, at: QPointF, inks: Colors, *, strong: bool) -> None:
    font = painter.font()
    font.setBold(strong)
    metrics = QFontMetrics(font)
    path = QPainterPath()
    # A bold face that the system makes itself has outlines that overlap.
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addText(at + QPointF(-metrics.horizontalAdvance(words) / 2, metrics.ascent() + 3), font, words)
    halo = QPen(QColor(inks.base), 3.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, halo)
    painter.fillPath(path, QColor(inks.text))
