"""Applying a patch that came over the network: what fits no record is refused before it can travel further."""

from __future__ import annotations

from typing import Any, Final, cast

from sync_protocol.messages import Patch, RecordJson
from sync_protocol.patches import apply_patch

_TEXTS: Final = frozenset({"id", "field", "theirs_by", "theirs_at", "mine_by", "mine_at"})
# A conflict travels to every laptop that holds the record: one that lacks a part would stop them all.
CONFLICT_PARTS: Final = _TEXTS | {"base", "theirs", "mine"}


class BadPatch(Exception):
    """A patch that fits no record; its text names the place."""


def apply(record: RecordJson, patch: Patch) -> RecordJson:
    """The record after the patch; the given record stays as it is. Revision and times are the caller's.

    Raises ``BadPatch``."""
    if not all(map(_is_conflict, patch.get("open_conflicts", ()))):
        raise BadPatch("open_conflicts")
    try:
        return cast(RecordJson, apply_patch(record, patch))
    except ValueError as error:
        raise BadPatch(str(error)) from error


def _is_conflict(given: dict[str, Any]) -> bool:
    return given.keys() == CONFLICT_PARTS and all(isinstance(given[name], str) for name in _TEXTS)
