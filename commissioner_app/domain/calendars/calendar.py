"""What a calendar is: a year, a month and a day for every date, and the way back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date
from typing import NamedTuple

# Between a date's ordinal (1 is 0001-01-01) and its Julian day number at noon.
JULIAN = 1_721_425


class Day(NamedTuple):
    """A day of a calendar. ``month`` is what people write for it, ``name`` what it is called in Latin letters."""

    year: int
    month: int
    day: int
    name: str


class Calendar(ABC):
    """``first`` and ``last`` are the dates between which it is known."""

    first: date = date(1, 1, 1)
    last: date = date(9999, 12, 31)

    @abstractmethod
    def day_of(self, day: date) -> Day:
        """The day of this calendar for a date between ``first`` and ``last``."""

    def place(self, year: int, month: int, day: int) -> tuple[int, float, int]:
        """Something that grows from day to day; months that are written out of order are put into it here."""
        return year, month, day

    def date_of(self, year: int, month: int, day: int) -> date | None:
        """The date of a day of this calendar; None where there is no such day."""
        wanted = self.place(year, month, day)
        low, high = self.first.toordinal(), self.last.toordinal()
        while low < high:
            middle = (low + high) // 2
            found = self.day_of(date.fromordinal(middle))
            if self.place(found.year, found.month, found.day) < wanted:
                low = middle + 1
            else:
                high = middle
        found = self.day_of(date.fromordinal(low))
        return date.fromordinal(low) if (found.year, found.month, found.day) == (year, month, day) else None
