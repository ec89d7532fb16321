"""The sync as a whole, read like a table of contents: exchange records, fetch forms and lists, send files, fetch files.

The only place that retries, and the only one that knows how long. Stop iterating to cancel: all that was answered for is
kept, and the next sync goes on where this one stood.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from commissioner_app.store.store import Store
from commissioner_app.sync import exchange, failures, pull, push, resources, restored, stages
from commissioner_app.sync.ahead import Ahead
from commissioner_app.sync.answer import Answer
from commissioner_app.sync.bundle import relay, showing
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.fetching import Fetching
from commissioner_app.sync.plan import Round, following
from commissioner_app.sync.progress import Progress, SyncResult
from commissioner_app.sync.pushing import Batch, Pushing
from commissioner_app.sync.sending import Sending
from commissioner_app.sync.snapshots import Loading, Part
from commissioner_app.sync.stages import Stage
from commissioner_app.sync.traffic import Means
from commissioner_app.sync.transport import Meter, Transport
from commissioner_app.system.clock import stamp
from commissioner_app.system.workers import Workers, threads
from sync_protocol import codes

T = TypeVar("T")
ATTEMPTS: Final = 5
FIRST_WAIT: Final = 1.0
LONGEST_WAIT: Final = 30.0
STANDSTILL: Final = 20  # rounds without anything sent or taken: the server only says that we are late
DOWNLOAD_BYTES: Final = 30 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long to wait between attempts (seconds, doubled each time, shaken by ``jitter``).

    ``sleep`` None: who waits knows best how (the engine can be told to stop waiting)."""

    attempts: int = ATTEMPTS
    first: float = FIRST_WAIT
    longest: float = LONGEST_WAIT
    sleep: Callable[[float], None] | None = None
    jitter: Callable[[], float] = random.random

    def seconds(self, attempt: int, asked: float) -> float:
        """How long to wait after a failed attempt (counted from 0). A server that asks for a pause gets at least that
        and up to half as much again: laptops that were sent away together do not come back together."""
        doubled = min(self.longest, self.first * 2.0**attempt)
        shaken = self.jitter()
        return max(asked * (1 + shaken / 2), doubled * (0.5 + shaken / 2))

    def wait(self, attempt: int, asked: float, sleep: Callable[[float], object] = time.sleep) -> None:
        """Wait after a failed attempt; ``sleep`` is what does it where none was chosen."""
        (self.sleep or sleep)(self.seconds(attempt, asked))


