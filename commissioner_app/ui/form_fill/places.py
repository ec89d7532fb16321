"""Positions as text: XForms geopoints (``lat lng alt acc``) and the coordinates that people type."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_DMS: Final = re.compile(
    r"(-?\d+(?:\.\d+)?)\s*[°度d:\s]\s*(\d+(?:\.\d+)?)\s*['′分m:\s]\s*(?:(\d+(?:\.\d+)?)\s*[\"″秒s]?)?", re.IGNORECASE
)
_PLAIN: Final = re.compile(r"-?\d+(?:\.\d*)?")


@dataclass(frozen=True, slots=True)
class Point:
    """A position in degrees of WGS-84; altitude and accuracy in metres, None = not known."""

    lng: float
    lat: float
    alt: float | None = None
    acc: float | None = None


def read_point(value: str) -> Point | None:
    """The point of an XForms geopoint, None where it is none.

    Other programs write 0 for what they do not know: no receiver is exact to 0 m, and a height of 0 m without an
    accuracy was not measured."""
    try:
        numbers = [float(part) for part in value.split()]
    except ValueError:
        return None
    if len(numbers) < 2 or not all(map(math.isfinite, numbers)):
        return None
    lat, lng, alt, acc = ([*numbers, 0.0, 0.0])[:4]
    if abs(lat) > 90 or abs(lng) > 180:
        return None
    return Point(lng, lat, alt if alt or acc else None, acc or None)


def write_point(point: Point) -> str:
    """The XForms geopoint of a point, with six decimals as stored (domain.md 5.6); what is not known is left out."""
    parts = [f"{point.lat:.6f}", f"{point.lng:.6f}"]
    if point.alt is not None or point.acc is not None:
        # The accuracy comes fourth: an unknown height before it is 0, as other programs write it.
        parts.append(f"{point.alt or 0:.1f}")
    if point.acc is not None:
        parts.append(f"{point.acc:.1f}")
    return " ".join(parts)


def read_path(value: str) -> list[Point]:
    """The points of an XForms geotrace or geoshape; what is no point is left out."""
    return [point for part in value.split(";") if (point := read_point(part))]


def write_path(points: Sequence[Point]) -> str:
    """The XForms geotrace of points; a geoshape names its first point again at the end."""
    return "; ".join(write_point(point) for point in points)


def read_degrees(text: str, most: float) -> float | None:
    """Degrees from ``115.934`` or ``115°56'2.4"``; None beyond ``most`` or where it is no number."""
    plain = text.strip().rstrip("°NEne东经北纬").lstrip("东经北纬NEne")
    degrees: float | None = None
    if _PLAIN.fullmatch(plain):
        degrees = float(plain)
    elif match := _DMS.fullmatch(plain):
        degrees = float(match[1]) + float(match[2]) / 60 + float(match[3] or 0) / 3600
    return degrees if degrees is not None and abs(degrees) <= most else None


def looks_swapped(lng: float, lat: float) -> bool:
    """Whether longitude and latitude stand in each other's place (domain.md 5.6)."""
    return lng < 60 < lat
