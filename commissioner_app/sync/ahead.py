"""Reading ahead in a first load: the next page is asked for while the last one is being written."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, TypeVar

from commissioner_app.sync.transport import Reply
from commissioner_app.system.workers import Workers, threads

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ask(Generic[T]):
    """One request: what is ``asked`` tells it from others, ``fetch`` brings the reply, ``read`` makes it ready."""

    asked: Any
    fetch: Callable[[], Reply]
    read: Callable[[Reply], T]

    def now(self) -> T:
        """Ask and wait. Raises ``SyncFailure``."""
        return self.read(self.fetch())


class Ahead(Generic[T]):
    """At most one request under way; the transport is never used by two at once.

    The guess is only taken where what is wanted after the writing is the very same request, so that nothing is decided
    here. The reply is made ready while the writer waits for the disk (``disk_is_busy``): earlier, the two would take the
    interpreter from each other at every row. ``at_once``: the writer does not need the interpreter, nothing is to be
    waited for.
    """

    def __init__(self, workers: Workers = threads, *, at_once: bool = False) -> None:
        self._at_once = at_once
        self._worker = workers(1, "sync-ahead")
        self._now = threading.Event()
        self._asked: Any = None
        self._result: Future[T] | None = None

    def __enter__(self) -> Ahead[T]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._now.set()
        self._worker.shutdown(wait=True)

    def begin(self, ask: Ask[T]) -> None:
        """Ask for what will most likely be wanted next."""
        self._asked = ask.asked
        self._now.clear()
        self._result = self._worker.submit(self._fetch, ask)

    def disk_is_busy(self) -> None:
        """The rows are in and only the disk is waited for: a good moment to make the next page ready."""
        self._now.set()

    def result(self, ask: Ask[T]) -> T:
        """What is wanted: from the request under way where it is the same, else from a new one. Raises ``SyncFailure``."""
        result, self._result = self._result, None
        self._now.set()
        if result is not None:
            if self._asked == ask.asked:
                return result.result()
            result.exception()  # it has to be over before the line is used again; what it brought is not wanted
        return ask.now()

    def _fetch(self, ask: Ask[T]) -> T:
        reply = ask.fetch()
        if not self._at_once:
            self._now.wait()
        return ask.read(reply)
