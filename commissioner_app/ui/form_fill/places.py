"""Positions as text: XForms geopoints (``lat lng alt acc``) and the coordinates that people type."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_COORDINATE: Final = re.compile(
    r"(?P<before>[NSEW东西南北]?[经纬]?度?\s*[:：]?\s*)(?P<degrees>-?\d+(?:\.\d*)?)"
    r"(?:\s*[°度d:\s]\s*(?P<minutes>\d+(?:\.\d+)?)\s*(?:['′’分m:]|(?=\s+\d))"
    r"\s*(?:(?P<seconds>\d+(?:\.\d+)?)\s*(?:[\"″”秒s]|''|(?=\s*[NSEW东西南北]|\s*$)))?|\s*[°度d])?"
    r"\s*(?P<after>[NSEW东西南北]?)(?![\d.])",
    re.IGNORECASE,
)


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
    """Degrees from ``115.934``, ``115°56'2.4"``, ``115°56.04'`` with or without E, W, N, S (东经 …); None beyond ``most``
    or where it is no number."""
    found = _COORDINATE.fullmatch(text.strip())
    degrees = _value(found) if found else None
    return degrees if degrees is not None and abs(degrees) <= most else None


def read_pair(text: str) -> tuple[float, float] | None:
    """(lng, lat) from both coordinates in one text, as maps and messages copy them.

    Letters say which is which, else the size does; where both could be a latitude, latitude comes first (ISO 6709)."""
    found = list(_COORDINATE.finditer(text))
    if len(found) != 2:
        return None
    first, second = found
    a, b = _value(first), _value(second)
    if a is None or b is None:
        return None
    sides = (_axis(first), _axis(second))
    lng_first = sides in {("lng", "lat"), ("lng", ""), ("", "lat")} or (sides == ("", "") and abs(a) > 90)
    lng, lat = (a, b) if lng_first else (b, a)
    return (lng, lat) if abs(lng) <= 180 and abs(lat) <= 90 else None


def _value(found: re.Match[str]) -> float | None:
    degrees, minutes, seconds = (float(found[name] or 0) for name in ("degrees", "minutes", "seconds"))
    if minutes >= 60 or seconds >= 60:
        return None
    value = abs(degrees) + minutes / 60 + seconds / 3600
    south = any(side in (found["before"] or "") + (found["after"] or "").upper() for side in "SW西南")
    return -value if south or found["degrees"].startswith("-") else value


def _axis(found: re.Match[str]) -> str:
    sides = ((found["before"] or "") + (found["after"] or "")).upper()
    if any(side in sides for side in "EW东西经"):
        return "lng"
    return "lat" if any(side in sides for side in "NS南北纬") else ""


def looks_swapped(lng: float, lat: float) -> bool:
    """Whether longitude and latitude stand in each other's place (domain.md 5.6)."""
    return lng < 60 < lat
