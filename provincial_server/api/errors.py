"""Every failure leaves as ``sync_protocol.messages.Problem``: a code, a text for a person, and details."""

from __future__ import annotations

import logging
import traceback
from typing import Any

import orjson
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from provincial_server.errors import ServerError
from sync_protocol import codes

log = logging.getLogger("provincial_server")


def install(app: FastAPI) -> None:
    """Answer expected failures with their code, and bugs without their inside."""
    # uvicorn would print the whole error once more.
    logging.getLogger("uvicorn.error").addFilter(lambda line: line.exc_info is None)
    app.add_exception_handler(ServerError, _expected)
    app.add_exception_handler(HTTPException, _routing)
    app.add_exception_handler(Exception, _bug)


def problem(request: Request, error: ServerError, status: int) -> Response:
    """The reply that says what went wrong, in the caller's language."""
    lang = "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh"
    body: dict[str, Any] = {"code": error.code, "message": error.message(lang)}
    if error.detail:
        body["detail"] = error.detail
    headers = {"Retry-After": str(error.wait)} if status in (429, 503) else {}
    return Response(orjson.dumps(body), status, headers, "application/json")


async def _expected(request: Request, error: Exception) -> Response:
    assert isinstance(error, ServerError)
    return problem(request, error, error.status)


async def _routing(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = codes.NOT_FOUND if error.status_code == 404 else codes.BAD_REQUEST
    refusal = problem(request, ServerError(code, what=request.url.path), error.status_code)
    refusal.headers.update(error.headers or {})
    return refusal


async def _bug(request: Request, error: Exception) -> Response:
    # The route's pattern, not the address: an address may name a record.
    route = getattr(request.scope.get("route"), "path", "?")
    # Where it happened, never what the error says: its text may quote an answer.
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("bug in %s %s: %s\n%s", request.method, route, type(error).__name__, frames)
    return problem(request, ServerError(codes.BUG), 500)
