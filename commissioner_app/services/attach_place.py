"""Where a file goes in a record's answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from commissioner_app.domain.kind import Field, FieldType, Kind
from commissioner_app.errors import InputError
from commissioner_app.services.attachments import Added
from commissioner_app.system.ids import uuid7

PICTURES = frozenset({FieldType.PHOTO, FieldType.SIGN})
FILES = frozenset({FieldType.PHOTO, FieldType.FILE, FieldType.SIGN})


def with_attachment(kind: Kind, answers: Mapping[str, Any], ref: str, added: Added) -> dict[str, Any]:
    """The answers with the file put in.

    ``ref`` names a field that holds a file (one of several files is added to the list), a repeat (a new item is
    added), ``repeat/item-id/name``, or a question of the form that no core field is tied to.
    Raises ``InputError`` attachment_place.
    """
    key, _, rest = ref.partition("/")
    field = kind.field(key)
    if field is None:
        if not ref or ref.startswith("@") or not isinstance(answers.get(ref, ""), str):
            raise InputError("attachment_place", ref=ref)
        return {**answers, ref: added.name}
    if field.type is FieldType.REPEAT:
        return {**answers, key: _in_repeat(field, list(answers.get(key, ())), rest, added, ref)}
    if field.type not in FILES or rest:
        raise InputError("attachment_place", ref=ref)
    _refuse_no_picture(field, added)
    return {**answers, key: _beside(answers.get(key), added.name) if field.type is FieldType.FILE else added.name}


def _beside(held: Any, name: str) -> Any:
    """A second file makes the answer a list; the same file again changes nothing."""
    if held is None or held == name:
        return name
    names = list(held) if isinstance(held, list) else [held]
    return names if name in names else [*names, name]


def _in_repeat(field: Field, items: list[Any], rest: str, added: Added, ref: str) -> list[Any]:
    inner = next((one for one in field.items if one.type in FILES), None)
    if inner is None:
        raise InputError("attachment_place", ref=ref)
    _refuse_no_picture(inner, added)
    if not rest:
        known = {one.name for one in field.items}
        facts = {"taken_at": added.taken_at, "gps": _gps(added)}
        kept = {name: value for name, value in facts.items() if value and name in known}
        return [*items, {"id": uuid7(), inner.name: added.name, **kept}]
    item_id, _, name = rest.partition("/")
    wanted = name or inner.name
    if not any(one.name == wanted and one.type in FILES for one in field.items):
        raise InputError("attachment_place", ref=ref)
    if not any(item.get("id") == item_id for item in items):
        raise InputError("attachment_place", ref=ref)
    return [{**item, wanted: added.name} if item.get("id") == item_id else item for item in items]


def _refuse_no_picture(field: Field, added: Added) -> None:
    """Photos and signatures are printed and shown as pictures; a document would leave a hole there."""
    if field.type in PICTURES and not added.width:
        raise InputError("attachment_kind", ext=added.name.rpartition(".")[2])


def _gps(added: Added) -> dict[str, Any] | None:
    if added.position is None:
        return None
    place = {name: value for name, value in asdict(added.position).items() if value is not None}
    return {**place, "datum": "WGS84", "method": "exif"}
