"""Our calendars name the same days as Qt's, where Qt knows the calendar."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QCalendar, QDate

from commissioner_app.domain.calendars.calendar import Calendar
from commissioner_app.domain.calendars.islamic import Islamic
from commissioner_app.domain.calendars.persian import Persian


@pytest.mark.parametrize(
    ("ours", "system"),
    [(Persian(), QCalendar.System.Jalali), (Islamic(), QCalendar.System.IslamicCivil)],
    ids=["persian", "islamic"],
)
def test_the_same_days_as_qt(ours: Calendar, system: QCalendar.System) -> None:
    theirs = QCalendar(system)
    for ordinal in range(date(1930, 1, 1).toordinal(), date(2055, 1, 1).toordinal(), 3):
        day = date.fromordinal(ordinal)
        parts = theirs.partsFromDate(QDate(day.year, day.month, day.day))
        assert ours.day_of(day)[:3] == (parts.year, parts.month, parts.day)
