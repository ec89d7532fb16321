"""The published interface (OpenAPI), completed with what a route's signature does not say: who may call, and every failure.

Nothing here is written down twice: who has to sign in is read off the routes' dependencies, statuses off the errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from provincial_server.api.contract import schema
from provincial_server.api.deps import caller_of
from provincial_server.errors import statuses_of
from sync_protocol import codes
from sync_protocol.messages import Problem

BEARER: Final = "bearer"
FAILURES: Final = "x-failures"
"""Where a route names the codes it may answer with besides the common ones; not part of what is published."""
_COMMON: Final = (codes.BAD_REQUEST, codes.TOO_BUSY)
_SIGNED: Final = (codes.TOKEN_INVALID,)
_PROBLEM: Final = {"$ref": "#/components/schemas/Problem"}


def describe(app: FastAPI, routes: Sequence[APIRoute]) -> None:
    """Let the application publish its interface completed. ``routes``: all that it answers on."""

    def published() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(app, routes)
        return app.openapi_schema

    app.openapi = published  # type: ignore[method-assign]


def _completed(app: FastAPI, routes: Sequence[APIRoute]) -> dict[str, Any]:
    described: dict[str, Any] = get_openapi(title=app.title, version=app.version, routes=app.routes)
    described["components"] = {
        "schemas": {"Problem": schema(Problem)},
        "securitySchemes": {BEARER: {"type": "http", "scheme": "bearer"}},
    }
    for route in routes:
        for method in route.methods or ():
            _complete(described["paths"][route.path_format][method.lower()], route)
    return described


def _complete(operation: dict[str, Any], route: APIRoute) -> None:
    signed = needs_caller(route)
    operation["security"] = [{BEARER: []}] if signed else []
    # What the framework says of a parameter that does not fit is one of our own bad requests.
    operation["responses"].pop("422", None)
    failures = (*_COMMON, *(_SIGNED if signed else ()), *operation.pop(FAILURES, ()))
    for code in failures:
        for status in statuses_of(code):
            said = operation["responses"].setdefault(str(status), _failure())
            said["description"] = ", ".join(sorted({*filter(None, said["description"].split(", ")), code}))


def _failure() -> dict[str, Any]:
    return {"description": "", "content": {"application/json": {"schema": _PROBLEM}}}


def needs_caller(route: APIRoute) -> bool:
    """Whether a route is given its caller, and so answers nobody who has not signed in."""
    return _asks(route.dependant)


def _asks(dependant: Dependant) -> bool:
    return dependant.call is caller_of or any(map(_asks, dependant.dependencies))
