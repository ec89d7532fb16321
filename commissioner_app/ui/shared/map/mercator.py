"""The web map's projection: the world as a square of side 1, west and north at 0; and what a pixel is in metres."""

from __future__ import annotations

import math
from typing import Final

TILE: Final = 256
STEEPEST: Final = 85.0511287798066
"""The latitude at which the projected world is a square."""
_EQUATOR_M: Final = 2 * math.pi * 6378137.0


def world(lng: float, lat: float) -> tuple[float, float]:
    """The place of a point on the square; latitudes beyond the square lie on its edge."""
    rise = math.asinh(math.tan(math.radians(max(-STEEPEST, min(STEEPEST, lat)))))
    return lng / 360 + 0.5, 0.5 - rise / (2 * math.pi)


def degrees(x: float, y: float) -> tuple[float, float]:
    """(lng, lat) of a place on the square."""
    return (x - 0.5) * 360, math.degrees(math.atan(math.sinh((0.5 - y) * 2 * math.pi)))


def metres_a_pixel(lat: float, zoom: float) -> float:
    """How wide a pixel of the map is on the ground at that latitude."""
    return _EQUATOR_M * math.cos(math.radians(lat)) / (TILE * math.exp2(zoom))


def round_length(most: float) -> float:
    """The longest of 1, 2, 5, 10, 20, 50 … metres that is not above ``most``, for a scale bar."""
    power = math.pow(10, math.floor(math.log10(max(most, 1e-9))))
    return next(step * power for step in (5, 2, 1) if step * power <= most * (1 + 1e-9))
