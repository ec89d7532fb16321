"""Units and rounding (domain.md 5.5, vectors of Appendix C)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.domain import units

NUMBERS = st.decimals("-1e6", "1e6", places=4)


def test_vectors() -> None:
    assert units.from_mu(Decimal(15), "公顷") == 1
    assert round(units.from_mu(Decimal(1), "平方米"), 4) == Decimal("666.6667")
    assert units.to_mu(Decimal(1), "平方公里") == 1500
    assert units.kg_per_ha(Decimal(60)) == 900
    assert units.to_mu(Decimal("1.09"), "公顷") == Decimal("16.35")
    assert units.price_per_kg(Decimal(3), "斤") == 6
    assert units.to_kg(Decimal(2), "担") == 100
    assert units.to_wan(Decimal(12000), "元") == Decimal("1.2")


@pytest.mark.parametrize(
    ("value", "up", "even"),
    [("2.345", "2.35", "2.34"), ("2.355", "2.36", "2.36"), ("-2.345", "-2.35", "-2.34"), ("1.005", "1.01", "1.00")],
)
def test_two_ways_of_rounding(value: str, up: str, even: str) -> None:
    assert units.half_up(Decimal(value)) == Decimal(up)
    assert units.half_even(Decimal(value)) == Decimal(even)


def test_shown_numbers() -> None:
    assert units.significant(Decimal("1234.56")) == Decimal("1235")
    assert units.significant(Decimal("0.0123456")) == Decimal("0.01235")
    assert units.significant(Decimal(0)) == 0
    assert units.money_text(Decimal("1234.5")) == "1234.50"
    assert units.plain(Decimal("10.500")) == "10.5"
    assert units.plain(Decimal("1E+2")) == "100"
    assert units.growth_percent(Decimal(3), Decimal(0)) is None
    assert units.growth_percent(Decimal(3), Decimal(4)) == Decimal("-25.0")


def test_only_numbers_are_numbers() -> None:
    assert units.decimal_of(0.1) == Decimal("0.1")
    no_numbers: tuple[object, ...] = (True, None, "3", float("nan"), float("inf"), [])
    for value in no_numbers:
        assert units.decimal_of(value) is None


@given(NUMBERS, st.sampled_from(sorted(units.AREA_IN_MU)))
def test_areas_go_there_and_back(value: Decimal, unit: str) -> None:
    assert abs(units.from_mu(units.to_mu(value, unit), unit) - value) < Decimal("1e-15")


@given(NUMBERS, st.sampled_from(sorted(units.MASS_IN_KG)))
def test_masses_go_there_and_back(value: Decimal, unit: str) -> None:
    assert units.from_kg(units.to_kg(value, unit), unit) == value


@given(NUMBERS)
def test_rounding_moves_by_half_a_step_at_most(value: Decimal) -> None:
    assert abs(units.half_up(value) - value) <= Decimal("0.005")
