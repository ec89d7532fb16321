"""Every failure leaves as ``sync_protocol.messages.Problem``: a code, a text for a person, and details."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from functools import partial
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route

from provincial_server.errors import ServerError
from sync_protocol import codes

log = logging.getLogger("provincial_server")


def install(app: FastAPI, routes: Sequence[BaseRoute]) -> None:
    """Answer expected failures with their code, and bugs without their inside. ``routes``: all that the server answers on."""
    # uvicorn would print the whole error once more.
    logging.getLogger("uvicorn.error").addFilter(lambda line: line.exc_info is None)
    app.add_exception_handler(ServerError, _expected)
    app.add_exception_handler(HTTPException, partial(_routing, routes))
    app.add_exception_handler(RequestValidationError, partial(_misfit, routes))
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


async def _routing(routes: Sequence[BaseRoute], request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = codes.NOT_FOUND if error.status_code == 404 else codes.BAD_REQUEST
    refusal = problem(request, ServerError(code, what=request.url.path), error.status_code)
    refusal.headers.update(error.headers or {})
    if error.status_code == 405:
        refusal.headers["Allow"] = ", ".join(sorted(_methods(routes, request)))
    return refusal


def _methods(routes: Sequence[BaseRoute], request: Request) -> set[str]:
    """What may be done at an address: several routes may share its pattern, of which the framework names one."""
    here = [one for one in routes if isinstance(one, Route) and one.matches(dict(request.scope))[0] is not Match.NONE]
    plainest = min((len(route.param_convertors) for route in here), default=0)
    return {method for route in here if len(route.param_convertors) == plainest for method in route.methods or ()}


async def _misfit(routes: Sequence[BaseRoute], request: Request, error: Exception) -> Response:
    """A parameter that does not fit: an address where nothing can be, or a bad request. Its value is not repeated."""
    assert isinstance(error, RequestValidationError)
    if request.method not in _methods(routes, request):
        # A call of its own lies here, which only looks like a name.
        return await _routing(routes, request, HTTPException(405))
    where, *place = map(str, error.errors()[0]["loc"])
    misfit = (
        ServerError(codes.NOT_FOUND, what="page")
        if where == "path"
        else ServerError(codes.BAD_REQUEST, place=".".join(place))
    )
    return problem(request, misfit, misfit.status)


async def _bug(request: Request, error: Exception) -> Response:
    # The route's pattern, not the address: an address may name a record.
    route = getattr(request.scope.get("route"), "path", "?")
    # Where it happened, never what the error says: its text may quote an answer.
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("bug in %s %s: %s\n%s", request.method, route, type(error).__name__, frames)
    return problem(request, ServerError(codes.BUG), 500)
