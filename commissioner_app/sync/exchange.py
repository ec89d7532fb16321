"""One round trip of records: what is sent, how the reply is checked, and that all of it is applied or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from commissioner_app.domain.record import Record
from commissioner_app.store.store import Store
from commissioner_app.sync import failures, pull, push, verify
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.http import parsed
from commissioner_app.sync.plan import Round, plan, unfinished
from commissioner_app.sync.progress import SyncResult
from commissioner_app.sync.resources import KNOWN, OFFERED
from commissioner_app.sync.transport import Reply
from commissioner_app.system.clock import stamp
from sync_protocol import limits

_RECORD: Final = frozenset(Record.__slots__)


def prepare(store: Store) -> Round:
    """Pack what is unsent and decide what the next request says; stored before anything is sent."""
    push.pack(store, limits.PUSH_CHANGES + 1)
    known = {name: stamp for name, stamp in store.sync_state.get(KNOWN, {}).items() if stamp}
    planned = plan(push.waiting(store, limits.PUSH_CHANGES + 1), store.buckets.states(), known)
    if planned.changes:
        store.outbox.tried([change.id for change in planned.changes])
    return planned


def read(reply: Reply, planned: Round) -> dict[str, Any]:
    """The reply, checked as far as it will be relied upon. Raises ``SyncFailure("server_confused")``."""
    data = parsed(reply)
    try:
        answered = {result["id"] for result in data["results"]}
        complete = answered >= {change.id for change in planned.changes}
        pages: Mapping[str, Any] = data["pages"]
        sound = complete and all(
            isinstance(page["cursor"], int)
            and isinstance(page["gone"], list)
            and all(record.keys() >= _RECORD and isinstance(record["answers"], dict) for record in page["records"])
            for page in pages.values()
        )
        sound = sound and isinstance(data["buckets"], list) and isinstance(data["known"], dict)
        sound = sound and all("count" in one and "digest" in one for one in data["fingerprints"].values())
    except (AttributeError, KeyError, TypeError) as error:
        raise SyncFailure(failures.CONFUSED) from error
    if not sound:
        raise SyncFailure(failures.CONFUSED)
    return dict(data)


def apply(store: Store, planned: Round, data: Mapping[str, Any], result: SyncResult, again: set[str]) -> bool:
    """Apply a reply in one transaction; True where a further round is needed.

    ``again`` holds the buckets that were read a second time in this sync because they differed; one that still
    differs then stops the sync, so that it cannot go round for ever.
    """
    at = str(data.get("server_time") or stamp(store.clock.now()))
    taken, differing = pull.Taken(), list[str]()
    with store.transaction():
        settled = push.settle(store, planned.changes, data["results"], at)
        if planned.pulls:
            taken = pull.take(store, data, planned.cursors, at)
            pull.drop_buckets(store, data["buckets"], taken)
            _restored(store, data["known"])
            prints = {name: one for name, one in data["fingerprints"].items() if name not in taken.passed_over}
            differing = verify.differing(store.buckets.states(), prints)
            for bucket in set(differing) - again:
                store.buckets.start_again(bucket)
        if store.sync_state.get(OFFERED) != data["known"]:
            store.sync_state.set(OFFERED, data["known"])
    _add(result, settled, taken)
    if again & set(differing):
        raise SyncFailure(failures.DIFFERS, buckets=len(differing))
    again.update(differing)
    if not planned.pulls or differing or taken.passed_over:
        return True
    return unfinished(data, store.buckets.states()) or bool(store.records.waiting(1))


def _add(result: SyncResult, settled: push.Settled, taken: pull.Taken) -> None:
    result.pushed += settled.pushed
    result.refused += settled.refused
    result.pulled += taken.pulled
    result.merged += settled.merged + taken.merged
    result.conflicts += settled.conflicts + taken.conflicts
    result.changed |= settled.changed | taken.changed


def _restored(store: Store, known: Mapping[str, Any]) -> None:
    """A server whose epoch is another one was restored: every bucket is compared from the start."""
    before = store.sync_state.get(OFFERED, {}).get("epoch")
    if before and known.get("epoch") and before != known["epoch"]:
        for bucket in store.buckets.states():
            store.buckets.start_again(bucket)
