"""The Persian calendar: the year begins with spring; by the rule of eight leap years in thirty-three."""

from __future__ import annotations

from datetime import date

from commissioner_app.domain.calendars.calendar import Calendar, Day

_NAMES = (
    "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar", "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
)  # fmt: skip
# Days from the first of the year -1595, which opens a cycle, to the ordinal 0.
_BEFORE = 356_032
_CYCLE, _FOUR_YEARS, _YEAR = 12_053, 1_461, 365
_LONG_MONTHS = 186


class Persian(Calendar):
    """Six months of 31 days, five of 30 and a last of 29 or 30. The rule of 33 years holds for the present centuries."""

    first = date(1700, 1, 1)
    last = date(2300, 12, 31)

    def day_of(self, day: date) -> Day:
        days = day.toordinal() + _BEFORE
        year = -1595 + 33 * (days // _CYCLE)
        days %= _CYCLE
        year += 4 * (days // _FOUR_YEARS)
        days %= _FOUR_YEARS
        if days > _YEAR:
            year += (days - 1) // _YEAR
            days = (days - 1) % _YEAR
        if days < _LONG_MONTHS:
            month, rest = divmod(days, 31)
        else:
            month, rest = divmod(days - _LONG_MONTHS, 30)
            month += 6
        return Day(year, month + 1, rest + 1, _NAMES[month])
