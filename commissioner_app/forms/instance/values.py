"""Values as the form stores them: what calculations give, and which texts a typed question accepts."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

from commissioner_app.forms.expression.moments import Moment, local, parse_moment, parse_time
from commissioner_app.forms.expression.values import Value, number_text, text_number, to_string

_INTEGER: Final = re.compile(r"[+-]?\d+\Z", re.ASCII)
_DECIMAL: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z", re.ASCII)


def stored(value: Value, kind: str) -> str:
    """The text that a calculation leaves in a node of that type."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Moment):
        if kind == "date":
            return value.text()[:10]
        if kind == "dateTime" and not value.timed:
            return Moment(value.at, True).text()
        if kind == "time":
            return value.at.isoformat(timespec="milliseconds")[11:]
        return value.text()
    if isinstance(value, float):
        if not math.isfinite(value):
            return "" if math.isnan(value) else number_text(value)
        return str(math.trunc(value)) if kind == "int" else number_text(value)
    return fitted(to_string(value), kind)


def fitted(text: str, kind: str) -> str:
    """A text in a node of that type: numbers are cut to integers, moments to dates; what does not fit stays as it is."""
    if kind == "int" and text and not _INTEGER.match(text):
        number = text_number(text)
        return str(math.trunc(number)) if math.isfinite(number) else text
    if kind == "date" and len(text) > 10:
        moment = parse_moment(text)
        return text if moment is None else local(moment.at).date().isoformat()
    return text


def _is_time(text: str) -> bool:
    return parse_time(text) is not None


def _is_geopoint(text: str) -> bool:
    words = text.split()
    try:
        numbers = [float(word) for word in words]
    except ValueError:
        return False
    return 2 <= len(numbers) <= 4 and abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180


def _is_trace(text: str) -> bool:
    return all(_is_geopoint(part) for part in text.split(";") if part.strip())


_FITS: Final[dict[str, Callable[[str], bool]]] = {
    "int": lambda text: _INTEGER.match(text) is not None,
    "decimal": lambda text: _DECIMAL.match(text) is not None,
    "date": lambda text: parse_moment(text) is not None,
    "dateTime": lambda text: parse_moment(text) is not None,
    "time": _is_time,
    "geopoint": _is_geopoint,
    "geotrace": _is_trace,
    "geoshape": _is_trace,
}


def fits(text: str, kind: str) -> bool:
    """Whether a text is a value of that type; the empty one always is."""
    check = _FITS.get(kind)
    return not text or check is None or check(text)


def now_text(at: datetime) -> str:
    """A moment as preloads write it."""
    return at.isoformat(timespec="milliseconds")
