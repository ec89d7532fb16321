"""Positions as text: XForms geopoints (``lat lng alt acc``) and the coordinates that people type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_DMS: Final = re.compile(
    r"(-?\d+(?:\.\d+)?)\s*[°度d:\s]\s*(\d+(?:\.\d+)?)\s*['′分m:\s]\s*(?:(\d+(?:\.\d+)?)\s*[\"″秒s]?)?", re.IGNORECASE
)
_PLAIN: Final = re.compile(r"-?\d+(?:\.\d*)?")


@dataclass(frozen=True, slots=True)
class Point:
    """A position in degrees of WGS-84; altitude and accuracy in metres, 0 = not known."""

    lng: float
    lat: float
    alt: float = 0.0
    acc: float = 0.0


def read_point(value: str) -> Point | None:
    """The point of an XForms geopoint, None where it is none."""
    try:
        numbers = [float(part) for part in value.split()]
    except ValueError:
        return None
    if len(numbers) < 2:
        return None
    lat, lng, alt, acc = ([*numbers, 0.0, 0.0])[:4]
    return Point(lng, lat, alt, acc)


def write_point(point: Point) -> str:
    """The XForms geopoint of a point, with six decimals as stored (domain.md 5.6)."""
    return f"{point.lat:.6f} {point.lng:.6f} {point.alt:.1f} {point.acc:.1f}"


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
