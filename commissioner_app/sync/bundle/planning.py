"""What a bundle holds, decided before anything is written: how many pieces, of what, and for whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from commissioner_app.store.columns import text
from commissioner_app.store.hand_changes import HandChange
from commissioner_app.store.rows import Attachment, OutboxChange
from commissioner_app.store.store import Store
from commissioner_app.sync.bundle.audience import Audience, Audiences
from sync_protocol import limits

BATCH_BYTES: Final = 512 * 1024
Chain = Sequence[tuple[OutboxChange, HandChange]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Changes of one piece (as ``sync_protocol.messages.HandChange``) and for whom they are."""

    audience: Audience
    changes: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class File:
    """An attachment that goes along, and for whom."""

    audience: Audience
    attachment: Attachment

    def starts(self) -> range:
        """Where its stretches begin."""
        return range(0, self.attachment.size, limits.BUNDLE_STRETCH_BYTES)


@dataclass(frozen=True, slots=True)
class Plan:
    """``pieces`` is how many pieces the batches and files make."""

    batches: tuple[Batch, ...]
    files: tuple[File, ...]
    records: int

    @property
    def pieces(self) -> int:
        """How many pieces of its own the bundle has."""
        return len(self.batches) + sum(len(file.starts()) for file in self.files)


def plan(store: Store, audiences: Audiences, chains: Sequence[Chain]) -> Plan:
    """Changes in batches by who may read them, oldest first, the changes of one record never apart; then the files."""
    by_audience: dict[Audience, list[list[dict[str, Any]]]] = {}
    for chain in chains:
        versions = [version for _, one in chain for version in (one.base, one.after)]
        audience = audiences.of_versions(chain[0][0].kind, versions)
        by_audience.setdefault(audience, []).append([_as_it_travels(*one) for one in chain])
    batches = [
        Batch(audience, tuple(changes)) for audience, records in by_audience.items() for changes in _batched(records)
    ]
    files = [File(audiences.of_file(one.name), one) for one in store.attachments.waiting()]
    return Plan(tuple(batches), tuple(files), len(chains))


def _as_it_travels(change: OutboxChange, hand: HandChange) -> dict[str, Any]:
    base = hand.base.to_json() if hand.base is not None else None
    return {"change": change.wire(), "base": base, "follows": hand.follows}


def _batched(records: list[list[dict[str, Any]]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    size = 0
    for changes in records:
        length = len(text(changes))
        if batch and (size + length > BATCH_BYTES or len(batch) + len(changes) > limits.PUSH_CHANGES):
            yield batch
            batch, size = [], 0
        batch += changes
        size += length
    if batch:
        yield batch
