"""Applying a patch to a record, field by field (``sync_protocol.messages.Patch``)."""

from __future__ import annotations

from typing import Any, Final

from sync_protocol.messages import Patch, RecordJson

# A conflict travels to every laptop that holds the record: one that lacks a part would stop them all.
CONFLICT_PARTS: Final = frozenset(
    {"id", "field", "base", "theirs", "theirs_by", "theirs_at", "mine", "mine_by", "mine_at"}
)


class BadPatch(Exception):
    """A patch that fits no record; its text names the place."""


def apply(record: RecordJson, patch: Patch) -> RecordJson:
    """The record after the patch; the given record stays as it is. State, revision and times are the caller's."""
    answers = dict(record["answers"])
    for key in patch.get("unset", ()):
        answers.pop(key, None)
    for key, answer in patch.get("set", {}).items():
        _put(answers, key, answer)
    for key, items in patch.get("items", {}).items():
        _put(answers, key, _items(answers.get(key, []), items, key))
    return {
        **record,
        "answers": answers,
        "form_id": patch.get("form_id", record["form_id"]),
        "form_version": patch.get("form_version", record["form_version"]),
        "deleted": patch.get("deleted", record["deleted"]),
        "conflicts": _conflicts(record["conflicts"], patch),
    }


def _put(answers: dict[str, Any], key: str, answer: Any) -> None:
    # An empty answer is an absent key, so that equal records have equal text.
    if answer is None or answer in ("", []):
        answers.pop(key, None)
    else:
        answers[key] = answer


def _items(present: Any, changes: dict[str, dict[str, Any] | None], key: str) -> list[dict[str, Any]]:
    if not isinstance(present, list) or any(not isinstance(item, dict) for item in present):
        raise BadPatch(f"items.{key}")
    items = {str(item.get("id", "")): dict(item) for item in present}
    for item_id, values in changes.items():
        if values is None:
            items.pop(item_id, None)
            continue
        item = items.setdefault(item_id, {"id": item_id})
        for name, answer in values.items():
            if name != "id":
                _put(item, name, answer)
    return list(items.values())


def _conflicts(present: list[dict[str, Any]], patch: Patch) -> list[dict[str, Any]]:
    closed = set(patch.get("close_conflicts", ()))
    opened = patch.get("open_conflicts", ())
    if any(conflict.keys() != CONFLICT_PARTS or not isinstance(conflict["id"], str) for conflict in opened):
        raise BadPatch("open_conflicts")
    replaced = closed | {conflict["id"] for conflict in opened}
    return [conflict for conflict in present if conflict["id"] not in replaced] + [
        conflict for conflict in opened if conflict["id"] not in closed
    ]
