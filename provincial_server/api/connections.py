"""Connections that may be slow but must not stand still: uvicorn's HTTP/1.1 with an eye on each line.

What is watched is progress, never total time: a laptop on a weak line that keeps up a trickle is served to the end. A head
that does not come together, a body or a reader that stopped moving, and more connections than one address needs are let go.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from provincial_server import metrics
from provincial_server.api.errors import problem
from provincial_server.api.rates import Networks
from provincial_server.errors import TooMuch
from provincial_server.settings import Limits

_LOOK_SECONDS: Final = 0.5
_FULL_SECONDS: Final = 10
# What of a refused body is still taken in, so that its sender gets to read the refusal.
_LINGER_BYTES: Final = 1024 * 1024
_HEALTH: Final = "/health"


@dataclass(slots=True)
class Mark:
    """Where something stood at a moment of the loop's clock."""

    at: float
    bytes: int


class Guard:
    """The connections of one worker. The reasons to let one go: ``head``, ``body``, ``reader``, ``many``."""

    def __init__(self, limits: Limits, proxies: Networks) -> None:
        self.limits = limits
        self._proxies = proxies
        self._of_address: Counter[str] = Counter()
        self._held: set[GuardedProtocol] = set()
        self._looking: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        """How many connections are open."""
        return len(self._held)

    def protocol(self) -> type[asyncio.Protocol]:
        """What uvicorn is to make of each connection."""
        return type("Guarded", (GuardedProtocol,), {"guard": self})

    def admit(self, line: GuardedProtocol, address: str) -> float:
        """Take a connection in; how full it makes the worker (above 1: more than there should be)."""
        self._held.add(line)
        metrics.connections.inc()
        full = len(self._held) / self.limits.connections
        if address not in self._proxies:
            self._of_address[address] += 1
            full = max(full, self._of_address[address] / self.limits.connections_per_address)
        if self._looking is None:
            self._look(asyncio.get_running_loop())
        return full

    def leave(self, line: GuardedProtocol, address: str) -> None:
        """A connection has ended."""
        self._held.discard(line)
        metrics.connections.dec()
        if self._of_address[address] > 1:
            self._of_address[address] -= 1
        else:
            del self._of_address[address]

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self._looking = loop.call_later(_LOOK_SECONDS, self._look, loop) if self._held else None
        for line in list(self._held):
            reason = line.standstill(loop.time())
            if reason:
                self.drop(line, reason)

    def drop(self, line: GuardedProtocol, reason: str) -> None:
        """Let a connection go without a word."""
        metrics.dropped.labels(reason).inc()
        line.transport.abort()


class HeadTooLarge(Exception):
    """More of a request's line and headers than is taken; the parser turns it into its own refusal (400)."""


class GuardedProtocol(HttpToolsProtocol):
    """One connection."""

    guard: Guard

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody called."""
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        self._received = 0
        self._head: Mark | None = Mark(self.loop.time(), 0)
        self._in_body = False
        self._body: Mark | None = None
        self._unread: Mark | None = None
        full = self.guard.admit(self, self._address)
        if full > 2:
            self.guard.drop(self, "many")
        elif full > 1:
            self.app = _only_health(self.app)

    def connection_lost(self, exc: Exception | None) -> None:
        """The line is gone."""
        self.guard.leave(self, self._address)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some bytes came."""
        self._received += len(data)
        super().data_received(data)
        if self._head is not None:
            self._head.bytes += len(data)
            if self._head.bytes > self.guard.limits.head_bytes and not self.transport.is_closing():
                self.guard.drop(self, "head")

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._head = self._head or Mark(self.loop.time(), 0)

    def on_headers_complete(self) -> None:
        """The head is whole."""
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > self.guard.limits.head_bytes:
            raise HeadTooLarge
        self._head, self._in_body = None, True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The body is whole."""
        self._in_body = False
        super().on_message_complete()

    def standstill(self, now: float) -> str:
        """What has not moved on for too long, or an empty text."""
        if self.transport.is_closing():
            return ""
        if self._head is not None and now - self._head.at > self.guard.limits.head_seconds:
            return "head"
        if self._body_stands(now):
            return "body"
        return "reader" if self._reader_stands(now) else ""

    def _body_stands(self, now: float) -> bool:
        cycle = self.cycle
        if cycle is None or not self._in_body or cycle.waiting_for_100_continue:
            self._body = None
            return False
        limits, mark = self.guard.limits, self._body
        if mark is None or self.flow.read_paused:
            # Nothing is expected while we ourselves do not read.
            self._body = Mark(now, self._received)
            return False
        came = self._received - mark.bytes
        if cycle.response_complete and came > _LINGER_BYTES:
            return True
        if now - mark.at <= limits.stall_seconds:
            return False
        self._body = Mark(now, self._received)
        return came < limits.stall_bytes

    def _reader_stands(self, now: float) -> bool:
        unread = _unread(self.transport)
        mark = self._unread
        if unread == 0:
            self._unread = None
        elif mark is None or unread > mark.bytes or mark.bytes - unread >= self.guard.limits.stall_bytes:
            self._unread = Mark(now, unread)
        else:
            return now - mark.at > self.guard.limits.stall_seconds
        return False


def _only_health(app: ASGIApp) -> ASGIApp:
    """What a full worker still says: that it lives, and to all others when to come again."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == _HEALTH:
            await app(scope, receive, send)
            return
        metrics.turned_away.labels("connections").inc()
        refusal = problem(Request(scope), TooMuch(_FULL_SECONDS), 429)
        refusal.headers["Connection"] = "close"
        await refusal(scope, receive, send)

    return answer


def _unread(transport: asyncio.Transport) -> int:
    """Bytes of our reply that the other side has not taken yet; 0 where the system does not tell."""
    return transport.get_write_buffer_size() + _in_kernel(transport) if _in_kernel is not None else 0


def _outgoing(transport: asyncio.Transport) -> int:
    import fcntl
    import struct
    import termios

    try:
        told = fcntl.ioctl(transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, b"\0\0\0\0")
    except OSError:
        return 0
    found: int = struct.unpack("i", told)[0]
    return found


# Without the kernel's word a large buffer that empties slowly could not be told from one that does not empty at all.
_in_kernel: Callable[[Any], int] | None = _outgoing if sys.platform == "linux" else None


def allow_many_files() -> None:
    """Each connection is an open file: ask the system for as many as it gives."""
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
