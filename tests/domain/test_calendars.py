"""Calendars against days that are known, and there and back for every day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.domain.calendars.bikram_sambat import BikramSambat
from commissioner_app.domain.calendars.buddhist import Buddhist
from commissioner_app.domain.calendars.calendar import Calendar
from commissioner_app.domain.calendars.coptic import Coptic, Ethiopian
from commissioner_app.domain.calendars.islamic import Islamic
from commissioner_app.domain.calendars.myanmar import Myanmar
from commissioner_app.domain.calendars.persian import Persian
from commissioner_app.system.paths import resource_folder

NEPAL = BikramSambat((resource_folder() / "calendars" / "bikram_sambat.csv").read_text(encoding="utf-8"))
ALL: dict[str, Calendar] = {
    "bikram-sambat": NEPAL, "buddhist": Buddhist(), "coptic": Coptic(), "ethiopian": Ethiopian(), "islamic": Islamic(),
    "myanmar": Myanmar(), "persian": Persian(),
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "day", "known"),
    [
        ("ethiopian", date(2025, 9, 11), (2018, 1, 1)),  # new year
        ("ethiopian", date(2023, 9, 11), (2015, 13, 6)),  # the day before one that follows a leap year
        ("coptic", date(2025, 9, 11), (1742, 1, 1)),
        ("islamic", date(2024, 7, 7), (1445, 12, 30)),
        ("persian", date(2026, 3, 21), (1405, 1, 1)),
        ("persian", date(2025, 3, 20), (1403, 12, 30)),  # a leap year
        ("bikram-sambat", date(1943, 4, 14), (2000, 1, 1)),
        ("bikram-sambat", date(2024, 4, 13), (2081, 1, 1)),
        ("buddhist", date(2026, 3, 5), (2569, 3, 5)),
        ("myanmar", date(1948, 1, 4), (1309, 10, 24)),  # the 9th waning of Pyatho: independence
        ("myanmar", date(2023, 8, 1), (1385, 4, 15)),  # full moon of the second Waso
        ("myanmar", date(2024, 5, 22), (1386, 2, 15)),  # full moon of Kason
        ("myanmar", date(2023, 11, 27), (1385, 8, 15)),  # full moon of Tazaungmon
    ],
)
def test_known_days(name: str, day: date, known: tuple[int, int, int]) -> None:
    assert ALL[name].day_of(day)[:3] == known
    assert ALL[name].date_of(*known) == day


@pytest.mark.parametrize("name", sorted(ALL))
@given(st.dates(date(1925, 1, 1), date(2040, 12, 31)))
def test_there_and_back_and_on_by_a_day(name: str, day: date) -> None:
    calendar = ALL[name]
    shown, following = calendar.day_of(day), calendar.day_of(day + timedelta(days=1))
    assert calendar.date_of(*shown[:3]) == day
    assert calendar.place(*shown[:3]) < calendar.place(*following[:3])
    # The new year of Myanmar falls into the month: its days count on.
    same_month = following[:2] == shown[:2] or name == "myanmar"
    assert following.day == shown.day + 1 or (following.day == 1 and (not same_month or shown.day >= 29))
    assert shown.name


@pytest.mark.parametrize("name", sorted(ALL))
def test_days_that_are_none(name: str) -> None:
    assert ALL[name].date_of(1400, 15, 1) is None
    assert ALL[name].date_of(0, 0, 0) is None
