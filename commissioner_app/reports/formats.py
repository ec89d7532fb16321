"""Dates, periods, numbers and money as printed (domain.md 6.4): no padding zeros in text, no thousands comma."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from commissioner_app.i18n import Language

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def parse(iso: str) -> datetime | None:
    """The moment of an ISO text (a date counts from midnight), None where it is none."""
    try:
        return datetime.fromisoformat(iso)
    except ValueError:
        return None


def date_text(iso: str, lang: Language) -> str:
    """``2026年3月5日`` or ``5 March 2026``; what is no date comes back as it is."""
    moment = parse(iso)
    return _day(moment, lang) if moment else iso


def date_in_table(iso: str) -> str:
    """``2026-03-05``; what is no date comes back as it is."""
    moment = parse(iso)
    return moment.date().isoformat() if moment else iso


def moment_text(iso: str, lang: Language) -> str:
    """A date with the time of day, where the text has one."""
    moment = parse(iso)
    if moment is None:
        return iso
    return f"{_day(moment, lang)} {moment:%H:%M}" if _has_time(iso) else _day(moment, lang)


def period_text(start: str, end: str, lang: Language) -> str:
    """``2026年3月5日 09:30—11:30``, ``2026年3月5日—6日``: what both ends share is said once."""
    first, last = parse(start), parse(end)
    if first is None or last is None:
        return "—".join(moment_text(text, lang) for text in (start, end) if text)
    if first.date() == last.date():
        times = f" {first:%H:%M}—{last:%H:%M}" if _has_time(start) and _has_time(end) else ""
        return _day(first, lang) + times
    if lang == "en":
        return f"{moment_text(start, lang)} – {moment_text(end, lang)}"
    time = f" {last:%H:%M}" if _has_time(end) else ""
    return f"{moment_text(start, lang)}—{_rest_of_day(first.date(), last.date())}{time}"


def blank_date(lang: Language) -> str:
    """Room for a date written by hand."""
    return "        年      月      日" if lang == "zh" else "Date: ________________"


def number(value: Any) -> str:
    """A number without needless zeros: ``2.5``, ``3``; anything else as text, None as nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:.4f}".rstrip("0").rstrip(".")


def money_wan(value: Any) -> str:
    """万元 with two decimals."""
    return f"{value:.2f}" if isinstance(value, int | float) and not isinstance(value, bool) else number(value)


def _day(moment: datetime, lang: Language) -> str:
    if lang == "en":
        return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    return f"{moment.year}年{moment.month}月{moment.day}日"


def _rest_of_day(first: date, last: date) -> str:
    if last.year != first.year:
        return f"{last.year}年{last.month}月{last.day}日"
    return f"{last.month}月{last.day}日" if last.month != first.month else f"{last.day}日"


def _has_time(iso: str) -> bool:
    return "T" in iso or " " in iso
