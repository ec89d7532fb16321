"""Functions on dates and times."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from typing import Final

from commissioner_app.forms.errors import ExpressionError
from commissioner_app.forms.expression.context import Context
from commissioner_app.forms.expression.functions.registry import function
from commissioner_app.forms.expression.moments import DAY, Moment, day_of, from_days, local, parse_moment, parse_time
from commissioner_app.forms.expression.values import NAN, Value, text_number, to_string


@function("today", low=0)
def today(context: Context) -> Moment:
    return day_of(context.world.now())


@function("now", low=0)
def now(context: Context) -> Moment:
    return Moment(context.world.now(), True)


def as_moment(value: Value, name: str, *, keep_time: bool) -> Moment | None:
    """A moment from any value; None for an empty text and NaN. Raises ``ExpressionError("argument_bad")``."""
    if isinstance(value, Moment):
        return value
    if isinstance(value, list):
        value = value[0].atom() if value else ""
    if isinstance(value, str):
        if not value.strip():
            return None
        moment = parse_moment(value.strip())
        if moment is None:
            number = text_number(value)
            moment = None if math.isnan(number) else from_days(number, keep_time=keep_time)
    elif math.isnan(value):
        return None
    else:
        moment = None if isinstance(value, bool) or math.isinf(value) else from_days(value, keep_time=keep_time)
    if moment is None:
        raise ExpressionError("argument_bad", name=name, value=to_string(value))
    return Moment(local(moment.at), True) if moment.timed else moment


@function("date", low=1)
def date(context: Context, value: Value) -> Value:
    return _moment_or_nothing(value, "date", keep_time=False)


@function("date-time", low=1)
def date_time(context: Context, value: Value) -> Value:
    return _moment_or_nothing(value, "date-time", keep_time=True)


def _moment_or_nothing(value: Value, name: str, *, keep_time: bool) -> Value:
    """The moment; what is nothing, an empty text or NaN (an unanswered date and ten days), stays that."""
    moment = as_moment(value, name, keep_time=keep_time)
    if moment is not None:
        return moment
    return value if isinstance(value, float) else ""


@function("decimal-date-time", low=1)
def decimal_date_time(context: Context, value: Value) -> Value:
    """Days and fractions since 1970-01-01T00:00Z; a date is its local midnight. A text must be a date, or empty."""
    if isinstance(value, list):
        value = value[0].atom() if value else ""
    if isinstance(value, str):
        text = value
        moment = parse_moment(text)
        if moment is None and text not in ("", "NaN"):
            raise ExpressionError("argument_bad", name="decimal-date-time", value=text)
        return text if moment is None else moment.instant() / DAY
    if isinstance(value, bool):
        raise ExpressionError("argument_bad", name="decimal-date-time", value=to_string(value))
    return value.instant() / DAY if isinstance(value, Moment) else value


@function("decimal-time", low=1)
def decimal_time(context: Context, value: Value) -> float:
    """The fraction of the local day; NaN for what is no time."""
    text = to_string(value)
    parsed = parse_time(text)
    if parsed is not None:
        clock, zone = parsed
        if zone is not None:
            at = local(context.world.now().replace(tzinfo=zone, **_parts(clock)))
        else:
            return _fraction(clock.hour, clock.minute, clock.second, clock.microsecond)
    else:
        moment = value if isinstance(value, Moment) else parse_moment(text)
        if moment is None:
            return NAN
        at = local(moment.at)
    return _fraction(at.hour, at.minute, at.second, at.microsecond)


def _parts(clock: object) -> dict[str, int]:
    return {name: getattr(clock, name) for name in ("hour", "minute", "second", "microsecond")}


def _fraction(hour: int, minute: int, second: int, micro: int) -> float:
    milliseconds = ((hour * 60 + minute) * 60 + second) * 1000 + micro // 1000
    return milliseconds / 86_400_000


_MONTHS: Final = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DAYS: Final = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
_CODES: Final[dict[str, Callable[[datetime], str]]] = {
    "Y": lambda at: f"{at.year:04d}",
    "y": lambda at: f"{at.year % 100:02d}",
    "m": lambda at: f"{at.month:02d}",
    "n": lambda at: str(at.month),
    "b": lambda at: _MONTHS[at.month - 1],
    "d": lambda at: f"{at.day:02d}",
    "e": lambda at: str(at.day),
    "a": lambda at: _DAYS[at.weekday()],
    "H": lambda at: f"{at.hour:02d}",
    "h": lambda at: str(at.hour),
    "M": lambda at: f"{at.minute:02d}",
    "S": lambda at: f"{at.second:02d}",
    "3": lambda at: f"{at.microsecond // 1000:03d}",
    "W": lambda at: str(at.isocalendar().week),
    "%": lambda at: "%",
}


@function("format-date", "format-date-time", low=2)
def format_date(context: Context, value: Value, pattern: Value) -> str:
    """The moment in a pattern of %-codes; "" for no moment. Unknown codes are errors."""
    try:
        moment = as_moment(value, "format-date", keep_time=True)
    except ExpressionError:
        return ""
    if moment is None:
        return ""
    at = local(moment.at)
    out: list[str] = []
    characters = iter(to_string(pattern))
    for character in characters:
        if character != "%":
            out.append(character)
            continue
        code = next(characters, "")
        if code not in _CODES:
            raise ExpressionError("argument_bad", name="format-date", value=f"%{code}")
        out.append(_CODES[code](at))
    return "".join(out)
