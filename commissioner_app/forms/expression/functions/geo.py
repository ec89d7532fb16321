"""Functions on positions: lengths and areas on the sphere, inclusion in a plane polygon."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

from commissioner_app.forms.errors import ExpressionError
from commissioner_app.forms.expression.context import Context
from commissioner_app.forms.expression.functions.registry import ANY, function
from commissioner_app.forms.expression.values import NAN, Value, spread, to_string

EARTH = 6378100.0
"""Mean radius in metres that both peers use."""

Point: TypeAlias = tuple[float, float]


def parse_points(text: str) -> list[Point] | None:
    """Latitude and longitude of every point of a geopoint, geotrace or geoshape; None where one is invalid."""
    points: list[Point] = []
    for part in text.split(";"):
        words = part.split()
        if not words:
            continue
        try:
            numbers = [float(word) for word in words]
        except ValueError:
            return None
        if not 2 <= len(numbers) <= 4 or abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
            return None
        points.append((numbers[0], numbers[1]))
    return points


def _points(values: tuple[Value, ...]) -> list[Point] | None:
    points: list[Point] = []
    for value in spread(values):
        found = parse_points(to_string(value))
        if found is None:
            return None
        points.extend(found)
    return points


@function("distance", low=1, high=ANY)
def distance(context: Context, *values: Value) -> float:
    points = _points(values)
    return length_m(points) if points else NAN


def length_m(points: Sequence[Point]) -> float:
    """Metres along a line of (lat, lng)."""
    return sum(_leg(a, b) for a, b in pairwise(points))


def _leg(a: Point, b: Point) -> float:
    """Metres along the great circle (haversine)."""
    lat_a, lat_b = math.radians(a[0]), math.radians(b[0])
    half_lat, half_lng = (lat_b - lat_a) / 2, math.radians(b[1] - a[1]) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lng) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(h)))


@function("area", "enclosed-area", low=1)
def area(context: Context, value: Value) -> float:
    """Square metres enclosed by the points."""
    points = _points((value,))
    return area_m2(points) if points else NAN


def area_m2(points: Sequence[Point]) -> float:
    """Square metres that points (lat, lng) enclose; the first need not be named again at the end."""
    if len(points) < 3:
        return 0.0
    ring = [*points] if points[0] == points[-1] else [*points, points[0]]
    total = 0.0
    for a, b in pairwise(ring):
        total += math.radians(b[1] - a[1]) * (2 + math.sin(math.radians(a[0])) + math.sin(math.radians(b[0])))
    return abs(total * EARTH * EARTH / 2.0)


@function("geofence", low=2)
def geofence(context: Context, point: Value, shape: Value) -> bool:
    """Whether a point lies inside a closed shape."""
    here, ring = parse_points(to_string(point)), parse_points(to_string(shape))
    if not here or not ring or len(ring) < 3:
        raise ExpressionError("argument_bad", name="geofence", value=to_string(shape))
    if ring[0] != ring[-1]:
        return False
    y, x = here[0]
    inside = False
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (a[0] > y) != (b[0] > y) and x < (b[1] - a[1]) * (y - a[0]) / (b[0] - a[0]) + a[1]:
            inside = not inside
    return inside


@function("intersects", low=1)
def intersects(context: Context, trace: Value) -> bool:
    """Whether a line crosses itself."""
    points = parse_points(to_string(trace)) or []
    legs = list(pairwise(points))
    closed = len(points) > 2 and points[0] == points[-1]
    for i, (a, b) in enumerate(legs):
        for j in range(i + 2, len(legs)):
            if closed and i == 0 and j == len(legs) - 1:
                continue
            if _cross(a, b, *legs[j]):
                return True
    return False


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _turn(a, b, c) * _turn(a, b, d) <= 0 and _turn(c, d, a) * _turn(c, d, b) <= 0
