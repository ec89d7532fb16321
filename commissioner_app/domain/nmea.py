"""What a satellite receiver says (NMEA 0183) as positions: GGA, RMC, GST and DTM of any constellation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

RANGE_ERROR_M: Final = 5.0
"""What one satellite's range is off in the open, in metres; HDOP times this is the accuracy that receivers mean."""
LONGEST: Final = 120
"""The standard allows 82 characters; some receivers write more digits."""
_RMC_ALONE: Final = 2
_WGS84: Final = frozenset({"W84", "P90", ""})


@dataclass(frozen=True, slots=True)
class Fix:
    """A position in WGS-84 degrees. Metres for ``alt`` (above sea level) and ``acc``; None = the receiver did not say."""

    lng: float
    lat: float
    alt: float | None = None
    acc: float | None = None
    satellites: int = 0
    at: datetime | None = None


def checksum(body: str) -> str:
    """Two hexadecimal digits over what stands between ``$`` and ``*``."""
    total = 0
    for byte in body.encode("ascii", "replace"):
        total ^= byte
    return f"{total:02X}"


def fields_of(line: str) -> list[str] | None:
    """The fields of a sentence, None where it is none or its checksum is missing or wrong (a serial line drops bytes)."""
    text = line.strip()
    start = text.rfind("$")
    if start < 0 or len(text) - start > LONGEST:
        return None
    body, star, given = text[start + 1 :].partition("*")
    if not star or not body.isascii() or given.strip().upper() != checksum(body):
        return None
    return body.split(",")


class NmeaReader:
    """Takes sentence after sentence; each that completes a position gives one."""

    def __init__(self) -> None:
        self.satellites = 0
        self._day: date | None = None
        self._error: float | None = None
        self._datum = ""
        self._rmc_alone = 0

    def feed(self, line: str) -> Fix | None:
        """The position that this line completes; None for anything else, noise included."""
        fields = fields_of(line)
        if fields is None or len(fields[0]) < 5:
            return None
        try:
            match fields[0][-3:]:
                case "GGA":
                    return self._gga(fields)
                case "RMC":
                    return self._rmc(fields)
                case "GST":
                    self._error = _spread(fields)
                case "DTM":
                    self._datum = fields[1]
        except (ValueError, IndexError):
            return None
        return None

    def _gga(self, fields: list[str]) -> Fix | None:
        self._rmc_alone = 0
        self.satellites = int(fields[7] or 0)
        if int(fields[6] or 0) == 0 or self._datum not in _WGS84:
            return None
        lat, lng = _degrees(fields[2], fields[3], 90), _degrees(fields[4], fields[5], 180)
        error, self._error = self._error, None
        if error is None and fields[8]:
            error = float(fields[8]) * RANGE_ERROR_M
        alt = float(fields[9]) if fields[9] else None
        return Fix(lng, lat, _finite(alt), _finite(error), self.satellites, self._moment(fields[1]))

    def _rmc(self, fields: list[str]) -> Fix | None:
        if fields[9]:
            day = fields[9]
            year = int(day[4:6])
            self._day = date(year + (1900 if year >= 80 else 2000), int(day[2:4]), int(day[:2]))
        self._rmc_alone += 1
        # Where GGA follows, it says more; a receiver without GGA still gives its position.
        if fields[2] != "A" or self._rmc_alone <= _RMC_ALONE or self._datum not in _WGS84:
            return None
        lat, lng = _degrees(fields[3], fields[4], 90), _degrees(fields[5], fields[6], 180)
        error, self._error = self._error, None
        return Fix(lng, lat, None, error, self.satellites, self._moment(fields[1]))

    def _moment(self, text: str) -> datetime | None:
        if self._day is None or len(text) < 6:
            return None
        return datetime.combine(self._day, time(int(text[:2]), int(text[2:4]), min(59, int(text[4:6]))), UTC)


def _degrees(text: str, side: str, most: int) -> float:
    """``ddmm.mmmm`` and a letter. Raises ``ValueError``."""
    whole = 2 if most == 90 else 3
    minutes = float(text[whole:])
    degrees = int(text[:whole]) + minutes / 60
    if not (text[:whole].isdecimal() and 0 <= minutes < 60 and degrees <= most) or side not in tuple("NSEW"):
        raise ValueError(text)
    return -degrees if side in "SW" else degrees


def _spread(fields: list[str]) -> float | None:
    """Metres from the standard deviations of latitude and longitude."""
    if not (fields[6] and fields[7]):
        return None
    return _finite(math.hypot(float(fields[6]), float(fields[7])))


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None
