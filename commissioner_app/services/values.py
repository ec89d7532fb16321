"""One answer as its type wants it: what can be read without doubt is converted, anything else is refused by name.

The words of types are those of domain.md 0.3; JSON shapes are those of ``domain.record``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from typing import Any, Final

from commissioner_app.domain.kind import Field, FieldType
from commissioner_app.domain.record import ATTACHMENT_NAME
from commissioner_app.errors import InputError
from commissioner_app.i18n import tr
from commissioner_app.system.ids import uuid7

T = FieldType
NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?")
# Line and page breaks inside a cell, as office programs paste them, are new lines; other control characters are noise.
CONTROLS: Final = {code: None for code in (*range(32), 127) if chr(code) not in "\t\n\r"} | {11: "\n", 12: "\n"}
HALF_CHARACTER: Final = re.compile("[\ud800-\udfff]")
DEEPEST: Final = 24
DAY_LENGTH: Final = len("2026-03-05")
LARGEST: Final = 2**63 - 1
YES: Final = frozenset({"true", "yes", "1", "OK"})
NO: Final = frozenset({"false", "no", "0"})
TEXTS: Final = frozenset({T.TEXT, T.LONG, T.USCC, T.PHONE, T.EMAIL, T.CHOICE, T.REF})


def wrong(place: str, expected: str) -> InputError:
    """The error of an answer that is not of its type; ``expected`` is a key below ``answer.expected``."""
    return InputError("bad_answer", field=place, expected=tr(f"answer.expected.{expected}"))


def normalised(value: Any, place: str = "", depth: int = 0) -> Any:
    """Texts in NFC without control characters and blanks at their ends, everywhere inside a JSON value.

    Raises ``InputError`` bad_answer for what no other program could read back: half a character (a lone surrogate), a
    number beyond 64 bits, values nested deeper than ``DEEPEST``."""
    if depth > DEEPEST:
        raise wrong(place, "object")
    if isinstance(value, str):
        if HALF_CHARACTER.search(value):
            raise wrong(place, "text")
        return unicodedata.normalize("NFC", value.translate(CONTROLS)).strip()
    if isinstance(value, Mapping):
        return {
            normalised(key, place, DEEPEST): normalised(item, f"{place}.{key}", depth + 1)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [normalised(item, f"{place}[{index}]", depth + 1) for index, item in enumerate(value)]
    if isinstance(value, (int, float)) and not -LARGEST <= value <= LARGEST:
        raise wrong(place, "number")
    return value


def is_empty(value: Any) -> bool:
    """Whether a value means "no answer"; such keys are left out of the answers."""
    return value is None or (isinstance(value, (str, list, dict)) and not value)


def typed(field: Field, value: Any, place: str, zone: tzinfo | None) -> Any:
    """``value`` as the field's type. ``zone`` completes times without an offset. Raises ``InputError`` bad_answer."""
    if field.type is T.REPEAT:
        return [_item(field, item, f"{place}[{index}]", zone) for index, item in enumerate(_list(value, place))]
    if field.type is T.DATETIME:
        return _moment(value, place, zone)
    return READERS[field.type](value, place)


def _item(field: Field, value: Any, place: str, zone: tzinfo | None) -> dict[str, Any]:
    """One item of a repeat, with an id of its own and its known names typed."""
    if not isinstance(value, dict):
        raise wrong(place, "object")
    names = {inner.name: inner for inner in field.items}
    item: dict[str, Any] = {"id": value.get("id") or uuid7()}
    if not isinstance(item["id"], str):
        raise wrong(f"{place}.id", "text")
    for name, inner in value.items():
        if name == "id" or is_empty(inner):
            continue
        item[name] = typed(names[name], inner, f"{place}.{name}", zone) if name in names else inner
    return item


def _text(value: Any, place: str) -> str:
    """Text; a bare number is one too (phones and codes from spreadsheets)."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise wrong(place, "text")


def _number(value: Any, place: str) -> int | float:
    if isinstance(value, bool):
        raise wrong(place, "number")
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return float(value) if "." in value else int(value)
    raise wrong(place, "number")


def _whole(value: Any, place: str) -> int:
    number = _number(value, place)
    if number != int(number):
        raise wrong(place, "whole")
    return int(number)


def _truth(value: Any, place: str) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, (str, int)) and str(value) in YES | NO:
        return str(value) in YES
    raise wrong(place, "truth")


def _day(value: Any, place: str) -> str:
    text = _text(value, place)
    try:
        if len(text) > DAY_LENGTH:
            datetime.fromisoformat(text)
        return date.fromisoformat(text[:DAY_LENGTH]).isoformat()
    except ValueError as error:
        raise wrong(place, "date") from error


def _moment(value: Any, place: str, zone: tzinfo | None) -> str:
    """A time with its offset; one without takes the laptop's. Given offsets and digits stay as they are."""
    text = _text(value, place)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise wrong(place, "datetime") from error
    return text if moment.tzinfo else moment.replace(tzinfo=zone).isoformat()


def _list(value: Any, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise wrong(place, "list")
    return value


def _codes(value: Any, place: str) -> list[str]:
    """Several codes: a list, or XForms' text with blanks between them."""
    given = value.split() if isinstance(value, str) else _list(value, place)
    return [_text(item, f"{place}[{index}]") for index, item in enumerate(given)]


def _tags(value: Any, place: str) -> str | list[str]:
    """Keywords: one text as typed, or a list."""
    return value if isinstance(value, str) else _codes(value, place)


def _position(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise wrong(place, "position")
    lng, lat = (_number(value.get(name), f"{place}.{name}") for name in ("lng", "lat"))
    if not (-180 <= lng <= 180 and -90 <= lat <= 90):
        raise wrong(place, "position")
    return {"datum": "WGS84", **value, "lng": lng, "lat": lat}


def _file(value: Any, place: str) -> str | list[str]:
    """The name of an attachment, or several."""
    names = value if isinstance(value, list) else [value]
    if not all(isinstance(name, str) and ATTACHMENT_NAME.fullmatch(name) for name in names):
        raise wrong(place, "attachment")
    return names if isinstance(value, list) else names[0]


READERS: Final[dict[FieldType, Callable[[Any, str], Any]]] = {
    **dict.fromkeys(TEXTS, _text),
    **dict.fromkeys((T.DEC, T.MONEY_WAN, T.AREA_MU), _number),
    **dict.fromkeys((T.INT, T.YEAR), _whole),
    **dict.fromkeys((T.MULTI, T.REFS), _codes),
    **dict.fromkeys((T.PHOTO, T.FILE, T.SIGN), _file),
    T.BOOL: _truth,
    T.DATE: _day,
    T.GPS: _position,
    T.TAGS: _tags,
}
