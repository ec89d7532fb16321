"""The projection and its scale."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.ui.shared.map.mercator import STEEPEST, degrees, metres_a_pixel, round_length, world


@given(st.floats(-180, 180), st.floats(-STEEPEST, STEEPEST))
def test_a_place_comes_back(lng: float, lat: float) -> None:
    assert degrees(*world(lng, lat)) == pytest.approx((lng, lat), abs=1e-9)


def test_the_corners_of_the_square() -> None:
    assert world(-180, STEEPEST) == pytest.approx((0, 0), abs=1e-12)
    assert world(180, -90) == pytest.approx((1, 1))


def test_the_scale_of_a_known_level() -> None:
    assert metres_a_pixel(0, 0) == pytest.approx(156543.034, abs=0.01)
    assert metres_a_pixel(60, 1) == pytest.approx(156543.034 / 4, abs=0.01)


@given(st.floats(0.001, 1e8))
def test_a_round_length_fits_and_is_not_too_short(most: float) -> None:
    found = round_length(most)
    assert most / 2.5 - 1e-9 <= found <= most * (1 + 1e-9)
    assert f"{found:e}"[0] in "125"
