"""What lies on a map: a layer paints itself and may take the pointer and the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QKeyEvent, QPainter

if TYPE_CHECKING:
    from commissioner_app.ui.shared.map.view import MapView

Place = tuple[float, float]
"""(lng, lat) in WGS-84 degrees."""


class Layer:
    """A layer that shows and does nothing; the others say more."""

    def paint(self, painter: QPainter, view: MapView) -> None:
        """Draw in the view's own pixels."""

    def press(self, view: MapView, at: QPointF) -> bool:
        """A button went down; True takes the pointer until it is let go, otherwise the map moves."""
        return False

    def drag(self, view: MapView, at: QPointF) -> None:
        """The pointer that was taken moves."""

    def release(self, view: MapView, at: QPointF) -> None:
        """The pointer that was taken is let go."""

    def click(self, view: MapView, at: QPointF) -> None:
        """A click on nothing that was taken."""

    def remove_at(self, view: MapView, at: QPointF) -> bool:
        """A right click; True when something was removed."""
        return False

    def key(self, view: MapView, event: QKeyEvent) -> bool:
        """A key that the map has no use for itself; True when it was understood."""
        return False

    def extent(self) -> list[Place]:
        """The places that should be in sight."""
        return []
