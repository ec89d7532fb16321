"""Datums and boxes (domain.md 5.6, vectors of Appendix C)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.domain import positions
from tests.domain.samples import lists

VECTORS = [
    ((115.934, 31.727), (115.939102, 31.724823), 540),
    ((116.333, 31.393), (116.338244, 31.391069), 542),
    ((116.360, 30.849), (116.365248, 30.846844), 556),
    ((116.520, 31.735), (116.525081, 31.732934), 533),
    ((117.063, 30.543), (117.068456, 30.540717), 581),
]
POINTS = st.tuples(st.floats(115.3, 117.8), st.floats(29.7, 32.7))


@pytest.mark.parametrize(("wgs", "gcj", "metres"), VECTORS)
def test_published_shifts(wgs: positions.Point, gcj: positions.Point, metres: int) -> None:
    shifted = positions.wgs2gcj(*wgs)
    assert shifted == pytest.approx(gcj, abs=1e-6)
    assert positions.distance_m(wgs, shifted) == pytest.approx(metres, abs=1.5)


@given(POINTS)
def test_gcj_goes_there_and_back(point: positions.Point) -> None:
    assert positions.gcj2wgs(*positions.wgs2gcj(*point)) == pytest.approx(point, abs=1e-6)


@given(POINTS)
def test_baidu_goes_there_and_back(point: positions.Point) -> None:
    shifted = positions.gcj2bd(*positions.wgs2gcj(*point))
    assert positions.to_wgs(shifted, "BD09") == pytest.approx(point, abs=1e-6)
    assert positions.to_wgs(point, "CGCS2000") == point


@given(POINTS, POINTS)
def test_distance_is_a_distance(a: positions.Point, b: positions.Point) -> None:
    assert positions.distance_m(a, a) == 0
    assert positions.distance_m(a, b) == pytest.approx(positions.distance_m(b, a))


def test_points_outside_china_stay() -> None:
    assert positions.wgs2gcj(2.35, 48.85) == (2.35, 48.85)


def test_odd_points() -> None:
    assert positions.looks_swapped((31.7, 115.9))
    assert not positions.looks_swapped((115.9, 31.7))
    assert positions.looks_invented((0, 0))
    assert positions.looks_invented((116, 31))
    assert not positions.looks_invented((116.1, 31))
    assert positions.in_region((115.934, 31.727))
    assert not positions.in_region((121.4, 31.2))


def test_county_boxes() -> None:
    boxes = positions.boxes(lists()["L_COUNTY"])
    assert len(boxes) == 17
    assert "341524" in positions.counties_at((115.7, 31.4), boxes)
    assert positions.counties_at((121.4, 31.2), boxes) == []


def test_answers_that_are_no_points() -> None:
    assert positions.point_of({"lng": 1, "lat": 2}) == (1.0, 2.0)
    for value in (None, "1 2", {}, {"lng": "1", "lat": 2}):
        assert positions.point_of(value) is None
