"""What leaves by hand of each record: the change on its way, and after it what was edited since it had left.

Over the network later edits wait for an answer. A stick cannot wait: they leave as changes of their own that follow the
first, stored before they go, so that the same edits always travel under the same ids, whichever road brings them.
"""

from __future__ import annotations

from commissioner_app.store.hand_changes import HandChange
from commissioner_app.store.rows import OutboxChange, Version
from commissioner_app.store.store import Store
from commissioner_app.sync import push
from commissioner_app.sync.patches import make_patch
from commissioner_app.system.ids import uuid7

_ALL = 1 << 31


def leave(store: Store) -> list[list[tuple[OutboxChange, HandChange]]]:
    """Pack all that is unsent and note that it leaves: the changes of each record, each with the version it was made on."""
    push.pack(store, _ALL, by_hand=True)
    chains = []
    for change in store.outbox.waiting():
        with store.transaction():
            chain = _chain(store, change)
        if chain:
            chains.append(chain)
    return chains


def _chain(store: Store, first: OutboxChange) -> list[tuple[OutboxChange, HandChange]]:
    stored = store.records.stored(first.record_id)
    if stored is None:
        return []
    store.outbox.tried([first.id])
    carried = [one.id for one in store.carried.changes_of(first.record_id)]
    follows = carried[-1] if carried and store.carried.shown(first.record_id) else ""
    base = stored.base if first.base_rev or follows else None
    store.hand.left(first, base, follows)
    chain = store.hand.chain(first.record_id)
    last = chain[-1]
    now = Version.of(stored.record)
    patch = make_patch(last.after, now)
    if patch and store.journal.edited([first.record_id]):
        further = OutboxChange(
            uuid7(), first.record_id, first.kind, first.base_rev, stored.record.updated_at, patch, now
        )
        store.hand.left(further, last.after, last.id)
        store.journal.assign(first.record_id, further.id)
        chain = store.hand.chain(first.record_id)
    return [(first if one.id == first.id else _as_sent(one, first), one) for one in chain]


def _as_sent(one: HandChange, first: OutboxChange) -> OutboxChange:
    return OutboxChange(one.id, one.record_id, one.kind, first.base_rev, one.at, one.patch, one.after)
