"""Deciding a conflict: one value is put where the conflict's field names it, and the conflict is gone."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import orjson

from commissioner_app.domain.record import Conflict
from commissioner_app.store.rows import Version
from commissioner_app.sync.merge import STATE
from sync_protocol.patches import is_repeat


def decided(version: Version, conflict: Conflict, value: Any) -> Version:
    """The version in which a conflict is decided for ``value``; None takes the answer or the item away."""
    conflicts = tuple(one for one in version.conflicts if one.id != conflict.id)
    if conflict.field == STATE:
        return dataclasses.replace(version, state=str(value) if value else version.state, conflicts=conflicts)
    answers: dict[str, Any] = orjson.loads(orjson.dumps(version.answers))
    _put(answers, conflict.field, value)
    return dataclasses.replace(version, answers=answers, conflicts=conflicts)


def _put(holder: dict[str, Any], field: str, value: Any) -> None:
    """Put a value at ``key``, ``key/item-id`` or ``key/item-id/name…``; keys may contain slashes themselves."""
    if field not in holder:
        for key, items in holder.items():
            if field.startswith(key + "/") and is_repeat(items):
                _put_in_items(items, field[len(key) + 1 :], value)
                if not items:
                    del holder[key]
                return
        key, _, item_id = field.rpartition("/")
        if key and _is_item(value, item_id):
            holder[key] = [value]  # the first item of a repeat
            return
    if value is None:
        holder.pop(field, None)
    else:
        holder[field] = value


def _put_in_items(items: list[dict[str, Any]], rest: str, value: Any) -> None:
    for at, item in enumerate(items):
        if rest == item["id"]:
            items[at : at + 1] = [] if value is None else [{**value, "id": rest}]
            return
        if rest.startswith(item["id"] + "/"):
            _put(item, rest[len(item["id"]) + 1 :], value)
            return
    if _is_item(value, rest):
        items.append(value)


def _is_item(value: Any, item_id: str) -> bool:
    return isinstance(value, Mapping) and value.get("id") == item_id
