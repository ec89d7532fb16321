"""Sending edits: packed into changes that are stored before they go out, and settled by the server's answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commissioner_app.store.hand_changes import HandChange
from commissioner_app.store.rows import OutboxChange, StoredRecord, Version
from commissioner_app.store.store import Store
from commissioner_app.sync import moves
from commissioner_app.sync.drafting import draft
from commissioner_app.sync.reconcile import locked_by_review, lost_by_server, reconcile
from sync_protocol.codes import LOCKED

PACKED_AT_ONCE = 500
_FRAME_BYTES = 300
CONFLICT_PARTS = frozenset({"open_conflicts", "close_conflicts", "reason", "overruled"})


@dataclass
class Settled:
    """What the answers of one round did."""

    pushed: int = 0
    merged: int = 0
    conflicts: int = 0
    refused: int = 0
    changed: set[tuple[str, str]] = field(default_factory=set)


def pack(store: Store, limit: int, *, by_hand: bool = False) -> int:
    """Pack the unsent edits of up to ``limit`` records into one change each, a few hundred per transaction.

    Edits on what another brought are made on a version that the server has not seen: over the network they wait until
    that was relayed. ``by_hand``: what was brought goes along, and nothing waits."""
    packed = 0
    while packed < limit:
        with store.transaction():
            held = () if by_hand else store.carried.unsent()
            records = store.records.waiting(min(PACKED_AT_ONCE, limit - packed), held)
            draft(store, records)
        packed += len(records)
        if len(records) < PACKED_AT_ONCE:
            break
    return packed


def waiting(store: Store, limit: int, without: Collection[str] = ()) -> list[tuple[OutboxChange, int]]:
    """The changes to send over the network, oldest first, ``without`` those of these ids, each with its size."""
    changes = store.outbox.sized(limit, without, store.carried.unsent())
    return [(change, size + _FRAME_BYTES) for change, size in changes]


def has_unpacked(store: Store) -> bool:
    """Whether there are edits that could go over the network now and that no change carries yet."""
    return bool(store.records.waiting_count(1, store.carried.unsent()))


def settle(store: Store, sent: Sequence[OutboxChange], results: Sequence[Mapping[str, Any]], at: str) -> Settled:
    """Apply the server's answers; belongs inside one transaction. An answer to nothing we sent is passed over."""
    done = Settled()
    unsettled = store.outbox.unsettled([change.id for change in sent])
    by_id = {change.id: change for change in sent if change.id in unsettled}
    sent_records = [change.record_id for change in sent]
    edited = store.journal.edited(sent_records) | store.hand.followed(sent_records)
    untouched: list[tuple[str, str, int]] = []
    answered: list[str] = []
    for result in results:
        change = by_id.pop(result["id"], None)
        if change is None:
            continue
        done.changed.add((change.kind, change.record_id))
        if result["status"] == "accepted":
            done.pushed += 1
            answered += [change.id, *change.replaces]
            if "state" in change.patch:
                moves.forget(store, change.record_id)
            moves.note_received(store, change.record_id, change.kind, result.get(moves.OVERRULED, ()), at)
            if change.record_id in edited:
                _accepted_but_edited(store, change, int(result["rev"]), at)
            else:
                untouched.append((change.id, change.record_id, int(result["rev"])))
        elif result["status"] == "stale":
            done.conflicts += _stale(store, change, result, at)
            done.merged += 1
        elif result.get("detail") == LOCKED and (stored := _can_give_way(store, change)) is not None:
            done.conflicts += locked_by_review(store, stored, stored.base or change.after)
            done.merged += 1
        else:
            done.refused += 1
            store.outbox.refuse(change.id, str(result.get("code", "")), str(result.get("detail", "")))
    store.outbox.accepted(untouched, at)
    store.hand.settled(answered)
    return done


def _accepted_but_edited(store: Store, change: OutboxChange, rev: int, at: str) -> None:
    """The server took what was sent; what was edited while it was on its way stays to be sent, on the new base."""
    store.journal.received(change.id, at)
    store.outbox.receipt(change.id, change.record_id, rev, at)
    store.outbox.remove(change.id)
    stored = store.records.stored(change.record_id)
    if stored is None:
        return
    following = store.hand.following(change.id)
    same = following is None and Version.of(stored.record) == change.after
    if following is not None:
        _send_next(store, following, rev)
    if same:
        store.journal.settle(change.record_id, at)
    record = change.after.sign(stored.record) if same else stored.record
    # The server counts a new record from its first change on; a page of this same revision need not come to say so.
    created_at = record.created_at if change.base_rev else change.at
    store.records.put(
        dataclasses.replace(record, rev=rev, created_at=created_at),
        dirty=not same,
        base=None if same else change.after,
        received_at=at,
    )


def _send_next(store: Store, following: HandChange, rev: int) -> None:
    """What left by hand after a change that is accepted now goes over the network as the very same change."""
    store.outbox.add(
        OutboxChange(
            following.id, following.record_id, following.kind, rev, following.at, following.patch, following.after
        )
    )
    store.hand.first(following.id)


def _can_give_way(store: Store, change: OutboxChange) -> StoredRecord | None:
    """The record of a change that review overtook and that says more than what is in conflict."""
    stored = store.records.stored(change.record_id)
    return stored if stored is not None and stored.base is not None and set(change.patch) - CONFLICT_PARTS else None


def _stale(store: Store, change: OutboxChange, result: Mapping[str, Any], at: str) -> int:
    stored, current = store.records.stored(change.record_id), result.get("current")
    if stored is None:
        store.outbox.remove(change.id)
        return 0
    if current is None or int(current["rev"]) < change.base_rev:
        # Not overtaken but put back: what stood between the two versions was ours as well.
        lost_by_server(store, stored, current)
        return 0
    if result.get("merged"):
        # It came by hand and the server has merged it: only what was edited since is still to be said.
        store.journal.received(change.id, at)
        store.outbox.receipt(change.id, change.record_id, int(result["rev"]), at)
        store.outbox.remove(change.id)
        store.hand.settled([change.id, *change.replaces])
        moves.forget(store, change.record_id)
        stored = dataclasses.replace(stored, base=change.after)
    return reconcile(store, stored, current, at, result.get("state", ""))
