"""Showing what a member brought before any network: the record as it will be once the server has it.

A record that nobody edited here simply shows that version, though it stays at the revision that the server gave it. Own
unsent edits are put on top of it by the rules of every merge. When the server has spoken, its word takes its place.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from commissioner_app.domain.permissions import SessionFacts, may_write
from commissioner_app.domain.record import Record
from commissioner_app.store.carried import CarriedRecord
from commissioner_app.store.rows import OutboxChange, StoredRecord, Version
from commissioner_app.store.store import EMPTY, Store
from commissioner_app.sync.merge import Hands, Side, merge
from commissioner_app.sync.patches import apply_patch
from commissioner_app.sync.reconcile import note_received, take_off
from sync_protocol.bundles.messages import Card, HandChange


def show(store: Store, card: Card, hand: HandChange) -> tuple[str, str] | None:
    """Show a record as its writer has brought it; (kind, id), or None where there is nothing to show here.

    Belongs inside a transaction. Raises ``KeyError``, ``TypeError`` or ``ValueError`` where the version is no record's."""
    change = hand["change"]
    kind, record_id = store.kinds.get(change["kind"]), change["record_id"]
    if kind is None:
        return None
    base = Version.from_json(hand["base"]) if hand["base"] is not None else None
    brought = apply_patch(base or dataclasses.replace(EMPTY, state=kind.first_state), change["patch"])
    before = (base or brought).answers
    moves_only = base is not None and base.answers == brought.answers
    if not moves_only and not may_write(kind, before, kind.first_state, _facts(card)):
        return None
    stored = store.records.stored(record_id)
    if stored is not None and (stored.record.kind != change["kind"] or store.outbox.of_record(record_id) is not None):
        return None
    shown = store.carried.shown(record_id)
    if shown is not None and stored is not None and _has_spoken(shown, stored):
        store.carried.hide(record_id)
        shown = None
    if stored is not None and stored.dirty and stored.base is None:
        return None
    assumed = _assumed(stored)
    new = brought
    if assumed is not None and assumed != base and stored is not None:
        hands = Hands(card["person"], change["at"], stored.record.author, stored.record.updated_at)
        new = merge(base, brought, assumed, hands).version
    if new == assumed:
        return None
    if shown is None:
        server = None if stored is None else _with(stored.record, assumed or EMPTY)
        shown = CarriedRecord(record_id, change["kind"], card["person"], card["name"], change["at"], server)
    store.carried.show(dataclasses.replace(shown, person=card["person"], name=card["name"], at=change["at"]))
    said = {**new.to_json(), "updated_at": change["at"], "author": card["person"]}
    if stored is None:
        _put_new(store, change["kind"], record_id, new, said)
    else:
        note_received(store, stored.record, assumed, said | {"rev": stored.record.rev}, change["at"])
        _put_below(store, stored, new, said)
    return change["kind"], record_id


def settle(store: Store, record_id: str) -> tuple[str, str] | None:
    """When the server has answered all that was brought of a record: what it took comes with the next pull, what it
    refused is taken back. (kind, id) where the record changed here; belongs inside a transaction."""
    changes = store.carried.changes_of(record_id)
    shown = store.carried.shown(record_id)
    if shown is None or any(one.status == "waiting" for one in changes):
        return None
    refused = next((one for one in changes if one.status == "refused"), None)
    if refused is not None:
        _take_back(store, shown, refused.code, refused.detail)
    return shown.kind, record_id


def hide_settled(store: Store) -> list[tuple[str, str]]:
    """After a pull: records whose brought changes are all answered are the server's again. Those it did not give this
    laptop are none of its business any more; where it had nothing new to say, it had all of that before."""
    hidden = []
    for shown in store.carried.all_shown():
        if any(one.status == "waiting" for one in store.carried.changes_of(shown.record_id)):
            continue
        store.carried.hide(shown.record_id)
        stored = store.records.stored(shown.record_id)
        if stored is not None and not _has_spoken(shown, stored):
            if shown.before is not None:
                _put_below(store, stored, Version.of(shown.before), shown.before.to_json())
            elif not stored.dirty:
                take_off(store, [shown.record_id])
        hidden.append((shown.kind, shown.record_id))
    return hidden


def _take_back(store: Store, shown: CarriedRecord, code: str, detail: str) -> None:
    store.carried.hide(shown.record_id)
    stored = store.records.stored(shown.record_id)
    if stored is None or _has_spoken(shown, stored):
        return
    if shown.before is not None:
        before = Version.of(shown.before)
        _put_below(store, stored, before, shown.before.to_json())
    elif not stored.dirty:
        take_off(store, [shown.record_id])
    else:
        # An own decision about what the server will not have: kept and shown, never sent (again).
        record = stored.record
        store.give_up(record.id)
        change = OutboxChange(
            f"refused-{record.id}"[:64], record.id, record.kind, 0, record.updated_at, {}, Version.of(record)
        )
        store.outbox.add(change)
        store.outbox.refuse(change.id, code, detail)


def _has_spoken(shown: CarriedRecord, stored: StoredRecord) -> bool:
    """Whether the server has given a version since the record is shown as it was brought: that has taken its place."""
    return stored.record.rev != (shown.before.rev if shown.before is not None else 0)


def _assumed(stored: StoredRecord | None) -> Version | None:
    """What the server holds as far as this laptop can tell, with what was brought before."""
    if stored is None:
        return None
    return stored.base if stored.dirty else Version.of(stored.record)


def _put_new(store: Store, kind: str, record_id: str, version: Version, said: Mapping[str, Any]) -> None:
    at = said["updated_at"]
    blank = Record(record_id, kind, "", "", {}, "", 0, at, at, said["author"])
    store.records.put(_with(blank, version), dirty=False)


def _put_below(store: Store, stored: StoredRecord, base: Version, said: Mapping[str, Any]) -> None:
    """Put a version in the place of the server's; own edits stay on top of it."""
    record = stored.record
    if not stored.dirty:
        put = dataclasses.replace(_with(record, base), updated_at=said["updated_at"], author=said["author"])
        store.records.put(put, dirty=False, received_at=stored.received_at)
        return
    mine = Version.of(record)
    keeps: Side = "mine" if stored.base is not None and mine.state != stored.base.state else ""
    merged = merge(stored.base, mine, base, keeps=keeps).version
    dirty = merged != base
    store.records.put(_with(record, merged), dirty=dirty, base=base if dirty else None, received_at=stored.received_at)


def _with(record: Record, version: Version) -> Record:
    return dataclasses.replace(
        record, answers=dict(version.answers), state=version.state, form_id=version.form_id,
        form_version=version.form_version, deleted=version.deleted, conflicts=version.conflicts,
    )  # fmt: skip


def _facts(card: Card) -> SessionFacts:
    return SessionFacts(
        person_id=card["person"],
        roles=frozenset(card["roles"]),
        buckets=frozenset(),
        counties=frozenset(card["counties"]),
        teams=frozenset(card["teams"]),
    )
