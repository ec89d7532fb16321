"""What the server does not know of records, as one change each: read, decided and stored for many records together."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from commissioner_app.store.rows import JournalEntry, OutboxChange, StoredRecord, Version
from commissioner_app.store.store import Store
from commissioner_app.sync import moves
from commissioner_app.sync.patches import make_patch
from commissioner_app.system.ids import uuid7


def draft(store: Store, records: Sequence[StoredRecord]) -> None:
    """Put a change of each record into the outbox. Nothing to say settles a record at once. Belongs inside a transaction."""
    told = _Told.read(store, [stored.record.id for stored in records])
    found = [change for stored in records if (change := _change(store, stored, told)) is not None]
    store.outbox.add_all(found)
    store.journal.assign_all((change.record_id, change.id) for change in found)


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known of records beside themselves, by id: moves that were kept, who is shown as brought by hand, entries of
    the journal that say more than what was edited, and changes given up for better ones."""

    moves: Mapping[str, moves.Pending]
    shown: Collection[str]
    entries: Mapping[str, Sequence[JournalEntry]]
    given_up: Mapping[str, Sequence[str]]

    @classmethod
    def read(cls, store: Store, ids: Sequence[str]) -> _Told:
        entries: defaultdict[str, list[JournalEntry]] = defaultdict(list)
        for entry in store.journal.unsent_notes(ids, moves.OVERRULED):
            entries[entry.record_id].append(entry)
        return cls(moves.kept_moves(store, ids), store.carried.shown_of(ids), entries, store.hand.given_up(ids))


def _change(store: Store, stored: StoredRecord, told: _Told) -> OutboxChange | None:
    record = stored.record
    move = told.moves.get(record.id)
    base = stored.base if record.rev or record.id in told.shown else None
    if move is not None and base is not None and move.source == record.state != base.state:
        # The move was taken back before the server heard of it: what others made of the state stands.
        record = dataclasses.replace(record, state=base.state)
        store.records.put(record, dirty=True, base=base, received_at=stored.received_at)
    after = Version.of(record)
    patch = make_patch(base, after)
    moves.put_into(patch, move, record)
    entries = told.entries.get(record.id, ())
    lost = moves.told(entries)
    if lost is not None:
        patch["overruled"] = lost
    if not patch:
        # An edit that was taken back by hand: the record is again the one that somebody else made.
        settled = stored.base.sign(record) if base is not None and stored.base is not None else record
        store.records.put(settled, dirty=False, received_at=stored.received_at)
        store.journal.settle(record.id, record.updated_at)
        return None
    reasons = [entry.reason for entry in entries if entry.reason and entry.action != moves.OVERRULED]
    if reasons:
        patch["reason"] = reasons[-1]
    replaces = tuple(told.given_up.get(record.id, ()))
    return OutboxChange(uuid7(), record.id, record.kind, record.rev, record.updated_at, patch, after, replaces=replaces)
