"""Record numbers (domain.md 2.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.domain.numbering import next_running, parts_of, record_number


def test_the_published_example() -> None:
    assert record_number("341525", 2026, "a7", 42) == "341525-2026-A7-0042"


@given(
    st.from_regex(r"34[0-9]{4}", fullmatch=True),
    st.integers(2007, 2099),
    st.from_regex(r"[A-Z][0-9]", fullmatch=True),
    st.integers(1, 99999),
)
def test_numbers_read_back(county: str, year: int, device: str, running: int) -> None:
    assert parts_of(record_number(county, year, device, running)) == (county, year, device, running)


def test_next_is_per_county_year_and_device() -> None:
    used = ["341525-2026-A7-0042", "341525-2026-A7-0009", "341525-2026-B1-0100", "341525-2025-A7-0300", "nothing"]
    assert next_running(used, "341525", 2026, "A7") == 43
    assert next_running([], "341525", 2026, "A7") == 1


@pytest.mark.parametrize("parts", [("34152", 2026, "A7", 1), ("341525", 2026, "", 1), ("341525", 2026, "A7", 0)])
def test_bad_parts(parts: tuple[str, int, str, int]) -> None:
    with pytest.raises(ValueError, match="not a record number"):
        record_number(*parts)
