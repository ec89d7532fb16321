"""Moments as a person reads them (domain.md 6.4): ``2026年3月5日``, ``今天 18:40``; for the window and for commands."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from commissioner_app.i18n import language, tr

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def parse_day(iso: str) -> date | None:
    """The day of an ISO date or moment, None where it is not one."""
    try:
        return date.fromisoformat(iso[:10])
    except ValueError:
        return None


def parse_moment(iso: str) -> datetime | None:
    """An ISO moment in the laptop's zone, None where it is not one."""
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return None
    return moment.astimezone() if moment.tzinfo else moment


def day_text(iso: str, *, short_year: int = 0) -> str:
    """``2026年3月5日``; without the year when it is ``short_year``. What is no date comes back as it is."""
    day = parse_day(iso)
    if day is None:
        return iso
    if language() == "zh":
        return f"{day.month}月{day.day}日" if day.year == short_year else f"{day.year}年{day.month}月{day.day}日"
    text = f"{day.day} {_MONTHS[day.month - 1]}"
    return text if day.year == short_year else f"{text} {day.year}"


def clock_text(iso: str) -> str:
    """``18:40`` of an ISO moment in the laptop's zone; empty where there is no time."""
    moment = parse_moment(iso) if len(iso) > 10 else None
    return f"{moment:%H:%M}" if moment else ""


def moment_text(iso: str, today: date) -> str:
    """``今天 18:40``, ``昨天 08:05``, ``3月5日 10:42`` or with its year; a date alone gives the day."""
    moment = parse_moment(iso) if len(iso) > 10 else None
    day = moment.date() if moment else parse_day(iso)
    if day is None:
        return iso
    clock = clock_text(iso)
    if day == today:
        words = tr("ui.today")
    elif day == today - timedelta(days=1):
        words = tr("ui.yesterday")
    elif day == today + timedelta(days=1):
        words = tr("ui.tomorrow")
    else:
        words = day_text(day.isoformat(), short_year=today.year)
    return f"{words} {clock}".strip()
