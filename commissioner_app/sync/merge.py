"""The merge of ``sync_protocol.merge`` for the versions of this program."""

from __future__ import annotations

from dataclasses import dataclass

from commissioner_app.domain.record import Conflict
from commissioner_app.store.rows import Version
from sync_protocol import merge as rule
from sync_protocol.merge import NOBODY, STATE, Hands, Side

__all__ = ["STATE", "Hands", "Merged", "Side", "give_way", "merge"]


@dataclass(frozen=True, slots=True)
class Merged:
    """The version that results, and the conflicts this merge opened (they are part of the version too)."""

    version: Version
    opened: tuple[Conflict, ...] = ()


def merge(base: Version | None, mine: Version, theirs: Version, hands: Hands = NOBODY, *, keeps: Side = "") -> Merged:
    """Merge two edits of one version (None: both made the record anew); ``keeps`` says whose move stands."""
    start = None if base is None else base.to_json()
    return _merged(rule.merge(start, mine.to_json(), theirs.to_json(), hands, keeps=keeps))


def give_way(base: Version, mine: Version, hands: Hands = NOBODY) -> Merged:
    """What remains of an edit that came after review had locked the record."""
    return _merged(rule.give_way(base.to_json(), mine.to_json(), hands))


def _merged(merged: rule.Merged) -> Merged:
    return Merged(Version.from_json(merged.version), tuple(map(Conflict.from_json, merged.opened)))
