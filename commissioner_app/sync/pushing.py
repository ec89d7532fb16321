"""A backlog on its way up: while one request is decided by the server, the next is under way and another is packed.

Each request holds changes of other records, so their order among each other does not matter. What fits into one
request is left to the exchange, which pulls with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from commissioner_app.store.store import Store
from commissioner_app.sync import push
from commissioner_app.sync.answer import Answer, read
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.lanes import Done, Lanes
from commissioner_app.sync.plan import Round, plan
from commissioner_app.sync.progress import Progress
from commissioner_app.sync.traffic import Means
from commissioner_app.sync.transport import Transport
from sync_protocol import limits

AT_ONCE: Final = 3
LEAST: Final = 20
PIECE: Final = 300
"""Changes of one request of a backlog: small enough that the server decides one while the line carries the next."""


class Batch:
    """How many changes a request may hold: fewer after each failure of this sync, so that a line that breaks again and
    again still lets something through."""

    def __init__(self) -> None:
        self.most = limits.PUSH_CHANGES

    def failed(self) -> None:
        """A request did not get through."""
        self.most = max(LEAST, self.most // 2)


class Pushing:
    """Sends what does not fit into one request. ``settle`` applies an answer; ``progress`` says how far it is."""

    def __init__(
        self, means: Means, batch: Batch, settle: Callable[[Round, Answer], object], progress: Callable[[], Progress]
    ) -> None:
        self._store: Store = means.store
        self._means = means
        self._batch = batch
        self._settle_with = settle
        self._progress = progress
        self._width = min(AT_ONCE, len(means.lines))
        self._ready: Round | None = None
        self._under_way: set[str] = set()
        self._attempt = 0

    def run(self) -> Iterator[Progress]:
        """Raises ``SyncFailure`` where patience does not help; what was not answered is sent again some time."""
        with Lanes[Round, Answer](self._means.lines[:AT_ONCE], self._means.workers) as lanes:
            while True:
                self._fill(lanes)
                if not lanes.busy:
                    return
                self._prepare()
                for done in lanes.wait():
                    if done.result.exception() is None:
                        self._fill(lanes, only_ready=True)
                    yield from self._settle(done)
                yield self._progress()

    def _fill(self, lanes: Lanes[Round, Answer], *, only_ready: bool = False) -> None:
        for lane in range(self._width):
            if not lanes.idle(lane) or (only_ready and self._ready is None):
                continue
            planned, self._ready = self._ready or self._next(), None
            if planned is not None:
                lanes.begin(lane, planned, partial(_send, self._store, planned))

    def _prepare(self) -> None:
        """Have the next request ready while the line carries others: a line that is free waits for no packing."""
        if self._ready is None and self._width > 1:
            self._ready = self._next()

    def _next(self) -> Round | None:
        """The next request of a backlog; its changes count as under way, and are noted as sent before they are."""
        most = min(self._batch.most, PIECE)
        # All in one: what was just written is still at hand to be read, and the disk is waited for once.
        with self._store.transaction():
            if self._under_way:
                push.pack(self._store, most + 1)
            elif not self._is_backlog():
                return None
            waiting = push.waiting(self._store, most + 1, self._under_way)
            planned = plan(waiting, self._store.buckets.states(), {}, most=most)
            self._store.outbox.tried([change.id for change in planned.changes])
        self._under_way.update(change.id for change in planned.changes)
        return replace(planned, pulls=False) if planned.changes else None

    def _forget_ready(self) -> None:
        """What was made ready is planned anew, with fewer changes."""
        if self._ready is not None:
            self._under_way.difference_update(change.id for change in self._ready.changes)
            self._ready = None

    def _is_backlog(self) -> bool:
        """Whether more waits than one request holds, in number or in bytes."""
        most = self._batch.most
        if self._store.outbox.count() + self._store.records.waiting_count(most + 1) > most:
            # The line need not wait until all of them are packed.
            push.pack(self._store, PIECE)
            return True
        push.pack(self._store, most + 1)
        return not plan(push.waiting(self._store, self._batch.most + 1), {}, {}, most=self._batch.most).pulls

    def _settle(self, done: Done[Round, Answer]) -> Iterator[Progress]:
        planned, error = done.job, done.result.exception()
        self._under_way.difference_update(change.id for change in planned.changes)
        if error is None:
            self._attempt = 0
            self._settle_with(planned, done.result.result())
            return
        if not isinstance(error, SyncFailure):
            raise error
        self._batch.failed()
        self._forget_ready()
        self._attempt += 1
        yield from self._means.again(error, self._attempt)


def _send(store: Store, planned: Round, line: Transport) -> Answer:
    return read(store, planned, line.call("POST", "/v1/sync", json=planned.request()))
