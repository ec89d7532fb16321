"""One round trip of records: what is sent, and that all of an answer is applied or nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from commissioner_app.store.store import Store
from commissioner_app.sync import failures, pull, push, restored, verify
from commissioner_app.sync.ahead import Ask
from commissioner_app.sync.answer import Answer, read
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.plan import Round, plan, unfinished
from commissioner_app.sync.progress import SyncResult
from commissioner_app.sync.restored import KNOWN, OFFERED
from commissioner_app.sync.transport import Transport
from sync_protocol import limits


class Applied(NamedTuple):
    """Whether a further round is needed, and whether a page named something as ours that is not here as it says."""

    further: bool
    strange: bool


def prepare(store: Store, *, snapshots: bool = True, brief: bool = False, most: int = limits.PUSH_CHANGES) -> Round:
    """Pack what is unsent and decide what the next request says; stored before anything is sent."""
    push.pack(store, most + 1)
    known = {name: stamp for name, stamp in store.sync_state.get(KNOWN, {}).items() if stamp}
    # What is compared with the server from the start is compared with what it holds now, not with an older copy.
    compares = bool(store.buckets.reloading())
    snapshots, brief = snapshots and not compares, brief and not compares
    waiting = push.waiting(store, most + 1)
    followed = bool(store.hand.followed([change.record_id for change, _ in waiting]))
    states = store.buckets.states()
    planned = plan(waiting, states, known, snapshots=snapshots, brief=brief, most=most, followed=followed)
    if planned.changes:
        store.outbox.tried([change.id for change in planned.changes])
    return planned


def ask(store: Store, transport: Transport, planned: Round) -> Ask[Answer]:
    """The request of a round."""
    request = planned.request()
    return Ask(request, partial(transport.call, "POST", "/v1/sync", json=request), partial(read, store, planned))


def apply(
    store: Store,
    planned: Round,
    answer: Answer,
    result: SyncResult,
    again: set[str],
    *,
    committing: Callable[[], None] = lambda: None,
) -> Applied:
    """Apply an answer in one transaction.

    ``again`` holds the buckets that were read a second time in this sync because they differed; one that still
    differs then stops the sync, so that it cannot go round for ever. ``committing`` is called when all is written
    and only the commit is left.
    """
    data = answer.data
    taken, differing = pull.Taken(), list[str]()
    with store.transaction():
        if store.sync_state.get(OFFERED) != data["known"]:
            store.sync_state.set(OFFERED, data["known"])
        settled = push.settle(store, planned.changes, data["results"], answer.at)
        accepted = {one["id"] for one in data["results"] if one["status"] == "accepted"}
        pull.await_place(store, [one.record_id for one in planned.changes if not one.base_rev and one.id in accepted])
        if planned.pulls:
            taken = pull.take(store, answer, planned.cursors, put_back=restored.was_put_back(store, data["known"]))
            pull.drop_buckets(store, data["buckets"], taken)
            prints = {name: one for name, one in data["fingerprints"].items() if name not in taken.passed_over}
            differing = verify.differing(store.buckets.states(), prints)
            for bucket in set(differing) - again:
                store.buckets.start_again(bucket)
        committing()
    add(result, taken, settled)
    if again & set(differing):
        raise SyncFailure(failures.DIFFERS, buckets=len(differing))
    again.update(differing)
    if not planned.pulls or differing or taken.passed_over:
        return Applied(True, taken.strange)
    return Applied(unfinished(data, store.buckets.states()) or push.has_unpacked(store), strange=False)


def add(result: SyncResult, taken: pull.Taken, settled: push.Settled | None = None) -> None:
    """Count what was taken, and what was settled."""
    settled = settled or push.Settled()
    result.pushed += settled.pushed
    result.refused += settled.refused
    result.pulled += taken.pulled
    result.merged += settled.merged + taken.merged
    result.conflicts += settled.conflicts + taken.conflicts
    result.changed |= settled.changed | taken.changed
