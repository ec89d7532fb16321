"""The Coptic and the Ethiopian calendar: twelve months of thirty days and a short one, a leap year every fourth."""

from __future__ import annotations

from datetime import date

from commissioner_app.domain.calendars.calendar import JULIAN, Calendar, Day

_COPTIC = (
    "Thout", "Paopi", "Hathor", "Koiak", "Tobi", "Meshir", "Paremhat", "Parmouti", "Pashons", "Paoni", "Epip", "Mesori",
    "Pi Kogi Enavot",
)  # fmt: skip
_ETHIOPIAN = (
    "Meskerem", "Tikimt", "Hidar", "Tahsas", "Tir", "Yekatit", "Megabit", "Miazia", "Ginbot", "Sene", "Hamle", "Nehase",
    "Pagume",
)  # fmt: skip


class _ThirtyDays(Calendar):
    def __init__(self, epoch: int, names: tuple[str, ...]) -> None:
        """``epoch``: the Julian day number of the first day of the first year."""
        self._epoch = epoch
        self._names = names

    def day_of(self, day: date) -> Day:
        since = day.toordinal() + JULIAN - self._epoch
        year = (4 * since + 1463) // 1461
        rest = since - (365 * (year - 1) + year // 4)
        return Day(year, rest // 30 + 1, rest % 30 + 1, self._names[rest // 30])


class Coptic(_ThirtyDays):
    """Years of the martyrs, from 284."""

    first = date(285, 1, 1)

    def __init__(self) -> None:
        super().__init__(1_825_030, _COPTIC)


class Ethiopian(_ThirtyDays):
    """Years of grace, seven or eight behind."""

    first = date(9, 1, 1)

    def __init__(self) -> None:
        super().__init__(1_724_221, _ETHIOPIAN)
