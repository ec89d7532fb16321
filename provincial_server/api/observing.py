"""Counting requests, and handing the numbers out to those who may have them; the log of requests, where it is wanted."""

from __future__ import annotations

import hmac
import logging
from time import perf_counter
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from provincial_server import metrics
from provincial_server.api.deps import Parts
from provincial_server.api.errors import problem
from provincial_server.api.rates import Networks
from provincial_server.errors import ServerError
from provincial_server.logic.gauges import look_around
from sync_protocol import codes

PATH: Final = "/metrics"
access: Final = logging.getLogger("provincial_server.access")
_FORWARDED: Final = ("forwarded", "x-forwarded-for")


class Observer:
    """ASGI: counts each request under its route's pattern. What was asked for in particular stays out of numbers and log:
    an address may name a record, a file or a person."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, came, went = perf_counter(), 500, 0, 0

        async def counted_receive() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            return message

        async def counted_send(message: Message) -> None:
            nonlocal status, went
            status = message.get("status", status)
            went += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, counted_receive, counted_send)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            seconds = perf_counter() - began
            metrics.requests.labels(_method(scope), route, str(status)).inc()
            metrics.request_seconds.labels(route).observe(seconds)
            metrics.bytes_in.labels(route).inc(came)
            metrics.bytes_out.labels(route).inc(went)
            access.info("%s %s %d %.0f ms %d in %d out", _method(scope), route, status, 1000 * seconds, came, went)


def _method(scope: Scope) -> str:
    known = ("GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS")
    return scope["method"] if scope["method"] in known else "other"


async def show_metrics(request: Request) -> Response:
    """The numbers, for loopback or whoever the settings name, or for whoever has the token."""
    parts: Parts = request.app.state.parts
    if not _may_see(request, parts):
        return problem(request, ServerError(codes.NOT_ALLOWED), 403)
    await parts.lanes.tending.run(lambda: look_around(parts.database, parts.settings))
    parts.lanes.measure()
    return Response(metrics.exposition(), media_type=metrics.CONTENT_TYPE)


def _may_see(request: Request, parts: Parts) -> bool:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    wanted = parts.settings.metrics_token
    if wanted and scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), wanted.encode()):
        return True
    # What came through a balancer came from outside, whatever it says.
    direct = not any(name in request.headers for name in _FORWARDED)
    return direct and request.client is not None and request.client.host in Networks(parts.settings.metrics_from)
