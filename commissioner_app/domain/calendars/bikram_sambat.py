"""Bikram Sambat of Nepal: no rule gives the lengths of its months, they are published; the table is given to it."""

from __future__ import annotations

import csv
from bisect import bisect_right
from datetime import date, timedelta
from itertools import accumulate

from commissioner_app.domain.calendars.calendar import Calendar, Day

_NAMES = (
    "Baishakh", "Jestha", "Ashadh", "Shrawan", "Bhadra", "Ashwin", "Kartik", "Mangsir", "Poush", "Magh", "Falgun", "Chaitra",
)  # fmt: skip
# The first day of 1975.
_BEGIN = date(1918, 4, 13)


class BikramSambat(Calendar):
    """``table``: CSV with a heading, then a line for each year from 1975 on with the days of its twelve months."""

    def __init__(self, table: str) -> None:
        rows = [[int(cell) for cell in row] for row in list(csv.reader(table.splitlines()))[1:]]
        self._months = [(row[0], month) for row in rows for month in range(1, 13)]
        lengths = [days for row in rows for days in row[1:]]
        self._starts = [0, *accumulate(lengths)]
        self.first = _BEGIN
        self.last = _BEGIN + timedelta(days=self._starts[-1] - 1)

    def day_of(self, day: date) -> Day:
        since = (day - _BEGIN).days
        at = bisect_right(self._starts, since) - 1
        year, month = self._months[at]
        return Day(year, month, since - self._starts[at] + 1, _NAMES[month - 1])
