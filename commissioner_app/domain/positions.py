"""Positions: WGS-84 inside, GCJ-02 and BD-09 at the edges, and what looks wrong about a point (domain.md 5.6)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from commissioner_app.domain.codelists import CodeList

Point = tuple[float, float]
Datum = Literal["WGS84", "CGCS2000", "GCJ02", "BD09"]

SEMI_MAJOR: Final = 6378245.0
ECCENTRICITY: Final = 0.00669342162296594323
EARTH_RADIUS_M: Final = 6371008.8
REGION: Final = (115.30, 117.80, 29.70, 32.70)
BOX_MARGIN: Final = 0.05
BD_SHIFT: Final = math.pi * 3000 / 180


@dataclass(frozen=True, slots=True)
class Box:
    """A county's bounding box, for sanity only: boxes overlap."""

    county: str
    lng_min: float
    lng_max: float
    lat_min: float
    lat_max: float

    def holds(self, point: Point, margin: float = BOX_MARGIN) -> bool:
        """Whether a point lies in the box widened by ``margin`` degrees."""
        lng, lat = point
        return (
            self.lng_min - margin <= lng <= self.lng_max + margin
            and self.lat_min - margin <= lat <= self.lat_max + margin
        )


def boxes(counties: CodeList) -> list[Box]:
    """The boxes in the extra columns of L_COUNTY."""
    return [
        Box(item.code, *(float(item.extra[name]) for name in ("lng_min", "lng_max", "lat_min", "lat_max")))
        for item in counties.items
        if item.extra.get("lng_min")
    ]


def _waves(x: float) -> float:
    return (20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)) * 2 / 3


def _shift_lat(x: float, y: float) -> float:
    shift = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + _waves(x)
    shift += (20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)) * 2 / 3
    return shift + (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3


def _shift_lng(x: float, y: float) -> float:
    shift = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + _waves(x)
    shift += (20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)) * 2 / 3
    return shift + (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3


def wgs2gcj(lng: float, lat: float) -> Point:
    """WGS-84 to GCJ-02; points outside China stay."""
    if not (72.004 <= lng <= 137.8347 and 0.8293 <= lat <= 55.8271):
        return lng, lat
    shift_lat, shift_lng = _shift_lat(lng - 105, lat - 35), _shift_lng(lng - 105, lat - 35)
    radians = math.radians(lat)
    curve = 1 - ECCENTRICITY * math.sin(radians) ** 2
    root = math.sqrt(curve)
    return (
        lng + shift_lng * 180 / (SEMI_MAJOR / root * math.cos(radians) * math.pi),
        lat + shift_lat * 180 / (SEMI_MAJOR * (1 - ECCENTRICITY) / (curve * root) * math.pi),
    )


def gcj2wgs(lng: float, lat: float) -> Point:
    """GCJ-02 to WGS-84 by fixed-point steps; the error stays below 1e-6 degrees."""
    x, y = lng, lat
    for _ in range(10):
        shifted_lng, shifted_lat = wgs2gcj(x, y)
        x -= shifted_lng - lng
        y -= shifted_lat - lat
    return x, y


def gcj2bd(lng: float, lat: float) -> Point:
    """GCJ-02 to BD-09."""
    radius = math.hypot(lng, lat) + 2e-5 * math.sin(lat * BD_SHIFT)
    angle = math.atan2(lat, lng) + 3e-6 * math.cos(lng * BD_SHIFT)
    return radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006


def bd2gcj(lng: float, lat: float) -> Point:
    """BD-09 to GCJ-02, by fixed-point steps like ``gcj2wgs``."""
    x, y = lng, lat
    for _ in range(10):
        shifted_lng, shifted_lat = gcj2bd(x, y)
        x -= shifted_lng - lng
        y -= shifted_lat - lat
    return x, y


def to_wgs(point: Point, datum: Datum) -> Point:
    """A point of any datum we take, in WGS-84. CGCS2000 counts as equal at our accuracy."""
    if datum == "BD09":
        point = bd2gcj(*point)
    return gcj2wgs(*point) if datum in ("GCJ02", "BD09") else point


def distance_m(a: Point, b: Point) -> float:
    """Metres between two points (lng, lat) on the sphere."""
    lng_a, lat_a, lng_b, lat_b = map(math.radians, (*a, *b))
    chord = math.sin((lat_b - lat_a) / 2) ** 2
    chord += math.cos(lat_a) * math.cos(lat_b) * math.sin((lng_b - lng_a) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord)))


def point_of(value: Any) -> Point | None:
    """(lng, lat) of an answer of type gps, or None."""
    if not isinstance(value, Mapping):
        return None
    lng, lat = value.get("lng"), value.get("lat")
    if isinstance(lng, (int, float)) and isinstance(lat, (int, float)):
        return float(lng), float(lat)
    return None


def looks_swapped(point: Point) -> bool:
    """Whether longitude and latitude stand in each other's place."""
    lng, lat = point
    return abs(lng) < 60 < abs(lat)


def looks_invented(point: Point) -> bool:
    """(0, 0) or whole degrees only."""
    return all(value == int(value) for value in point)


def in_region(point: Point) -> bool:
    """Whether a point lies in or near the two cities."""
    lng, lat = point
    return REGION[0] <= lng <= REGION[1] and REGION[2] <= lat <= REGION[3]


def counties_at(point: Point, all_boxes: Iterable[Box]) -> list[str]:
    """The counties whose boxes hold the point, without margin: the ones to offer."""
    return [box.county for box in all_boxes if box.holds(point, 0)]
