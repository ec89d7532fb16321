"""Code lists."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from provincial_server.api.bodies import json_reply, reply, takes_zstd
from provincial_server.api.contract import documented, file_reply
from provincial_server.api.deps import CallerDep, PartsDep
from provincial_server.errors import ServerError
from provincial_server.logic import catalogue
from sync_protocol import codes

router = APIRouter(prefix="/v1/lists", tags=["lists"])
# No database takes a NUL in a text.
_ListId = Annotated[str, Path(pattern=r"^[^\x00]{1,80}$")]


@router.get("", openapi_extra=documented(None, dict[str, str]))
def versions(request: Request, parts: PartsDep, _caller: CallerDep) -> Response:
    """List id -> version."""
    with parts.database.read() as connection:
        found = catalogue.list_versions(connection)
    return json_reply(found, zstd=takes_zstd(request))


@router.get("/all", openapi_extra=documented(None, dict[str, dict[str, str]]))
def texts(request: Request, parts: PartsDep, _caller: CallerDep) -> Response:
    """Every list at once: list id -> ``version`` and ``csv``; for a laptop that lacks many."""
    with parts.database.read() as connection:
        found = catalogue.list_texts(connection)
    return json_reply(found, zstd=takes_zstd(request))


@router.get("/{list_id}", response_class=Response, openapi_extra=file_reply("text/csv", codes.NOT_FOUND))
def csv_text(list_id: _ListId, request: Request, parts: PartsDep, _caller: CallerDep) -> Response:
    """A list as CSV text (UTF-8, the columns of domain.md 4)."""
    with parts.database.read() as connection:
        found = catalogue.list_csv(connection, list_id)
    if found is None:
        raise ServerError(codes.NOT_FOUND, what="list")
    return reply(found.encode(), zstd=takes_zstd(request), media_type="text/csv; charset=utf-8")
