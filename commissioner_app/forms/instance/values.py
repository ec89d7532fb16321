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
_LOCAL: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:T[\d:.]+)?\Z", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_DATE_TIME: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?\Z", re.ASCII)
_LARGEST: Final = 2**31 - 1
_EXACT_DIGITS: Final = 15
"""So many digits a float keeps as they are."""
_NUMBERS: Final = re.compile(r"[^\s;]+")
_WITH_NUMBERS: Final = frozenset({"decimal", "geopoint", "geotrace", "geoshape"})
_DECIMAL: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z", re.ASCII)


def stored(value: Value, kind: str) -> str:  # noqa: PLR0911 - one for each kind
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
        text = number_text(value)
        # A calculated whole number carries no decimal point, an entered one does (as JavaRosa has it).
        return text if kind == "decimal" else fitted(text, kind)
    text = to_string(value)
    return _cut_date(text) if kind == "date" else fitted(text, kind)


def _cut_date(text: str) -> str:
    """The local date of a moment that a calculation gave as text."""
    moment = parse_moment(text) if len(text) > 10 else None
    return text if moment is None else local(moment.at).date().isoformat()


def fitted(text: str, kind: str) -> str:
    """A text in a node of that type, spelled as the reference engines spell it; what does not fit stays as it is.

    Integers are cut, decimals and positions carry a decimal point, dates lose a time.
    """
    spell = _SPELL.get(kind)
    return spell(text) if spell is not None and text else text


def _integer(text: str) -> str:
    number = math.nan if _INTEGER.match(text) else text_number(text)
    return str(math.trunc(number)) if math.isfinite(number) else text


def default_of(text: str, kind: str) -> str:
    """A default written in the form, as a value of its type; "" for what is none, as in the reference engines."""
    spelled = fitted(text, kind)
    if not fits(spelled, kind):
        return ""
    return _NUMBERS.sub(_shortest, spelled) if kind in _WITH_NUMBERS else spelled


def _shortest(found: re.Match[str]) -> str:
    """A number without zeros behind; one with more digits than a float keeps stays as it is."""
    text = found.group()
    if sum(character.isdigit() for character in text) > _EXACT_DIGITS:
        return text
    short = number_text(float(text))
    return short if "." in short or "e" in short.lower() else f"{short}.0"


def _decimal(text: str) -> str:
    if "." in text or not _DECIMAL.match(text):
        return text
    return f"{text}.0" if "e" not in text.lower() else number_text(float(text))


def _date(text: str) -> str:
    found = _LOCAL.match(text)
    return text[:10] if found and parse_moment(text) is not None else text


def _position(text: str) -> str:
    return " ".join(_decimal(word) for word in text.split()) if _is_geopoint(text) else text


def _positions(text: str) -> str:
    return "; ".join(_position(part) for part in text.split(";") if part.strip()) if _is_trace(text) else text


def _words(text: str) -> str:
    return " ".join(text.split())


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


_SPELL: Final[dict[str, Callable[[str], str]]] = {
    "int": _integer,
    "decimal": _decimal,
    "date": _date,
    "geopoint": _position,
    "geotrace": _positions,
    "geoshape": _positions,
    "select": _words,
    "rank": _words,
}
_FITS: Final[dict[str, Callable[[str], bool]]] = {
    "int": lambda text: _INTEGER.match(text) is not None and -_LARGEST - 1 <= int(text[:15]) <= _LARGEST,
    "decimal": lambda text: _DECIMAL.match(text) is not None,
    "date": lambda text: _DATE.match(text) is not None and parse_moment(text) is not None,
    "dateTime": lambda text: _DATE_TIME.match(text) is not None and parse_moment(text) is not None,
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
