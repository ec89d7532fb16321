"""A newer version meets unsent edits: the merge put into the store, with what history and outbox have to say about it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from commissioner_app.domain.record import Record
from commissioner_app.store.rows import JournalEntry, StoredRecord, Version
from commissioner_app.store.store import Store
from commissioner_app.sync import moves, restored
from commissioner_app.sync.merge import Hands, Side, give_way, merge
from commissioner_app.sync.patches import make_patch
from commissioner_app.system.ids import uuid7


def reconcile(store: Store, stored: StoredRecord, current: Mapping[str, Any], at: str, keeps: Side = "") -> int:
    """Merge the server's ``current`` version into a record with unsent edits; gives how many conflicts were opened.

    ``keeps`` is whose move between states the server says stands; while it has not said so, an own one is kept. The
    change that carried those edits is given up (it was answered, or never sent): what remains of them is packed anew on
    the new base. Belongs inside a transaction.
    """
    record = stored.record
    theirs = Version.from_json(current)
    move = moves.pending(store, stored)
    side: Side = "theirs" if moves.kept_move(store, record.id) is not None else ""
    if move is not None:
        side = keeps or "mine"
    hands = _hands(store, record, current)
    merged = merge(stored.base, Version.of(record), theirs, hands, keeps=side)
    store.give_up(record.id)
    told = move is not None and side == "theirs" and moves.note_lost(store, record, move, theirs)
    settled = merged.version == theirs and not told and side != "mine"
    if move is not None and side == "mine":
        moves.keep(store, record.id, move)
    else:
        moves.forget(store, record.id)
    if settled:
        store.journal.settle(record.id, at)
    note_received(store, record, stored.base, current, at)
    if (record.deleted or theirs.deleted) and not merged.version.deleted:
        _note_undeleted(store, record, hands.theirs_by if theirs.deleted else hands.mine_by, at)
    put_version(store, record, merged.version, current, dirty=not settled, received_at=at)
    return len(merged.opened)


def locked_by_review(store: Store, stored: StoredRecord, base: Version) -> int:
    """The server would not have an edit because review has locked the record: the edit becomes conflicts, which travel;
    gives how many were opened. Belongs inside a transaction."""
    record = stored.record
    steps = store.journal.of_record(record.id)
    theirs = next((step for step in reversed(steps) if step.action == "receive"), None)
    own = _hands(store, record, {"author": theirs.who if theirs else "", "updated_at": theirs.at if theirs else ""})
    merged = give_way(base, Version.of(record), own)
    store.give_up(record.id)
    version = merged.version
    if record.deleted and not version.deleted:
        _note_undeleted(store, record, own.mine_by, own.mine_at)
    put = dataclasses.replace(
        record, answers=dict(version.answers), state=version.state, form_id=version.form_id,
        form_version=version.form_version, deleted=version.deleted, conflicts=version.conflicts,
    )  # fmt: skip
    store.records.put(put, dirty=True, base=base, received_at=stored.received_at)
    return len(merged.opened)


def lost_by_server(store: Store, stored: StoredRecord, current: Mapping[str, Any] | None) -> None:
    """The server was restored from before this record, or from before its present state: it goes up again.

    ``current`` is the older version the server has, None where it has none. Belongs inside a transaction.
    """
    record = stored.record
    moves.forget(store, record.id)
    store.give_up(record.id)
    rev = int(current["rev"]) if current is not None else 0
    # Without a version of the server's the record is its own base: were it found there after all, the server's stands.
    base = Version.from_json(current) if current is not None else (stored.base or Version.of(record))
    store.records.put(dataclasses.replace(record, rev=rev), dirty=True, base=base, received_at=stored.received_at)


def put_version(
    store: Store, record: Record, version: Version, current: Mapping[str, Any], *, dirty: bool, received_at: str
) -> None:
    """Store a version of a record on top of the server's ``current`` one."""
    put = Record(
        id=record.id,
        kind=record.kind,
        form_id=version.form_id,
        form_version=version.form_version,
        answers=dict(version.answers),
        state=version.state,
        rev=int(current["rev"]),
        created_at=current["created_at"],
        updated_at=record.updated_at if dirty else current["updated_at"],
        author=record.author if dirty else current["author"],
        deleted=version.deleted,
        conflicts=version.conflicts,
    )
    base = Version.from_json(current) if dirty else None
    store.records.put(put, dirty=dirty, base=base, received_at=received_at)


def take_off(store: Store, ids: Sequence[str]) -> None:
    """Take records off this laptop with their files: what one may no longer see leaves nothing behind."""
    names = store.attachments.named_by(ids) if ids else []
    store.records.remove(ids)
    store.attachments.release(names)


def note_received(store: Store, record: Record, before: Version | None, current: Mapping[str, Any], at: str) -> None:
    """Write into the history what another person's edit changed; nothing where nothing differs. ``before`` is the
    server's version at the record's revision."""
    moves.note_received(store, record.id, record.kind, current.get(moves.OVERRULED, ()), current["updated_at"])
    patch = make_patch(before, Version.from_json(current))
    if patch and before is not None:
        restored.remember(store, record, before, current, at)
        store.journal.add(
            JournalEntry(
                id=uuid7(),
                record_id=record.id,
                kind=record.kind,
                at=current["updated_at"],
                who=current["author"],
                device="",
                action="receive",
                patch=patch,
                base_rev=int(current["rev"]),
            )
        )


def _note_undeleted(store: Store, record: Record, who: str, at: str) -> None:
    """Write into the history that a deletion gave way to an edit that it was made without seeing."""
    store.journal.add(
        JournalEntry(
            id=uuid7(),
            record_id=record.id,
            kind=record.kind,
            at=at,
            who=who,
            device="",
            action="undeleted",
            base_rev=record.rev,
            change_id="settled",
            received_at=at,
        )
    )


def _hands(store: Store, record: Record, current: Mapping[str, Any]) -> Hands:
    """Who made the two edits: the last edit of this laptop that the server has not taken, and the server's latest."""
    own = [entry for entry in store.journal.of_record(record.id) if entry.action != "receive" and not entry.received_at]
    return Hands(
        mine_by=own[-1].who if own else record.author,
        mine_at=own[-1].at if own else record.updated_at,
        theirs_by=current["author"],
        theirs_at=current["updated_at"],
    )
