"""The Islamic calendar by its civil rule: eleven of thirty years have a day more. Who goes by the moon may be a day off."""

from __future__ import annotations

from datetime import date

from commissioner_app.domain.calendars.calendar import JULIAN, Calendar, Day

_EPOCH = 1_948_440
_NAMES = (
    "Muharram", "Safar", "Rabi al-awwal", "Rabi al-thani", "Jumada al-ula", "Jumada al-akhira", "Rajab", "Shaban", "Ramadan",
    "Shawwal", "Dhu al-Qada", "Dhu al-Hijja",
)  # fmt: skip


def _start(year: int, month: int) -> int:
    """The Julian day number of the first of a month."""
    return _EPOCH + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30


class Islamic(Calendar):
    """Leap years are 2, 5, 7, 10, 13, 16, 18, 21, 24, 26 and 29 of each thirty."""

    first = date(623, 1, 1)

    def day_of(self, day: date) -> Day:
        julian = day.toordinal() + JULIAN
        year = (30 * (julian - _EPOCH) + 10_646) // 10_631
        month = next(month for month in range(12, 0, -1) if _start(year, month) <= julian)
        return Day(year, month, julian - _start(year, month) + 1, _NAMES[month - 1])
