"""Record numbers a person can read out: ``341525-2026-A7-0042`` = county, year, device, running number."""

from __future__ import annotations

import re
from typing import Final

PATTERN: Final = re.compile(r"(\d{6})-(\d{4})-([0-9A-Z]{1,8})-(\d{4,})")


def record_number(county: str, year: int, device: str, running: int) -> str:
    """The number of the ``running``-th record (from 1) of a device in a year. Raises ``ValueError`` on bad parts."""
    number = f"{county}-{year:04d}-{device.upper()}-{running:04d}"
    if running < 1 or not PATTERN.fullmatch(number):
        raise ValueError(f"not a record number: {number!r}")
    return number


def parts_of(number: str) -> tuple[str, int, str, int] | None:
    """County, year, device and running number; None where it is no record number."""
    match = PATTERN.fullmatch(number)
    return (match[1], int(match[2]), match[3], int(match[4])) if match else None


def next_running(used: list[str], county: str, year: int, device: str) -> int:
    """The running number after the highest one used by this device in the county and year."""
    highest = 0
    for number in used:
        parts = parts_of(number)
        if parts and parts[:3] == (county, year, device.upper()):
            highest = max(highest, parts[3])
    return highest + 1
