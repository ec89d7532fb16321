"""Work off the main thread, in one shape: one worker owns all writing, a small pool does network and rendering.

Results come back to the main thread through one signal. Long work is a generator of progress; cancelling stops
the iteration. Work functions never see a widget.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Literal, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

LOG = logging.getLogger(__name__)
Lane = Literal["write", "pool"]
T = TypeVar("T")
P = TypeVar("P")


class Job:
    """A piece of work under way. Its callbacks are dropped once it is cancelled or its owner is gone."""

    def __init__(self, owner: QObject | None) -> None:
        self._owner = owner
        self._stop = threading.Event()
        self.running = True

    def cancel(self) -> None:
        """Ask the work to stop at its next step; nothing more is reported."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        return self._stop.is_set()

    @property
    def wanted(self) -> bool:
        """Whether somebody still waits for the result."""
        return not self.cancelled and (self._owner is None or shiboken6.isValid(self._owner))


class Background(QObject):
    """Runs work and brings every result to the main thread."""

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = {
            "write": ThreadPoolExecutor(1, thread_name_prefix="write"),
            "pool": ThreadPoolExecutor(3, thread_name_prefix="pool"),
        }
        self._jobs: set[Job] = set()
        self._closed = False
        # By Python's number of the thread: handles to Qt's threads outlive those of workers that ended.
        self._home = threading.get_ident()
        self._arrived.connect(self._deliver)

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
        *,
        owner: QObject | None = None,
        lane: Lane = "write",
    ) -> Job:
        """Do ``work`` on a lane; then ``done(result)`` or ``failed(error)`` on the main thread."""
        job = self._begin(owner)
        self._submit(lane, job, self._work, work, done, failed)
        return job

    def stream(
        self,
        start: Callable[[], Iterable[P]],
        step: Callable[[P], None],
        done: Callable[[], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
        *,
        owner: QObject | None = None,
        lane: Lane = "pool",
    ) -> Job:
        """Iterate what ``start`` returns on a lane; ``step(progress)`` on the main thread for each, then ``done()``."""
        job = self._begin(owner)
        self._submit(lane, job, self._iterate, start, step, done, failed)
        return job

    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._jobs)

    def close(self) -> None:
        """For the end of the program: writes that were begun are finished, everything else is dropped."""
        self._closed = True
        self._lanes["write"].shutdown(wait=True)
        for job in list(self._jobs):
            job.cancel()
        self._lanes["pool"].shutdown(wait=True, cancel_futures=True)

    def _begin(self, owner: QObject | None) -> Job:
        if threading.get_ident() != self._home:
            raise RuntimeError("background work is started from the main thread only")
        job = Job(owner)
        self._jobs.add(job)
        return job

    def _submit(self, lane: Lane, job: Job, carry_out: Callable[..., None], *parts: Any) -> None:
        if self._closed:
            # A timer may still fire while the window goes away; nobody waits for its result.
            job.cancel()
            self._jobs.discard(job)
        else:
            self._lanes[lane].submit(carry_out, job, *parts)

    def _work(
        self,
        job: Job,
        work: Callable[[], T],
        done: Callable[[T], None] | None,
        failed: Callable[[BaseException], None] | None,
    ) -> None:
        future: Future[T] = Future()
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - whatever it is, the main thread must hear of it
            future.set_exception(error)
        self._finish(job, lambda: _settle(future, done, failed))

    def _iterate(
        self,
        job: Job,
        start: Callable[[], Iterable[P]],
        step: Callable[[P], None],
        done: Callable[[], None] | None,
        failed: Callable[[BaseException], None] | None,
    ) -> None:
        future: Future[None] = Future()
        try:
            items = start()
            for item in items:
                self._send(lambda item=item: step(item) if job.wanted else None)  # type: ignore[misc]
                if job.cancelled:
                    break
            if isinstance(items, Generator):
                items.close()
            future.set_result(None)
        except BaseException as error:  # noqa: BLE001 - see _work
            future.set_exception(error)
        self._finish(job, lambda: _settle(future, (lambda _none: done()) if done else None, failed))

    def _finish(self, job: Job, report: Callable[[], None]) -> None:
        def arrive() -> None:
            job.running = False
            self._jobs.discard(job)
            if job.wanted:
                report()

        self._send(arrive)

    def _send(self, callback: Callable[[], Any]) -> None:
        # The runner may already be gone when the program ends in the middle of some work.
        with suppress(RuntimeError):
            self._arrived.emit(callback)

    @Slot(object)
    def _deliver(self, callback: Callable[[], Any]) -> None:
        callback()


def _settle(
    future: Future[T], done: Callable[[T], None] | None, failed: Callable[[BaseException], None] | None
) -> None:
    error = future.exception()
    if error is None:
        if done:
            done(future.result())
    elif failed:
        LOG.warning("background work failed", exc_info=error)
        failed(error)
    else:
        raise error
