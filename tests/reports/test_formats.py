"""Dates, periods and numbers as domain.md 6.4 prints them."""

from __future__ import annotations

import pytest

from commissioner_app.i18n import Language
from commissioner_app.reports import formats


@pytest.mark.parametrize(
    ("iso", "lang", "shown"),
    [
        ("2026-03-05", "zh", "2026年3月5日"),
        ("2026-03-05T09:30:00+08:00", "zh", "2026年3月5日"),
        ("2026-12-31", "en", "31 December 2026"),
        ("不详", "zh", "不详"),
        ("", "zh", ""),
    ],
)
def test_dates(iso: str, lang: Language, shown: str) -> None:
    assert formats.date_text(iso, lang) == shown


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2026-03-05T09:30:00+08:00", "2026-03-05T11:30:00+08:00", "2026年3月5日 09:30—11:30"),
        ("2026-03-05", "2026-03-06", "2026年3月5日—6日"),
        ("2026-03-31", "2026-04-02", "2026年3月31日—4月2日"),
        ("2026-12-31", "2027-01-02", "2026年12月31日—2027年1月2日"),
        ("2026-03-05", "", "2026年3月5日"),
        ("", "", ""),
        ("三月", "四月", "三月—四月"),
    ],
)
def test_periods_say_once_what_both_ends_share(start: str, end: str, shown: str) -> None:
    assert formats.period_text(start, end, "zh") == shown


def test_numbers_have_no_needless_zeros_and_no_commas() -> None:
    assert [formats.number(v) for v in (1.50, 3, 12345.0, None, "x", 0)] == ["1.5", "3", "12345", "", "x", "0"]


def test_money_has_two_decimals() -> None:
    assert [formats.money_wan(v) for v in (30, 0.5, None)] == ["30.00", "0.50", ""]
