"""Patches: what one edit does to a record, made and applied the same way on the laptop and on the server.

A record's editable part travels as a plain object with ``answers``, ``state``, ``form_id``, ``form_version``,
``deleted`` and ``conflicts`` (any further keys are left alone). A repeat is a list of objects that carry an ``id``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sync_protocol.messages import Patch

_PLAIN = ("state", "form_id", "form_version", "deleted")


def is_repeat(value: Any) -> bool:
    """Whether a value is the item list of a repeat (an empty list counts as one)."""
    return isinstance(value, list) and all(
        isinstance(item, Mapping) and isinstance(item.get("id"), str) for item in value
    )


def make_patch(old: Mapping[str, Any], new: Mapping[str, Any]) -> Patch:
    """What has to be done to ``old`` to make it ``new``; empty when they are equal. ``apply_patch`` is its inverse."""
    patch: dict[str, Any] = {}
    before, after = old["answers"], new["answers"]
    unset = [key for key in before if key not in after]
    changed: dict[str, Any] = {}
    items: dict[str, Any] = {}
    for key, value in after.items():
        if key in before and same(before[key], value):
            continue
        by_item = _item_patch(before[key], value) if key in before else None
        if by_item is None:
            changed[key] = value
        else:
            items[key] = by_item
    for name, part in (("set", changed), ("unset", unset), ("items", items)):
        if part:
            patch[name] = part
    patch.update({name: new[name] for name in _PLAIN if new[name] != old[name]})
    patch.update(_conflict_patch(old.get("conflicts", ()), new.get("conflicts", ())))
    return cast(Patch, patch)


def apply_patch(version: Mapping[str, Any], patch: Patch) -> dict[str, Any]:
    """The version that ``patch`` makes of ``version``; neither argument is changed.

    Raises ``ValueError`` naming the place where items are to be changed in what is no repeat.
    """
    answers = dict(version["answers"])
    for key in patch.get("unset", ()):
        answers.pop(key, None)
    given = patch.get("set", {})
    answers.update(given)
    for key in [key for key, value in given.items() if not value and _is_empty(value)]:
        del answers[key]
    for key, changes in patch.get("items", {}).items():
        present = answers.get(key, [])
        if not is_repeat(present):
            raise ValueError(f"items.{key}")
        _put(answers, key, _apply_items(present, changes))
    result = dict(version) | {"answers": answers}
    for name in _PLAIN:
        if name in patch:
            result[name] = patch[name]  # type: ignore[literal-required]
    closed = set(patch.get("close_conflicts", ()))
    opened = list(patch.get("open_conflicts", ()))
    known = {conflict["id"] for conflict in opened}
    kept = [one for one in version.get("conflicts", ()) if one["id"] not in closed and one["id"] not in known]
    result["conflicts"] = kept + [conflict for conflict in opened if conflict["id"] not in closed]
    return result


def same(one: Any, other: Any) -> bool:
    """Equality of JSON values in which ``True`` is not ``1`` and ``1`` is ``1.0``."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def _item_patch(before: Any, after: Any) -> dict[str, Any] | None:
    """The patch of a repeat item by item, or None where only the whole value will do (not a repeat, or reordered)."""
    if not (before and after and is_repeat(before) and is_repeat(after)):
        return None
    old = {item["id"]: item for item in before}
    new = {item["id"]: item for item in after}
    kept = [one for one in old if one in new]
    if len(old) != len(before) or len(new) != len(after) or list(new)[: len(kept)] != kept:
        return None
    changes: dict[str, Any] = {one: None for one in old if one not in new}
    for one, item in new.items():
        names = _name_patch(old.get(one, {}), item)
        if names or one not in old:
            changes[one] = names
    return changes


def _name_patch(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """name -> new value for what differs in one item; a name that is gone becomes None."""
    names = {name: value for name, value in after.items() if name != "id" and not same(before.get(name), value)}
    names.update({name: None for name in before if name != "id" and name not in after})
    return names


def _apply_items(items: list[Any], changes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The repeat after the changes: removed ids gone, changed names set (None removes), unknown ids appended."""
    result: dict[str, dict[str, Any]] = {item["id"]: dict(item) for item in items}
    for one, names in changes.items():
        if names is None:
            result.pop(one, None)
            continue
        item = result.setdefault(one, {"id": one})
        for name, value in names.items():
            if name != "id":
                _put(item, name, value)
    return list(result.values())


def _put(holder: dict[str, Any], name: str, value: Any) -> None:
    """An empty answer is an absent key, so that equal records have equal text."""
    if not value and _is_empty(value):
        holder.pop(name, None)
    else:
        holder[name] = value


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [])


def _conflict_patch(old: Any, new: Any) -> dict[str, Any]:
    before = {conflict["id"] for conflict in old}
    after = {conflict["id"] for conflict in new}
    opened = [conflict for conflict in new if conflict["id"] not in before]
    closed = [conflict["id"] for conflict in old if conflict["id"] not in after]
    parts: dict[str, Any] = {}
    if opened:
        parts["open_conflicts"] = opened
    if closed:
        parts["close_conflicts"] = closed
    return parts
