"""After the server was restored: edits that it had taken, has lost, and that another's later edit hides.

Where the server's version is older than ours it is seen when the buckets are compared. Where somebody edited the restored
record first it is newer than ours and yet lacks what we had sent: only the log of changes can tell.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from commissioner_app.domain.registry import KINDS
from commissioner_app.store.rows import JournalEntry, StoredRecord, Version
from commissioner_app.store.store import Store
from commissioner_app.sync import failures, moves
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.http import parsed
from commissioner_app.sync.merge import merge
from commissioner_app.sync.patches import apply_patch
from commissioner_app.sync.reconcile import lost_by_server
from commissioner_app.sync.transport import Transport
from sync_protocol import limits
from sync_protocol.merge import MOVE_FIELDS, Hands

_PLACE: Final = "sync.lost"


def put_back_what_was_lost(store: Store, transport: Transport, floor: int) -> int:
    """Ask which of our accepted changes the server does not know, and merge what they said into the records as they now
    stand; how many records that changed. ``floor`` is the lowest revision given out since the restore.

    How far one has come is stored with what was done: a sync that is killed goes on from there.
    """
    changed = 0
    while receipts := store.outbox.all_receipts(store.sync_state.get(_PLACE, ""), limits.ASKED_NAMES):
        missing = _missing(transport, [change for change, _ in receipts])
        lost: dict[str, set[str]] = {}
        for change, record_id in receipts:
            if change in missing:
                lost.setdefault(record_id, set()).add(change)
        with store.transaction():
            changed += sum(_put_back(store, record_id, changes, floor) for record_id, changes in lost.items())
            store.sync_state.set(_PLACE, receipts[-1][0])
    store.sync_state.remove(_PLACE)
    return changed


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """A move to a state that a lost change, once revision ``rev``, had made; ``sources`` is where it may have started."""

    sources: frozenset[str]
    target: str
    rev: int


def live_steps(entries: Sequence[JournalEntry], lost: Mapping[str, int], floor: int) -> list[Step]:
    """The moves of the ``lost`` changes that nothing in a record's history has replaced since, oldest first; what replaces
    them is as for ``live_edits``. The history of a record that came from the server does not say in which state it came."""
    state, steps = "", list[Step]()
    for entry in entries:
        received = entry.action == "receive"
        if "state" not in entry.patch or (received and entry.base_rev >= floor):
            continue
        source, state, rev = state, entry.patch["state"], lost.get(entry.change_id)
        if rev is None:
            before = entry.base_rev if received else floor
            steps = [one for one in steps if one.rev >= before]
        elif entry.action != "create":
            steps.append(Step(frozenset({source} if source else _sources(entry)), state, rev))
    return steps


def _sources(entry: JournalEntry) -> Iterator[str]:
    declared = KINDS[entry.kind].moves if entry.kind in KINDS else ()
    return (one.source for one in declared if (one.action, one.target) == (entry.action, entry.patch["state"]))


def live_edits(entries: Sequence[JournalEntry], lost: Mapping[str, int], floor: int) -> dict[str, Any]:
    """The patch of what the ``lost`` changes (with the revisions they once made) set in a record and nothing in its
    history has replaced since. What came from the restored server (at ``floor`` or above) replaces nothing, nor does what
    came before a change was taken: that change was merged with it."""
    live = _Live()
    for entry in entries:
        received = entry.action == "receive"
        if received and entry.base_rev >= floor:
            continue
        before, rev = entry.base_rev if received else floor, lost.get(entry.change_id)
        for key in entry.patch.get("unset", ()):
            live.replace((key,), None, before, None)
        for key, value in entry.patch.get("set", {}).items():
            live.replace((key,), value, before, rev)
        for key, changes in entry.patch.get("items", {}).items():
            for item, names in changes.items():
                if names is None:
                    live.replace((key, item), None, before, None)
                for name, value in (names or {}).items():
                    live.replace((key, item, name), value, before, rev)
    return live.patch()


class _Live:
    """Values of lost changes by place (key, or key, item and name), each with the revision of its change."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, ...], tuple[int, Any]] = {}

    def replace(self, place: tuple[str, ...], value: Any, before: int, rev: int | None) -> None:
        """Something was put into a place, or nothing: what lost changes put there or below ``before`` a revision is
        replaced. ``rev`` is that of the lost change that did it, None where it is not lost."""
        for one in [one for one, (at, _) in self._held.items() if one[: len(place)] == place and at < before]:
            del self._held[one]
        if rev is not None and value is not None:
            self._held[place] = (rev, value)

    def patch(self) -> dict[str, Any]:
        """What is still held, as a patch."""
        values: dict[str, Any] = {}
        items: dict[str, dict[str, dict[str, Any]]] = {}
        for place, (_, value) in self._held.items():
            if len(place) == 1:
                values[place[0]] = value
            else:
                key, item, name = place
                items.setdefault(key, {}).setdefault(item, {})[name] = value
        return {name: part for name, part in (("set", values), ("items", items)) if part}


