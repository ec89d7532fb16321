"""Reading ahead in a first load: the next page is asked for while the last one is being written."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any

from commissioner_app.sync.plan import Round
from commissioner_app.sync.transport import Reply, Transport


class Ahead:
    """At most one request under way; the transport is never used by two at once.

    The guess is only taken where the plan made after the writing comes to the very same request, so that nothing is
    decided here.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="sync-ahead")
        self._asked: dict[str, Any] | None = None
        self._reply: Future[Reply] | None = None

    def __enter__(self) -> Ahead:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._worker.shutdown(wait=True)

    def begin(self, planned: Round, data: Mapping[str, Any]) -> None:
        """Ask for what follows a reply, if it says that pages go on and nothing was sent with it."""
        pages = data["pages"]
        if planned.changes or not planned.pulls or not any(page["more"] for page in pages.values()):
            return
        request = planned.request()
        request["cursors"] = {**request["cursors"], **{name: page["cursor"] for name, page in pages.items()}}
        self._asked = request
        self._reply = self._worker.submit(self._transport.call, "POST", "/v1/sync", json=request)

    def call(self, request: dict[str, Any]) -> Reply:
        """The reply to a request: the one under way where it is the same, else a new one. Raises ``SyncFailure``."""
        reply, self._reply = self._reply, None
        if reply is not None:
            if self._asked == request:
                return reply.result()
            reply.exception()  # it has to be over before the line is used again; what it brought is not wanted
        return self._transport.call("POST", "/v1/sync", json=request)
