"""Dates and times as a person reads them (domain.md 6.4): ``2026年3月5日``, ``今天 18:40``."""

from __future__ import annotations

from datetime import date

from commissioner_app.i18n import tr
from commissioner_app.services.moments import clock_text, day_text, moment_text, parse_day, parse_moment

__all__ = [
    "clock_text",
    "day_text",
    "entered_clock",
    "moment_text",
    "parse_day",
    "parse_moment",
    "receipt_text",
    "weekday_and_day",
]


def weekday_and_day(day: date) -> str:
    """``2026年3月5日 星期四``, ``Thursday 5 Mar 2026``."""
    return tr("ui.weekday_and_day", day=day_text(day.isoformat()), weekday=tr(f"ui.weekday.{day.isoweekday()}"))


def entered_clock(iso: str) -> str:
    """The time of day as it was entered, whatever zone the laptop is in now."""
    return iso[11:16] if len(iso) > 10 else ""


def receipt_text(iso: str, today: date) -> str:
    """The moment of a receipt, as short as it can be: only the clock for today."""
    moment = parse_moment(iso)
    return clock_text(iso) if moment and moment.date() == today and clock_text(iso) else moment_text(iso, today)
