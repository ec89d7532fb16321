"""Receipts that came by hand: the server's answers, taken exactly like those of the network."""

from __future__ import annotations

from commissioner_app.store.store import Store
from commissioner_app.sync import push
from commissioner_app.sync.push import Settled
from sync_protocol.bundles.messages import Receipts


def apply(store: Store, receipts: Receipts) -> Settled:
    """Settle the changes that still wait for these answers; belongs inside a transaction. What was settled before, by
    whichever road, is passed over."""
    done = Settled()
    for result in receipts["results"]:
        # One at a time: with its answer, what had left after a change becomes the record's next.
        change = store.outbox.get(result["id"])
        if change is None:
            continue
        one = push.settle(store, [change], [result], receipts["at"])
        done.pushed += one.pushed
        done.merged += one.merged
        done.conflicts += one.conflicts
        done.refused += one.refused
        done.changed |= one.changed
    return done


def apply_files(store: Store, receipts: Receipts) -> int:
    """Note the files that the server holds; how many of this laptop's waited for that."""
    waiting = {file.name for file in store.attachments.waiting()}
    names = [one["name"] for one in receipts["files"] if one["received"] and one["name"] in waiting]
    store.attachments.mark_sent([(name, receipts["at"]) for name in names])
    return len(names)
