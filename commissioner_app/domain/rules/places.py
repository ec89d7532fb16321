"""Positions that look wrong; boxes are for sanity only, so every rule here only asks (domain.md 5.6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from commissioner_app.domain import positions
from commissioner_app.domain.kind import Answers, FieldType, Kind
from commissioner_app.domain.rules.reading import text
from commissioner_app.domain.rules.rule import Context, Problem, Rule
from commissioner_app.domain.units import decimal_of

FAR_FROM_HOST_M: Final = 2_000
ROUGH_M: Final = 100


def _points(kind: Kind, answers: Answers) -> Iterator[tuple[str, positions.Point, dict[str, Any]]]:
    for field in kind.fields:
        value = answers.get(field.name)
        point = positions.point_of(value) if field.type is FieldType.GPS else None
        if point and isinstance(value, dict):
            yield field.name, point, value


def outside_region(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """P01: outside the two cities (swapped and invented points have their own rules)."""
    for name, point, _ in _points(kind, answers):
        odd = positions.looks_swapped(point) or positions.looks_invented(point)
        if not odd and not positions.in_region(point):
            yield Problem(name)


def outside_county(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """P02: outside the county's box; offers the counties whose boxes hold the point."""
    counties = context.lists.get("L_COUNTY") if context.lists else None
    if counties is None:
        return
    boxes = positions.boxes(counties)
    own = next((box for box in boxes if box.county == text(answers, "county")), None)
    for name, point, _ in _points(kind, answers):
        if own and positions.in_region(point) and not own.holds(point):
            right = [counties.label(code) for code in positions.counties_at(point, boxes)]
            yield Problem(name, {"county": counties.label(own.county), "right": "、".join(right) or "—"})


def swapped(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """P03: longitude and latitude in each other's place."""
    for name, point, _ in _points(kind, answers):
        if positions.looks_swapped(point):
            yield Problem(name)


def invented(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """P04: (0, 0), whole degrees, or exactly the point of another host."""
    for name, point, _ in _points(kind, answers):
        others = (other for other in context.hosts if kind.name == "host" and other.get("id") != context.record_id)
        same = any(
            (found := positions.point_of(other.get("gps"))) and _rounded(found) == _rounded(point) for other in others
        )
        if positions.looks_invented(point) or same:
            yield Problem(name)


def _rounded(point: positions.Point) -> positions.Point:
    return round(point[0], 6), round(point[1], 6)


def rough(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """P05: the receiver said it is unsure by more than 100 m."""
    for name, _, value in _points(kind, answers):
        accuracy = decimal_of(value.get("acc_m"))
        if accuracy is not None and accuracy > ROUGH_M:
            yield Problem(name, {"metres": round(accuracy)})


def far_from_host(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """P06: more than 2 km from where the host is registered."""
    here = positions.point_of(answers.get("gps"))
    there = positions.point_of((context.host or {}).get("gps"))
    if here and there:
        metres = positions.distance_m(here, there)
        if metres > FAR_FROM_HOST_M:
            yield Problem("gps", {"km": f"{metres / 1000:.1f}"})


def height(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """P07: higher than the highest peak or below the plain."""
    for name, _, value in _points(kind, answers):
        altitude = decimal_of(value.get("alt"))
        if altitude is not None and not -5 <= altitude <= 1800:
            yield Problem(name, {"metres": round(altitude)})


RULES = (
    Rule("P01", "W", outside_region),
    Rule("P02", "W", outside_county, frozenset({"host", "visit", "activity", "village"})),
    Rule("P03", "W", swapped),
    Rule("P04", "W", invented),
    Rule("P05", "W", rough),
    Rule("P06", "W", far_from_host, frozenset({"visit"})),
    Rule("P07", "W", height),
)
