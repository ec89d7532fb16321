"""Service days from the times of a visit (domain.md 5.5): 6 hours are a day, 2 to 6 half a day, less than 2 none."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

FULL_DAY_HOURS: Final = Decimal(6)
HALF_DAY_HOURS: Final = Decimal(2)
HALF: Final = Decimal("0.5")


def calendar_days(start: datetime, end: datetime) -> int:
    """How many calendar days a visit touches; both ends count."""
    return (end.date() - start.date()).days + 1


def service_days(start: datetime, end: datetime) -> Decimal:
    """Days in half steps: within one day by its hours, over several days each day touched counts full but the last.

    The last day counts from eight in the morning. Never negative.
    """
    if end <= start:
        return Decimal(0)
    if start.date() == end.date():
        return _of_hours(Decimal((end - start).total_seconds()) / 3600)
    morning = end.replace(hour=8, minute=0, second=0, microsecond=0)
    last = _of_hours(max(Decimal(0), Decimal((end - morning).total_seconds()) / 3600))
    return Decimal(calendar_days(start, end) - 1) + last


def _of_hours(hours: Decimal) -> Decimal:
    if hours >= FULL_DAY_HOURS:
        return Decimal(1)
    return HALF if hours >= HALF_DAY_HOURS else Decimal(0)
