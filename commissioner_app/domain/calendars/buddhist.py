"""The Buddhist era of Thailand: the months of the common calendar, the years 543 more."""

from __future__ import annotations

from datetime import date

from commissioner_app.domain.calendars.calendar import Calendar, Day

_NAMES = (
    "Makarakhom", "Kumphaphan", "Minakhom", "Mesayon", "Phruetsaphakhom", "Mithunayon", "Karakadakhom", "Singhakhom",
    "Kanyayon", "Tulakhom", "Phruetsachikayon", "Thanwakhom",
)  # fmt: skip
_AHEAD = 543


class Buddhist(Calendar):
    """Its new year is the first of January since 1941."""

    def day_of(self, day: date) -> Day:
        return Day(day.year + _AHEAD, day.month, day.day, _NAMES[day.month - 1])
