"""Functions on positions, with JavaRosa's formulas: lengths on the sphere, areas and inclusion in the plane."""

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
"""Radius at the equator in metres, which both peers use."""

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


def _points(value: Value) -> list[Point] | None:
    """All points of a value; None where something is no position, or there is no question and nothing at all."""
    if isinstance(value, list) and value and all(node.living and not node.string_value() for node in value):
        return []
    points: list[Point] = []
    for part in spread([value]):
        found = parse_points(to_string(part))
        if not found:
            return None
        points.extend(found)
    return points


@function("distance", low=1, high=ANY)
def distance(context: Context, *values: Value) -> float:
    parts = [_points(value) for value in values]
    return NAN if None in parts else length_m([point for part in parts if part is not None for point in part])


def length_m(points: Sequence[Point]) -> float:
    """Metres along a line of (lat, lng), by the spherical law of cosines."""
    return sum((_leg(a, b) for a, b in pairwise(points)), 0.0)


def _leg(a: Point, b: Point) -> float:
    lat_a, lat_b = math.radians(a[0]), math.radians(b[0])
    cosine = math.sin(lat_a) * math.sin(lat_b) + math.cos(lat_a) * math.cos(lat_b) * math.cos(math.radians(a[1] - b[1]))
    # Rounding may carry the cosine of nearly equal points past 1.
    return math.acos(max(-1.0, min(1.0, cosine))) * EARTH


@function("area", "enclosed-area", low=1)
def area(context: Context, value: Value) -> float:
    points = _points(value)
    return NAN if points is None else area_m2(points)


def area_m2(points: Sequence[Point]) -> float:
    """Square metres enclosed by (lat, lng) points, laid flat around the first one; open shapes are closed."""
    flat = [_flattened(points[0], point) for point in points[1:]]
    return abs(sum(((y1 * x2 - x1 * y2) / 2 for (x1, y1), (x2, y2) in pairwise(flat)), 0.0))


def _flattened(origin: Point, point: Point) -> Point:
    """Metres east and north of the origin, multiplied in JavaRosa's order so that the last digit is the same too."""
    around = 2 * EARTH * math.pi
    east = (point[1] - origin[1]) * around * math.cos(math.radians(point[0])) / 360
    return east, (point[0] - origin[0]) * around / 360


@function("geofence", low=2)
def geofence(context: Context, point: Value, shape: Value) -> bool:
    """Whether a point lies inside a closed shape; no point lies nowhere. Anything but a shape is an error."""
    ring = parse_points(to_string(shape))
    if not ring or len(ring) < 3:
        raise ExpressionError("argument_bad", name="geofence", value=to_string(shape))
    here = parse_points(to_string(point))
    if here is None:
        raise ExpressionError("argument_bad", name="geofence", value=to_string(point))
    if not here or ring[0] != ring[-1]:
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
