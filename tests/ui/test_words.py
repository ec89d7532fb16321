"""Dates, numbers, phones and positions as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from commissioner_app import i18n
from commissioner_app.ui.shared import dates
from commissioner_app.ui.shared.values import mask_phone, number_text, position_text

TODAY = date(2026, 3, 5)


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    i18n.set_language("zh")
    yield
    i18n.set_language("zh")


def local(text: str) -> str:
    """A moment in the laptop's own zone, so that the test holds in every zone."""
    return datetime.fromisoformat(text).astimezone().isoformat()


def test_days_have_no_zeros_and_leave_the_year_out_when_it_is_known() -> None:
    assert dates.day_text("2026-03-05") == "2026年3月5日"
    assert dates.day_text("2026-03-05T10:00:00+08:00", short_year=2026) == "3月5日"
    assert dates.day_text("2025-12-31", short_year=2026) == "2025年12月31日"
    assert dates.day_text("soon") == "soon"
    i18n.set_language("en")
    assert dates.day_text("2026-03-05") == "5 Mar 2026"


def test_moments_are_near_today_in_words() -> None:
    assert dates.moment_text(local("2026-03-05T18:40:00"), TODAY) == "今天 18:40"
    assert dates.moment_text(local("2026-03-04T08:05:00"), TODAY) == "昨天 08:05"
    assert dates.moment_text(local("2026-01-02T08:05:00"), TODAY) == "1月2日 08:05"
    assert dates.moment_text("2026-03-06", TODAY) == "明天"
    assert dates.receipt_text(local("2026-03-05T10:42:00"), TODAY) == "10:42"
    assert dates.receipt_text(local("2026-03-04T10:42:00"), TODAY) == "昨天 10:42"


def test_a_time_that_was_entered_stays_as_it_was_entered() -> None:
    assert dates.entered_clock("2026-03-05T09:00:00+08:00") == "09:00"
    assert dates.entered_clock("2026-03-05") == ""


def test_phones_are_masked_and_numbers_are_plain() -> None:
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("12345") == "*****"
    assert number_text(12.50) == "12.5"
    assert number_text(3.0) == "3"
    assert number_text(1234567) == "1234567"


def test_positions_say_their_datum_and_how_exact_they_are() -> None:
    place = {"lng": 115.94123, "lat": 31.72456, "acc_m": 8.0, "datum": "WGS84"}
    assert position_text(place) == "北纬 31.72456°，东经 115.94123°（WGS-84，精度约 8 米）"
    assert position_text({"lng": 1, "lat": 2, "datum": "GCJ02"}).endswith("（GCJ-02）")
    assert position_text({}) == ""