def _put_back(store: Store, record_id: str, lost: Collection[str], floor: int) -> bool:
    stored = store.records.stored(record_id)
    if stored is None:
        return False
    if not store.buckets.holds(record_id):
        # Its bucket went with the restore: nobody else may have it any more.
        lost_by_server(store, stored, None)
        return True
    if _stands_as_lost(store, stored, lost):
        # The server's answer will bring its older version, or say that it has none; no base is known until then.
        store.records.put(stored.record, dirty=True, base=None, received_at=stored.received_at)
        return True
    entries = store.journal.of_record(record_id)
    revisions = {change: rev for change, rev, _ in store.outbox.receipts(record_id) if change in lost}
    theirs = Version.of(stored.record)
    patch, step = _that_fits(live_edits(entries, revisions, floor), live_steps(entries, revisions, floor), theirs.state)
    mine = apply_patch(theirs, patch) if patch else theirs
    if mine == theirs:
        return False
    own = [entry for entry in entries if entry.change_id in lost]
    hands = Hands(own[-1].who, own[-1].at, stored.record.author, stored.record.updated_at)
    merged = merge(None, mine, theirs, hands, keeps="mine" if step is not None else "").version
    if merged == theirs:
        return False
    _keep(store, stored, merged)
    if step is not None:
        moves.keep(store, record_id, moves.Pending(step.rev - 1, theirs.state))
    return True


def _that_fits(patch: dict[str, Any], steps: Sequence[Step], state: str) -> tuple[dict[str, Any], Step | None]:
    """What can be put back where the record stands in ``state`` now, and the move in it, None where there is none.

    A move is put back only from where it started: one that another lost move has led up to waits for nobody, the record
    comes to its reviewer again. What is written with a move stands or falls with it."""
    if not steps:
        return patch, None
    step = next((one for one in reversed(steps) if state in one.sources), None) if steps[-1].target != state else None
    if step is not steps[-1]:
        answers = {key: value for key, value in patch.get("set", {}).items() if key not in MOVE_FIELDS}
        patch = {name: part for name, part in {**patch, "set": answers}.items() if part}
    return (patch, None) if step is None else ({**patch, "state": step.target}, step)


def _stands_as_lost(store: Store, stored: StoredRecord, lost: Collection[str]) -> bool:
    """Whether a record stands here as a lost change has made it, and no comparison has shown that the server has an older
    version of it, or none: fingerprints count live records alone, and those of which a page told."""
    if stored.dirty:
        return False
    receipts = store.outbox.receipts(stored.record.id)
    return any(change in lost and rev == stored.record.rev for change, rev, _ in receipts)


def _keep(store: Store, stored: StoredRecord, merged: Version) -> None:
    """The merged version waits to be sent, with all that waited before."""
    record = stored.record
    change = store.outbox.of_record(record.id)
    if change is not None:
        store.journal.release([change.id])
        store.outbox.remove(change.id)
    put = dataclasses.replace(record, answers=dict(merged.answers), state=merged.state, conflicts=merged.conflicts)
    base = stored.base if stored.dirty else Version.of(record)
    store.records.put(put, dirty=True, base=base, received_at=stored.received_at)


def _missing(transport: Transport, names: Sequence[str]) -> set[str]:
    reply = parsed(transport.call("POST", "/v1/sync/missing", json={"names": list(names)}))
    missing = reply.get("missing") if isinstance(reply, dict) else None
    if not isinstance(missing, list):
        raise SyncFailure(failures.CONFUSED)
    return {one for one in missing if isinstance(one, str)}
