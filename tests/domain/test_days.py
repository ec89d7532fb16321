"""Service days from times (domain.md 5.5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.domain.days import calendar_days, service_days

MOMENTS = st.datetimes(datetime.fromisoformat("2007-01-01"), datetime.fromisoformat("2099-01-01"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}:00+08:00")


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("05T09:00", "05T15:00", "1"), ("05T09:00", "05T14:59", "0.5"), ("05T09:00", "05T11:00", "0.5"),
        ("05T09:00", "05T10:59", "0"), ("05T09:00", "06T17:00", "2"), ("05T09:00", "06T11:00", "1.5"),
        ("05T09:00", "06T07:00", "1"), ("05T09:00", "05T08:00", "0"),
    ],
)  # fmt: skip
def test_half_day_steps(start: str, end: str, days: str) -> None:
    assert service_days(at(start), at(end)) == Decimal(days)


@given(MOMENTS, st.integers(0, 15 * 24 * 60))
def test_never_more_than_the_calendar(start: datetime, minutes: int) -> None:
    end = start + timedelta(minutes=minutes)
    days = service_days(start, end)
    assert 0 <= days <= calendar_days(start, end)
    assert days % Decimal("0.5") == 0
