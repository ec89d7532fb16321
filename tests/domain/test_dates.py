"""Typed dates and how dates are shown (UI.md, domain.md 6.4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.domain import dates

SUNDAY = date(2026, 11, 22)
DAYS = st.dates(date(2007, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("35", "2026-03-05"), ("3.5", "2026-03-05"), ("3-5", "2026-03-05"), ("3/5", "2026-03-05"), ("0305", "2026-03-05"),
        ("３．５", "2026-03-05"), ("3月5日", "2026-03-05"), ("3月5号", "2026-03-05"), ("1225", "2026-12-25"),
        ("2025.3.5", "2025-03-05"), ("2025年3月5日", "2025-03-05"), ("20250305", "2025-03-05"), ("250305", "2025-03-05"),
        ("25-3-5", "2025-03-05"), ("2025-03-05", "2025-03-05"), ("今天", "2026-11-22"), ("昨天", "2026-11-21"),
        ("前天", "2026-11-20"), ("明天", "2026-11-23"), ("today", "2026-11-22"), ("Yesterday", "2026-11-21"),
        ("上周五", "2026-11-13"), ("上星期五", "2026-11-13"), ("周一", "2026-11-16"), ("本周日", "2026-11-22"),
        ("下周三", "2026-11-25"), ("last fri", "2026-11-13"), ("3天前", "2026-11-19"), ("2周后", "2026-12-06"),
        ("1个月前", "2026-10-22"), ("22日", "2026-11-22"), ("9号", "2026-11-09"), ("8", "2026-11-08"), ("30", "2026-11-30"),
        ("105", "2026-10-05"),
    ],
)  # fmt: skip
def test_what_people_type(typed: str, expected: str) -> None:
    assert dates.parse_date(typed, SUNDAY) == date.fromisoformat(expected)


@pytest.mark.parametrize("typed", ["", "  ", "茶", "2026-13-01", "2.30", "90", "20261301", "0", "上周八", "12345"])
def test_what_is_no_date(typed: str) -> None:
    assert dates.parse_date(typed, SUNDAY) is None


def test_across_new_year() -> None:
    assert dates.parse_date("12.28", date(2027, 1, 3)) == date(2026, 12, 28)
    assert dates.parse_date("1.5", date(2026, 12, 30)) == date(2027, 1, 5)
    assert dates.parse_date("2.29", date(2028, 3, 1)) == date(2028, 2, 29)


def test_months_end_where_they_must() -> None:
    assert dates.parse_date("1个月前", date(2026, 3, 31)) == date(2026, 2, 28)


@given(DAYS, DAYS)
def test_full_dates_are_read_as_written(day: date, today: date) -> None:
    for text in (dates.in_text(day), dates.in_table(day), f"{day:%Y%m%d}", f"{day.year}.{day.month}.{day.day}"):
        assert dates.parse_date(text, today) == day


@given(DAYS)
def test_every_weekday_word_lies_in_its_week(today: date) -> None:
    monday = today - timedelta(days=today.weekday())
    for offset, name in enumerate("一二三四五六日"):
        assert dates.parse_date(f"上周{name}", today) == monday + timedelta(days=offset - 7)


def test_shown() -> None:
    day = date(2026, 3, 5)
    assert dates.in_text(day) == "2026年3月5日"
    assert dates.in_text(day, "en") == "5 Mar 2026"
    assert dates.period(day, date(2026, 3, 6)) == "2026年3月5日—6日"
    assert dates.period(day, date(2026, 4, 2)) == "2026年3月5日—4月2日"
    assert dates.period(day, date(2027, 1, 2)) == "2026年3月5日—2027年1月2日"
    assert dates.period(day, day) == "2026年3月5日"
    assert dates.short(day, day) == "今天"
    assert dates.short(day, date(2026, 11, 1)) == "3月5日"
    assert dates.short(day, date(2027, 1, 1)) == "2026年3月5日"
    assert dates.weekday(day) == "周四"


def test_reading_answers() -> None:
    assert dates.day_of("2026-03-05T09:00:00+08:00") == date(2026, 3, 5)
    assert dates.day_of("") is None
    assert dates.moment_of("2026-03-05T09:00:00") is None
    assert dates.moment_of("nothing") is None
