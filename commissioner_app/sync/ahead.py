"""Reading ahead in a first load: the next page is asked for while the last one is being written."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any

from commissioner_app.sync.answer import Answer
from commissioner_app.sync.plan import Round
from commissioner_app.sync.transport import Reply, Transport


class Ahead:
    """At most one request under way; the transport is never used by two at once.

    The guess is only taken where the plan made after the writing comes to the very same request, so that nothing is
    decided here. The reply is made ready (``read``) while the writer waits for the disk (``disk_is_busy``): earlier,
    the two would take the interpreter from each other at every row.
    """

    def __init__(self, transport: Transport, read: Callable[[Reply, Round], Answer]) -> None:
        self._transport = transport
        self._read = read
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="sync-ahead")
        self._now = threading.Event()
        self._asked: dict[str, Any] | None = None
        self._answer: Future[Answer] | None = None

    def __enter__(self) -> Ahead:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._now.set()
        self._worker.shutdown(wait=True)

    def begin(self, planned: Round, answer: Answer) -> None:
        """Ask for what follows an answer, if it says that pages go on and nothing was sent with it."""
        pages = answer.data["pages"]
        if planned.changes or not planned.pulls or not any(page["more"] for page in pages.values()):
            return
        cursors = {**planned.cursors, **{name: page["cursor"] for name, page in pages.items()}}
        following = Round((), cursors, planned.known, pulls=True)
        self._asked = following.request()
        self._now.clear()
        self._answer = self._worker.submit(self._fetch, following, self._asked)

    def disk_is_busy(self) -> None:
        """The rows are in and only the disk is waited for: a good moment to make the next page ready."""
        self._now.set()

    def call(self, planned: Round) -> Answer:
        """The answer to a round: the one under way where it is the same, else a new one. Raises ``SyncFailure``."""
        answer, self._answer = self._answer, None
        self._now.set()
        request = planned.request()
        if answer is not None:
            if self._asked == request:
                return answer.result()
            answer.exception()  # it has to be over before the line is used again; what it brought is not wanted
        return self._read(self._transport.call("POST", "/v1/sync", json=request), planned)

    def _fetch(self, planned: Round, request: dict[str, Any]) -> Answer:
        reply = self._transport.call("POST", "/v1/sync", json=request)
        self._now.wait()
        return self._read(reply, planned)
