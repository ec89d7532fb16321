"""Dates as people type and read them: ``35`` ``3.5`` ``今天`` ``上周五`` in, ``2026年3月5日`` out (domain.md 5.5, 6.4)."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Final

NEAR_DAYS: Final = 60
EARLIEST: Final = date(2007, 1, 1)
WORDS: Final = {
    "今天": 0, "今日": 0, "today": 0, "昨天": -1, "昨日": -1, "yesterday": -1, "前天": -2, "大前天": -3,
    "明天": 1, "明日": 1, "tomorrow": 1, "后天": 2, "大后天": 3,
}  # fmt: skip
WEEK_WORDS: Final = {
    "上上周": -2, "上上星期": -2, "上周": -1, "上星期": -1, "上礼拜": -1, "last": -1,
    "本周": 0, "这周": 0, "本星期": 0, "这星期": 0, "周": 0, "星期": 0, "礼拜": 0, "this": 0,
    "下周": 1, "下星期": 1, "下礼拜": 1, "next": 1, "下下周": 2,
}  # fmt: skip
DAY_NAMES: Final = {
    "一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5,
    "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
ZH_WEEKDAYS: Final = "一二三四五六日"
EN_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_WEEK = re.compile(
    rf"({'|'.join(sorted(WEEK_WORDS, key=len, reverse=True))})([一二三四五六日天末]|mon|tue|wed|thu|fri|sat|sun)[a-z]*"
)
_AGO = re.compile(r"(\d{1,3})(天|日|周|个?月)(前|后)")
_FULL = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?")
_MONTH_DAY = re.compile(r"(\d{1,2})[月./-](\d{1,2})[日号]?")
_SHORT_YEAR = re.compile(r"(\d{2})[./-](\d{1,2})[./-](\d{1,2})")
_DAY = re.compile(r"(\d{1,2})[日号]")


def parse_date(text: str, today: date) -> date | None:
    """The day that a person means, or None.

    ``35`` is the 5th of March, ``0305`` and ``3.5`` too, ``12`` the 2nd of January or where that cannot be the 12th of
    this month. A month and day without a year are of this year, across New Year of the near one (``NEAR_DAYS``).
    """
    typed = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
    if not typed:
        return None
    if typed in WORDS:
        return today + timedelta(days=WORDS[typed])
    for reader in (_relative, _written, _digits):
        found = reader(typed, today)
        if found is not None:
            return found
    return None


def _relative(typed: str, today: date) -> date | None:
    if match := _WEEK.fullmatch(typed):
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(weeks=WEEK_WORDS[match[1]], days=DAY_NAMES[match[2]])
    if match := _AGO.fullmatch(typed):
        amount = int(match[1]) * (-1 if match[3] == "前" else 1)
        if match[2] in ("天", "日"):
            return today + timedelta(days=amount)
        return today + timedelta(weeks=amount) if match[2] == "周" else _months_on(today, amount)
    return None


def _written(typed: str, today: date) -> date | None:
    if match := _FULL.fullmatch(typed):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _SHORT_YEAR.fullmatch(typed):
        return _day(2000 + int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH_DAY.fullmatch(typed):
        return _nearest(int(match[1]), int(match[2]), today)
    if match := _DAY.fullmatch(typed):
        return _day(today.year, today.month, int(match[1]))
    return None


def _digits(typed: str, today: date) -> date | None:
    if not typed.isascii() or not typed.isdecimal():
        return None
    if len(typed) == 8:
        return _day(int(typed[:4]), int(typed[4:6]), int(typed[6:]))
    if len(typed) == 6:
        return _day(2000 + int(typed[:2]), int(typed[2:4]), int(typed[4:]))
    splits = {4: (2,), 3: (1, 2), 2: (1,)}.get(len(typed), ())
    for split in splits:
        if typed[split] == "0" and len(typed) == 3:
            continue
        found = _nearest(int(typed[:split]), int(typed[split:]), today)
        if found is not None:
            return found
    return _day(today.year, today.month, int(typed)) if len(typed) <= 2 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(month: int, day: int, today: date) -> date | None:
    """The month and day of this year, or of the year before or after where that is only some weeks away."""
    for year in (today.year - 1, today.year + 1):
        found = _day(year, month, day)
        if found and abs((found - today).days) <= NEAR_DAYS:
            return found
    return _day(today.year, month, day)


def _months_on(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def day_of(value: str) -> date | None:
    """The day of an ISO date or time in the answers."""
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def moment_of(value: str) -> datetime | None:
    """The moment of an ISO time; None where it is none or names no offset."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def in_text(day: date, lang: str = "zh") -> str:
    """In running text: ``2026年3月5日``, ``5 Mar 2026``."""
    if lang == "en":
        return f"{day.day} {EN_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def in_table(day: date) -> str:
    """In tables: ``2026-03-05``."""
    return day.isoformat()


def short(day: date, today: date, lang: str = "zh") -> str:
    """In lists: 今天, 昨天, ``3月5日`` in this year, the full date otherwise."""
    near = {0: ("今天", "today"), -1: ("昨天", "yesterday"), 1: ("明天", "tomorrow")}.get((day - today).days)
    if near:
        return near[lang == "en"]
    if day.year != today.year:
        return in_text(day, lang)
    return f"{day.day} {EN_MONTHS[day.month - 1]}" if lang == "en" else f"{day.month}月{day.day}日"


def period(start: date, end: date, lang: str = "zh") -> str:
    """A period: ``2026年3月5日—6日``, ``2026年3月5日—4月2日``."""
    if start == end:
        return in_text(start, lang)
    if lang == "en" or start.year != end.year:
        return f"{in_text(start, lang)}—{in_text(end, lang)}"
    tail = f"{end.day}日" if start.month == end.month else f"{end.month}月{end.day}日"
    return f"{in_text(start)}—{tail}"


def weekday(day: date, lang: str = "zh") -> str:
    """``周四``, ``Thu``."""
    return f"{day:%a}" if lang == "en" else f"周{ZH_WEEKDAYS[day.weekday()]}"
