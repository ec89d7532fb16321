"""The Myanmar calendar: months by the moon, years by the sun, and in some years a second Waso.

The constants are those of the calendar's own astronomy (the Thandeikta school) as Yan Naing Aye published them, with the
years in which the board that keeps the calendar decided otherwise. Good from the year 1217 (1855) on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import floor

from commissioner_app.domain.calendars.calendar import JULIAN, Calendar, Day

_SOLAR_YEAR = 1_577_917_828 / 4_320_000
_LUNAR_MONTH = 1_577_917_828 / 53_433_336
_ZERO = 1_954_168.050_623
_NAMES = (
    "First Waso", "Tagu", "Kason", "Nayon", "Waso", "Wagaung", "Tawthalin", "Thadingyut", "Tazaungmon", "Nadaw", "Pyatho",
    "Tabodwe", "Tabaung", "Late Tagu", "Late Kason",
)  # fmt: skip


@dataclass(frozen=True)
class _Era:
    begin: int
    offset: float
    months: int
    full_moons: dict[int, int]
    exceptions: frozenset[int]


_ERAS = (
    _Era(1312, -0.5, 8, {1377: 1}, frozenset({1344, 1345})),
    _Era(1217, -1, 4, {1234: 1, 1261: -1}, frozenset({1263, 1264})),
)


@lru_cache(maxsize=512)
def _second_waso(year: int) -> tuple[bool, int]:
    """Whether a year has a second Waso, and the Julian day of its full moon."""
    era = next((era for era in _ERAS if year >= era.begin), _ERAS[-1])
    month_more = _SOLAR_YEAR / 12 - _LUNAR_MONTH
    excess = (_SOLAR_YEAR * (year + 3739)) % _LUNAR_MONTH
    if excess < month_more * (12 - era.months):
        excess += _LUNAR_MONTH
    full_moon = floor(_SOLAR_YEAR * year + _ZERO - excess + 4.5 * _LUNAR_MONTH + era.offset + 0.5)
    has = (excess >= _LUNAR_MONTH - month_more * era.months) != (year in era.exceptions)
    return has, full_moon + era.full_moons.get(year, 0)


@lru_cache(maxsize=512)
def _year(year: int) -> tuple[int, int]:
    """The kind of a year (0 common, 1 with a second Waso, 2 that and a day more) and the Julian day of its first Tagu."""
    has, full_moon = _second_waso(year)
    back = 1
    while not _second_waso(year - back)[0] and back < 3:
        back += 1
    before = _second_waso(year - back)[1]
    kind = (full_moon - before) % 354 // 31 + 1 if has else 0
    return kind, before + 354 * back - 102


class Myanmar(Calendar):
    """Months are counted as people write them: 1 Tagu to 12 Tabaung, 0 the first Waso, 13 and 14 after the new year."""

    first = date(1860, 1, 1)
    last = date(2100, 12, 31)

    def day_of(self, day: date) -> Day:
        julian = day.toordinal() + JULIAN
        year = floor((julian - 0.5 - _ZERO) / _SOLAR_YEAR)
        kind, first = _year(year)
        at = julian - first + 1
        extra, common = kind // 2, 1 // (kind + 1)
        length = 354 + (1 - common) * 30 + extra
        late = (at - 1) // length
        at -= late * length
        after = (at + 423) // 512
        month = floor((at - extra * after + common * after * 30 + 29.26) / 29.544)
        end, start = (month + 12) // 16, (month + 11) // 16
        of_month = at - floor(29.544 * month - 29.26) - extra * end + common * start * 30
        month += start * 3 - end * 4 + 12 * late
        return Day(year, month, of_month, _NAMES[month])

    def place(self, year: int, month: int, day: int) -> tuple[int, float, int]:
        return year, 3.5 if month == 0 else month, day
