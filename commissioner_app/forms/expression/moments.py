"""Dates and times as values: parsing, writing, days since 1970-01-01.

A date alone counts whole days whatever the zone (JavaRosa's way); a moment with a time counts days and fractions of the
instant. Two moments are compared as instants, a date being its local midnight, so that now() is after today().
"""

from __future__ import annotations

import re
import time as _zone_clock
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final

DAY: Final = 86_400
"""Seconds of a day."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_PATTERN: Final = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?[ ]?(Z|[+-]\d{2}(?::?\d{2})?)?)?\Z",
    re.ASCII,
)
_TIME: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?\Z", re.ASCII)


class Moment:
    """Never changed once made. A date (``timed`` false: midnight, local) or a date with time and offset."""

    __slots__ = ("at", "timed")

    def __init__(self, at: datetime, timed: bool) -> None:
        self.at = at
        self.timed = timed

    def days(self) -> float:
        """Days since 1970-01-01."""
        if not self.timed:
            return float(self.at.toordinal() - _EPOCH_DAY)
        return (self.at - _EPOCH) / timedelta(days=1)

    def instant(self) -> float:
        """Seconds since 1970-01-01T00:00Z."""
        return (self.at - _EPOCH).total_seconds()

    def text(self) -> str:
        """ISO form: the date alone, or with milliseconds and offset."""
        if not self.timed:
            return self.at.date().isoformat()
        return self.at.isoformat(timespec="milliseconds")

    def __repr__(self) -> str:
        return f"Moment({self.text()})"


def local(at: datetime) -> datetime:
    """A naive time taken as local; an aware one moved to the local zone."""
    try:
        return at.astimezone()
    except (OverflowError, ValueError, OSError):
        return at if at.tzinfo else at.replace(tzinfo=UTC)


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    minutes = int(digits[2:] or 0)
    if minutes > 59:
        raise ValueError(text)
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=minutes))


def parse_moment(text: str) -> Moment | None:
    """The moment that an ISO text spells; None for any other text, also for dates that do not exist."""
    if len(text) < 8 or text[4:5] != "-":
        return None
    return _parse(text, _zone_clock.tzname)


@lru_cache(maxsize=4096)
def _parse(text: str, zone_names: tuple[str, str]) -> Moment | None:
    """As ``parse_moment``; ``zone_names`` is there so that nothing is remembered from another zone."""
    found = _PATTERN.match(text)
    if not found:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        if hour is None:
            return _day(int(year), int(month), int(day))
        micro = int((fraction or "0").ljust(6, "0")[:6])
        at = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), micro, _zone(zone))
    except ValueError:
        return None
    return Moment(at if zone else local(at), True)


def _midnight(year: int, month: int, day: int) -> datetime:
    return _midnight_in(_zone_clock.tzname, year, month, day)


@lru_cache(maxsize=4096)
def _midnight_in(zone: tuple[str, str], year: int, month: int, day: int) -> datetime:
    """The local midnight of a day; ``zone`` is there so that nothing is remembered from another one."""
    return local(datetime(year, month, day))  # noqa: DTZ001 - a date has no zone; local() gives it the local one


def _day(year: int, month: int, day: int) -> Moment:
    return Moment(_midnight(year, month, day), False)


def from_days(days: float, *, keep_time: bool) -> Moment | None:
    """The moment so many days after 1970-01-01T00:00Z, or for whole days, unless ``keep_time``, that date.

    None when out of range.
    """
    try:
        if days == int(days) and not keep_time:
            found = date.fromordinal(int(days) + _EPOCH_DAY)
            return Moment(_midnight(found.year, found.month, found.day), False)
        # To the millisecond: fractions of a day are not exact in binary.
        at = _EPOCH + timedelta(milliseconds=round(days * 86_400_000))
        return Moment(local(at), True)
    except (OverflowError, ValueError):
        return None


def day_of(at: datetime) -> Moment:
    """The date of a moment, by its own wall clock."""
    return _day(at.year, at.month, at.day)


def parse_time(text: str) -> tuple[time, tzinfo | None] | None:
    """A time of day with its offset, if any; None for any other text."""
    found = _TIME.match(text)
    if not found:
        return None
    hour, minute, second, fraction, zone = found.groups()
    try:
        micro = int((fraction or "0").ljust(6, "0")[:6])
        return time(int(hour), int(minute), int(second or 0), micro), _zone(zone)
    except ValueError:
        return None
