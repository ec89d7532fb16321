"""Reading what ``record put`` is given: one object or a list, each fault named with its place."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from commissioner_app.errors import InputError
from commissioner_app.i18n import tr

KNOWN = {"id", "answers", "action", "reason", "form_id", "form_version"}


@dataclass(frozen=True, slots=True)
class Item:
    """One record to put. ``place`` names it in messages ("" for a single object)."""

    place: str
    id: str
    answers: dict[str, Any]
    action: str
    reason: str
    form_id: str
    form_version: str


def parse(data: bytes) -> tuple[bool, list[Any]]:
    """Whether a list was given, and its elements. Raises ``InputError`` json_encoding, json_syntax, json_shape."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("json_encoding", byte=error.start) from error
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise InputError("json_syntax", line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise InputError("json_syntax", line=1, column=1) from error
    if isinstance(value, list):
        return True, value
    if isinstance(value, dict):
        return False, [value]
    raise InputError("json_shape", place="$", expected=tr("command.expected.object"))


def item(value: Any, index: int, *, listed: bool) -> Item:
    """One element as a record to put. Raises ``InputError`` json_shape, json_unknown_key, bad_id, naming the place."""
    place = f"[{index}]" if listed else ""
    if not isinstance(value, dict):
        raise InputError("json_shape", place=place or "$", expected=tr("command.expected.object"))
    unknown = sorted(value.keys() - KNOWN)
    if unknown:
        raise InputError("json_unknown_key", place=f"{place}.{unknown[0]}".lstrip("."))
    answers = value.get("answers")
    if not isinstance(answers, dict):
        raise InputError("json_shape", place=f"{place}.answers".lstrip("."), expected=tr("command.expected.object"))
    for name in KNOWN - {"answers"}:
        if not isinstance(value.get(name, ""), str):
            raise InputError("json_shape", place=f"{place}.{name}".lstrip("."), expected=tr("command.expected.text"))
    record_id = value.get("id", "")
    if record_id and not _is_uuid(record_id):
        raise InputError("bad_id", place=f"{place}.id".lstrip("."))
    rest = {name: value.get(name, "") for name in ("action", "reason", "form_id", "form_version")}
    return Item(place, record_id, answers, **rest)


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _no_constant(name: str) -> Any:
    """NaN and Infinity are no JSON; every later reader would refuse them."""
    raise InputError("json_constant", name=name)
