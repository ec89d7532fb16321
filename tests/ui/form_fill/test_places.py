"""Positions as text: what people type and paste, and what is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.ui.form_fill.places import (
    Point,
    read_degrees,
    read_pair,
    read_path,
    read_point,
    write_path,
    write_point,
)


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("115.934", 115.934),
        ("-12.5", -12.5),
        ("115°56'2.4\"", 115.934),
        ("115°56′2.4″E", 115.934),
        ("115°56.04'", 115.934),
        ("115度56分2.4秒", 115.934),
        ("东经115.934", 115.934),
        ("E115.934", 115.934),
        ("31.727 N", 31.727),
        ("33°51'36\"S", -33.86),
        ("70.5W", -70.5),
        ("115 56 2.4", 115.934),
        ("115:56:2.4", 115.934),
        ("115°", 115.0),
        ("181", None),
        ("115°61'", None),
        ("abc", None),
        ("1.2.3", None),
        ("", None),
    ],
)
def test_degrees_as_people_type_them(text: str, degrees: float | None) -> None:
    found = read_degrees(text, 180)
    assert found == (pytest.approx(degrees) if degrees is not None else None)


@pytest.mark.parametrize(
    "text",
    [
        "115.934, 31.727",
        "31.727, 115.934",
        "31.727，115.934",
        "31.727 115.934",
        "N31.727 E115.934",
        "东经115.934 北纬31.727",
        "31°43'37.2\"N, 115°56'2.4\"E",
        "115°56'2.4\"E 31°43'37.2\"N",
        "geo:31.727,115.934",
        "POINT(115.934 31.727)",
        "经度：115.934 纬度：31.727",
    ],
)
def test_both_at_once(text: str) -> None:
    assert read_pair(text) == pytest.approx((115.934, 31.727))


@pytest.mark.parametrize("text", ["", "115.934", "1 2 3", "200, 300", "hello"])
def test_what_is_no_pair(text: str) -> None:
    assert read_pair(text) is None


def test_what_is_not_known_is_not_written() -> None:
    assert write_point(Point(115.934, 31.727)) == "31.727000 115.934000"
    assert write_point(Point(115.934, 31.727, 120.0)) == "31.727000 115.934000 120.0"
    assert write_point(Point(115.934, 31.727, None, 4.5)) == "31.727000 115.934000 0.0 4.5"
    assert read_point("31.727 115.934 0.0 0.0") == Point(115.934, 31.727)


@pytest.mark.parametrize("text", ["", "1", "x y", "91 0", "0 181", "nan 1", "1 inf"])
def test_what_is_no_point(text: str) -> None:
    assert read_point(text) is None


points = st.builds(
    Point,
    st.floats(-180, 180).map(lambda v: round(v, 6)),
    st.floats(-90, 90).map(lambda v: round(v, 6)),
    st.none() | st.floats(1, 8000).map(lambda v: round(v, 1)),
    st.none(),
)


@given(st.lists(points, max_size=8))
def test_a_path_comes_back(path: list[Point]) -> None:
    assert read_path(write_path(path)) == path


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    read_pair(text)
    read_degrees(text, 180)
    read_path(text)