class Engine:
    """One sync of one store over one transport. ``result`` is up to date at every step and final when ``run`` ends.

    ``files`` is asked before each photo or file whether it may go now; the rest waits for another sync."""

    def __init__(
        self,
        store: Store,
        transport: Transport,
        *,
        patience: Patience = Patience(),
        download_bytes: int = DOWNLOAD_BYTES,
        files: Callable[[], bool] = lambda: True,
        workers: Workers = threads,
        beside: Sequence[Transport] = (),
    ) -> None:
        """``beside``: further lines to the same server, for files and for a backlog; without any, one thing goes after
        the other."""
        self._store = store
        self._transport = transport
        self._patience = patience
        self._files = files
        self._stopped = threading.Event()
        self._download_bytes = download_bytes
        self._workers = workers
        self._lines = (transport, *beside)
        self._answered = False
        self._snapshots = self._brief = True
        self._batch = Batch()
        self._stage = Stage.DONE
        self.result = SyncResult()

    def stop(self) -> None:
        """Cut waiting short: who iterates will not ask for the next step. Callable from any thread."""
        self._stopped.set()

    def run(self) -> Generator[Progress, None, None]:
        """Run to the end or to the first failure that patience does not help; failures end up in ``result``."""
        clock, before = self._store.clock, self._metered()
        started = clock.monotonic()
        try:
            yield from self._stages()
            self.result.ok = True
        except SyncFailure as failure:
            self._failed(failure)
        finally:
            self._count(before)
            self.result.seconds = clock.monotonic() - started
            self.result.waiting_records = sum(self._store.records.waiting_counts().values())
            self.result.waiting_files = self._store.attachments.waiting_size()[0]

    def _stages(self) -> Iterator[Progress]:
        self._enter(Stage.EXCHANGE)
        # What others brought by hand goes before what was decided about it here.
        yield from self._relay(Stage.EXCHANGE, "changes")
        yield from self._exchange()
        with self._store.transaction():
            self.result.changed |= set(showing.hide_settled(self._store))
        yield from self._resources()
        yield from self._uploads()
        yield from self._downloads()
        self._enter(Stage.DONE)
        yield Progress(Stage.DONE, "sync.progress.done")

    def _enter(self, stage: Stage) -> None:
        """Note durably that there is work of a stage; where there is none, the disk is not waited for."""
        if self._stage is not stage:
            self._stage = stages.enter(self._store.sync_state, self._stage, stage)

    def _exchange(self) -> Iterator[Progress]:
        # A first load is one piece of bulk work over all its pages: the same pages of the database are not folded into
        # its file again and again.
        with ExitStack() as loading:
            yield from self._rounds(loading, loading.enter_context(Ahead[Answer](self._workers)))

    def _rounds(self, loading: ExitStack, ahead: Ahead[Answer]) -> Iterator[Progress]:
        store, transport, again, bulk = self._store, self._transport, set[str](), False
        moved, idle = 0, 0
        while idle < STANDSTILL:
            first = any(not bucket.complete for bucket in store.buckets.states().values()) or not store.buckets.states()
            yield self._records_progress("sync.progress.first" if first else "sync.progress.records")
            yield from self._backlog()
            planned = exchange.prepare(store, snapshots=self._snapshots, brief=self._brief, most=self._batch.most)
            asking = partial(ahead.result, exchange.ask(store, transport, planned))
            answer = yield from self._patiently(Stage.EXCHANGE, asking)
            if first and not bulk:
                bulk = True
                loading.enter_context(store.database.bulk())
            guess = following(planned, answer.data)
            if guess is not None:
                ahead.begin(exchange.ask(store, transport, guess))
            applied = exchange.apply(store, planned, answer, self.result, again, committing=ahead.disk_is_busy)
            self._brief = self._brief and not applied.strange
            for bucket, snapshot in answer.snapshots.items():
                yield from self._snapshot(Loading(store, transport, bucket, snapshot, answer.at))
            del answer
            if not applied.further:
                break
            before, moved = moved, self.result.pushed + self.result.pulled
            idle = 0 if moved > before else idle + 1
        else:
            raise SyncFailure(failures.CONFUSED)
        self._drop_left()

    def _drop_left(self) -> None:
        """Give up what one may no longer see, unless a restored server has yet to be asked for it."""
        store = self._store
        if not restored.was_put_back(store, store.sync_state.get(restored.OFFERED, {})):
            taken = pull.Taken()
            pull.drop_left(store, taken)
            self.result.changed |= taken.changed

    def _backlog(self) -> Iterator[Progress]:
        """What is more than one request holds goes ahead of the exchange."""

        def settle(planned: Round, answer: Answer) -> None:
            self._answered = True
            exchange.apply(self._store, planned, answer, self.result, set())

        progress = partial(self._records_progress, "sync.progress.records")
        yield from Pushing(self._means(Stage.EXCHANGE), self._batch, settle, progress).run()

    def _records_progress(self, key: str) -> Progress:
        waiting, pushed = self._store.outbox.count(), self.result.pushed
        counts = {"pushed": pushed, "pulled": self.result.pulled}
        return Progress(Stage.EXCHANGE, key, counts, pushed, pushed + waiting if waiting else 0)

    def _snapshot(self, loading: Loading) -> Iterator[Progress]:
        """Load a bucket from its ready-made copy; where that is gone or damaged, the pages bring the same."""
        parts, before = loading.parts(), self.result.pulled
        with closing(loading), Ahead[Part](self._workers, at_once=True) as ahead:
            for part in parts:
                counts = {"pushed": self.result.pushed, "pulled": self.result.pulled}
                done = self.result.pulled - before
                yield Progress(Stage.EXCHANGE, "sync.progress.first", counts, done, loading.snapshot["count"])
                try:
                    page = yield from self._patiently(Stage.EXCHANGE, partial(ahead.result, loading.ask(part)))
                except SyncFailure as failure:
                    if failure.code not in (codes.NOT_FOUND, failures.CONFUSED):
                        raise
                    self._snapshots = False
                    return
                if part + 1 in parts:
                    ahead.begin(loading.ask(part + 1))
                exchange.add(self.result, loading.take(part, page, committing=ahead.disk_is_busy))

    def _relay(self, stage: Stage, kind: str) -> Iterator[Progress]:
        carried = self._store.carried.waiting(kind)
        if carried:
            self._enter(stage)
        for number, piece in enumerate(carried):
            if kind == "file" and not self._files():
                break
            yield Progress(stage, "sync.progress.relay", {"done": number, "total": len(carried)}, number, len(carried))
            send = partial(relay.send, self._store, self._transport, piece, self._now(), self.result)
            yield from self._patiently(stage, send)

    def _resources(self) -> Iterator[Progress]:
        store, transport = self._store, self._transport
        for name in resources.stale(store):
            self._enter(Stage.RESOURCES)
            missing = yield from self._patiently(
                Stage.RESOURCES, partial(resources.missing, store, transport, name, self._now())
            )
            for number, wanted in enumerate(missing):
                yield Progress(Stage.RESOURCES, f"sync.progress.{name}", {}, number, len(missing))
                fetch = partial(resources.fetch, store, transport, wanted, self._now())
                yield from self._patiently(Stage.RESOURCES, fetch)
            resources.finish(store, name)
        self._drop_left()
        if push.has_unpacked(store):
            yield from self._exchange()  # what the restored server had lost behind later edits goes at once

    def _uploads(self) -> Iterator[Progress]:
        if self._store.attachments.waiting_size()[0]:
            self._enter(Stage.UPLOAD)
            yield from Sending(self._means(Stage.UPLOAD)).run()
        yield from self._relay(Stage.UPLOAD, "file")

    def _downloads(self) -> Iterator[Progress]:
        fetching = Fetching(self._means(Stage.DOWNLOAD), self._download_bytes)
        if fetching.total:
            self._enter(Stage.DOWNLOAD)
        yield from fetching.run()

    def _means(self, stage: Stage) -> Means:
        again = partial(self._again, stage)
        return Means(self._store, self._lines, self._workers, self._files, self._exchange, again, self.result)

    def _patiently(self, stage: Stage, work: Callable[[], T]) -> Generator[Progress, None, T]:
        """The result of ``work``, tried again while it fails in a way that may pass."""
        attempt = 0
        while True:
            try:
                result = work()
                self._answered = True
                return result
            except SyncFailure as failure:
                attempt += 1
                self._batch.failed()
                yield from self._again(stage, failure, attempt)

    def _again(self, stage: Stage, failure: SyncFailure, attempt: int) -> Iterator[Progress]:
        """Wait after a failed attempt (counted from 1), or raise the failure where waiting is no use."""
        # Where nothing was ever answered there is no network: a person in the hills is told so at once.
        offline = not failure.connected and not self._answered
        if offline or not failure.retryable or attempt >= self._patience.attempts or self._stopped.is_set():
            raise failure
        # A long pause is not sat out with the line open: the next sync comes after it.
        if failure.wait > self._patience.longest:
            raise failure
        if failure.wait:
            yield Progress(stage, "sync.progress.busy", {"seconds": round(failure.wait)})
        else:
            yield Progress(stage, "sync.progress.retry", {"attempt": attempt})
        self._patience.wait(attempt - 1, failure.wait, self._stopped.wait)

    def _failed(self, failure: SyncFailure) -> None:
        self.result.error = failure.code
        self.result.error_params = failure.params
        self.result.retry_after = failure.wait
        self.result.needs_login = failure.needs_login
        self.result.needs_update = failure.needs_update

    def _count(self, before: Meter) -> None:
        now = self._metered()
        self.result.requests = now.requests - before.requests
        self.result.bytes_sent = now.bytes_sent - before.bytes_sent
        self.result.bytes_received = now.bytes_received - before.bytes_received

    def _metered(self) -> Meter:
        """What has gone over all lines together."""
        meters = [line.meter for line in self._lines]
        return Meter(
            sum(meter.requests for meter in meters),
            sum(meter.bytes_sent for meter in meters),
            sum(meter.bytes_received for meter in meters),
        )

    def _now(self) -> str:
        return stamp(self._store.clock.now())


def run(
    store: Store, transport: Transport, *, patience: Patience = Patience(), download_bytes: int = DOWNLOAD_BYTES
) -> Generator[Progress, None, SyncResult]:
    """One sync: yields ``Progress``, returns the ``SyncResult``."""
    engine = Engine(store, transport, patience=patience, download_bytes=download_bytes)
    yield from engine.run()
    return engine.result
