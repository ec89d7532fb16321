"""Calling the server's application without a socket: bytes in, bytes out, in this thread, cut wherever it is wanted."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from unittest import mock

import anyio.to_thread
from fastapi import FastAPI

_PIECE = 700


class Bugs(logging.Handler):
    """What the server's log says of its own bugs since it was last asked."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def taken(self) -> list[str]:
        """Them, and they are forgotten."""
        lines, self.lines = self.lines, []
        return lines


bugs = Bugs()


@dataclass(frozen=True)
class Request:
    """One HTTP request as it went over the line."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """Status, headers in lower case, and the body as it goes over the line."""

    status: int
    headers: Mapping[str, str]
    body: bytes


async def _inline(function: Callable[..., Any], *arguments: Any, **_options: Any) -> Any:
    return function(*arguments)


@contextlib.contextmanager
def one_thread() -> Iterator[asyncio.AbstractEventLoop]:
    """Inside, what the server would do in worker threads is done in this one."""
    loop, log = asyncio.new_event_loop(), logging.getLogger("provincial_server")
    log.addHandler(bugs)
    log.propagate = False
    try:
        with mock.patch.object(anyio.to_thread, "run_sync", _inline):
            yield loop
    finally:
        log.removeHandler(bugs)
        log.propagate = True
        loop.close()


def call(loop: asyncio.AbstractEventLoop, app: FastAPI, request: Request, cut: int | None = None) -> Answer | None:
    """What the server answers; None where the line broke after ``cut`` bytes of the body, unless it answered before."""
    parts = _pieces(request.body, cut)
    status, headers, body = 0, dict[str, str](), bytearray()

    async def receive() -> dict[str, Any]:
        if parts:
            return parts.pop(0)
        return {"type": "http.disconnect"}

    async def send(message: Mapping[str, Any]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            headers.update({name.decode("latin-1"): value.decode("latin-1") for name, value in message["headers"]})
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b""))

    async def run() -> None:
        with contextlib.suppress(Exception):
            await app(_scope(request), receive, send)

    loop.run_until_complete(run())
    return Answer(status, headers, bytes(body)) if status and cut is None else None


def _pieces(body: bytes, cut: int | None) -> list[dict[str, Any]]:
    whole = body if cut is None else body[:cut]
    starts = range(0, max(1, len(whole)), _PIECE)
    parts = [{"type": "http.request", "body": whole[at : at + _PIECE], "more_body": True} for at in starts]
    if cut is None:
        parts[-1]["more_body"] = False
    return parts


def _scope(request: Request) -> dict[str, Any]:
    path, _, query = request.path.partition("?")
    from urllib.parse import unquote

    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in request.headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("fleet", 80),
        "state": {},
    }
