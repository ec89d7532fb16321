"""Taking what is new: pages per bucket, buckets that came and went, and what a page meets on this laptop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from commissioner_app.domain.record import Record
from commissioner_app.store.rows import Page, StoredRecord, Version
from commissioner_app.store.store import Store
from commissioner_app.sync.answer import Answer
from commissioner_app.sync.reconcile import lost_by_server, note_received, put_version, reconcile, take_off

_LEFT: Final = "sync.left"


@dataclass
class Taken:
    """What the pages of one reply did. ``strange``: one was passed over because it names something as ours that is not
    here in that revision. ``put_back``: the server was restored since this laptop last asked what that has cost."""

    pulled: int = 0
    merged: int = 0
    conflicts: int = 0
    changed: set[tuple[str, str]] = field(default_factory=set)
    passed_over: set[str] = field(default_factory=set)
    strange: bool = False
    put_back: bool = False


def take(store: Store, answer: Answer, asked: Mapping[str, int], *, put_back: bool = False) -> Taken:
    """Apply the pages of an answer; belongs inside one transaction. ``asked`` are the cursors the request named.

    Records are put in place before any leaves a bucket, so that one that moves between buckets never goes away. A page
    of a bucket that another program on this profile has read on meanwhile is passed over.
    """
    taken = Taken(put_back=put_back)
    held = store.buckets.states()
    reloading = store.buckets.reloading()
    pages: dict[str, Mapping[str, Any]] = {}
    for bucket, page in answer.data["pages"].items():
        cursor = held[bucket].cursor if bucket in held else 0
        if cursor != asked.get(bucket, 0):
            taken.passed_over.add(bucket)
            continue
        if not store.buckets.load_own(bucket, page.get("own", ())):
            taken.strange = True
            taken.passed_over.add(bucket)
            continue
        pages[bucket] = page
        if page["cursor"] < cursor and bucket not in reloading:
            # The server's history is shorter than ours: it was restored, and everything is compared.
            store.buckets.start_again(bucket)
            reloading = reloading | {bucket}
        take_records(store, bucket, answer.pages[bucket], answer.at, force=bucket in reloading, taken=taken)
    for bucket, page in pages.items():
        _leave(store, bucket, page["gone"], taken)
        if not page["more"] and bucket in reloading:
            _end_reload(store, bucket, taken)
        store.buckets.advance(bucket, page["cursor"], complete=not page["more"])
    return taken


def drop_buckets(store: Store, allowed: Iterable[str], taken: Taken) -> None:
    """Give up the buckets that this person no longer holds; belongs inside a transaction.

    Only a reply that names buckets takes them away; unsent edits stay until they have left.
    """
    for bucket in set(store.buckets.states()) - set(allowed):
        _leave(store, bucket, [record_id for _, record_id in store.buckets.members(bucket)], taken)
        store.buckets.forget(bucket)


def await_place(store: Store, record_ids: Sequence[str]) -> None:
    """Records that the server has just taken for the first time come by in a bucket with the next pages. Where they do not,
    they are not this person's to hold any more: ``drop_left`` sees to that. Belongs inside a transaction."""
    if record_ids:
        left: list[str] = store.sync_state.get(_LEFT, [])
        store.sync_state.set(_LEFT, list(dict.fromkeys([*left, *record_ids])))


def drop_left(store: Store, taken: Taken) -> None:
    """Remove records that left all buckets while they had unsent edits or files, or before a restored server was asked for
    them, once there is nothing more to send; and those that never came into one."""
    left: list[str] = store.sync_state.get(_LEFT, [])
    if not left:
        return
    with store.transaction():
        kept = []
        with_files = store.attachments.unsent_records()
        placed = store.buckets.placed(left)
        for record_id in left:
            stored = None if record_id in placed else store.records.stored(record_id)
            if stored is None:
                continue
            if stored.dirty or record_id in with_files:
                kept.append(record_id)
                continue
            take_off(store, [record_id])
            taken.changed.add((stored.record.kind, record_id))
        if kept != left:
            store.sync_state.set(_LEFT, kept)


def take_records(store: Store, bucket: str, page: Page, at: str, *, force: bool, taken: Taken) -> None:
    """Put the records of a page in place and reconcile those that met edits; belongs inside a transaction."""
    before = {} if _is_first(store, bucket) else store.records.many([record["id"] for record in page.records])
    held_back, changed = store.buckets.load_page(bucket, page, force=force)
    taken.changed.update(changed)
    taken.pulled += len(changed)
    fresh = {record_id for _, record_id in changed}
    for record in page.records:
        old = before.get(record["id"])
        if old is not None and record["id"] in fresh:
            note_received(store, old, Version.of(old), record, at)
    for record in held_back:
        _meet(store, record, at, taken)


def _meet(store: Store, current: Mapping[str, Any], at: str, taken: Taken) -> None:
    """A record that may not simply be overwritten."""
    stored = store.records.stored(current["id"])
    if stored is None or stored.record.rev == current["rev"]:
        return
    taken.changed.add((stored.record.kind, stored.record.id))
    if current["rev"] < stored.record.rev:
        _older(store, stored, current, at)
        return
    taken.pulled += 1
    taken.merged += 1
    taken.conflicts += reconcile(store, stored, current, at)


def _older(store: Store, stored: StoredRecord, current: Mapping[str, Any], at: str) -> None:
    """The server has an older version than this laptop: send again what was ours, else take the server's."""
    if stored.dirty or store.journal.sent_by_us(stored.record.id):
        lost_by_server(store, stored, current)
    else:
        record: Record = stored.record
        note_received(store, record, Version.of(record), current, at)
        put_version(store, record, Version.from_json(current), current, dirty=False, received_at=at)


def _leave(store: Store, bucket: str, gone: Iterable[str], taken: Taken) -> None:
    remove: list[str] = []
    keep: list[str] = []
    left_behind = store.buckets.leave(bucket, gone)
    with_files = store.attachments.unsent_records() if left_behind else frozenset()
    for kind, record_id, dirty in left_behind:
        taken.changed.add((kind, record_id))
        # With a restored server an appointment may be gone, and with it a bucket whose records only we still have.
        asked = taken.put_back and store.journal.sent_by_us(record_id)
        (keep if dirty or asked or record_id in with_files else remove).append(record_id)
    take_off(store, remove)
    if keep:
        left: list[str] = store.sync_state.get(_LEFT, [])
        store.sync_state.set(_LEFT, list(dict.fromkeys([*left, *keep])))


def _end_reload(store: Store, bucket: str, taken: Taken) -> None:
    """What did not come by again was lost by the server or moved unseen: never taken as a deletion.

    Our own edits go up again; the rest stays readable until the server says otherwise.
    """
    unseen = store.buckets.unseen(bucket)
    for kind, record_id, dirty in store.buckets.leave(bucket, unseen):
        stored = store.records.stored(record_id)
        if stored is not None and not dirty and store.journal.sent_by_us(record_id):
            lost_by_server(store, stored, None)
            taken.changed.add((kind, record_id))
    store.buckets.reloaded(bucket)


def _is_first(store: Store, bucket: str) -> bool:
    state = store.buckets.states().get(bucket)
    return state is None or state.cursor == 0
