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
    """One record to put; ``id`` "" makes a new one."""

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


def item(value: Any) -> Item:
    """One element as a record to put; a part that is null counts as left out.

    Raises ``InputError`` json_shape, json_unknown_key, bad_id, naming the place inside the element."""
    if not isinstance(value, dict):
        raise InputError("json_shape", place="$", expected=tr("command.expected.object"))
    unknown = sorted(value.keys() - KNOWN)
    if unknown:
        raise InputError("json_unknown_key", place=unknown[0])
    answers = value.get("answers")
    if not isinstance(answers, dict):
        raise InputError("json_shape", place="answers", expected=tr("command.expected.object"))
    texts = {name: "" if value.get(name) is None else value[name] for name in sorted(KNOWN - {"answers"})}
    for name, text in texts.items():
        if not isinstance(text, str):
            raise InputError("json_shape", place=name, expected=tr("command.expected.text"))
    if texts["id"] and not _is_uuid(texts["id"]):
        raise InputError("bad_id", place="id")
    return Item(answers=answers, **texts)


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _no_constant(name: str) -> Any:
    """NaN and Infinity are no JSON; every later reader would refuse them."""
    raise InputError("json_constant", name=name)
