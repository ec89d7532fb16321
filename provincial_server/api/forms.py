"""Published forms."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from provincial_server.api.bodies import json_reply, reply, takes_zstd
from provincial_server.api.contract import documented
from provincial_server.api.deps import CallerDep, PartsDep
from provincial_server.errors import ServerError
from provincial_server.logic import catalogue
from sync_protocol import codes
from sync_protocol.messages import FormNotice

router = APIRouter(prefix="/v1/forms", tags=["forms"])


@router.get("", openapi_extra=documented(None, list[FormNotice]))
def notices(request: Request, parts: PartsDep, _caller: CallerDep) -> Response:
    """Every version of every form, published or retired."""
    with parts.database.read() as connection:
        found = catalogue.form_notices(connection)
    return json_reply(found, zstd=takes_zstd(request))


@router.get("/all", openapi_extra=documented(None, dict[str, dict[str, str]]))
def xforms(request: Request, parts: PartsDep, _caller: CallerDep) -> Response:
    """The newest version of every form at once: form id -> version -> XForm; for a laptop that lacks many."""
    with parts.database.read() as connection:
        found = catalogue.form_texts(connection)
    return json_reply(found, zstd=takes_zstd(request))


@router.get("/{form_id}/{version}")
def xform(form_id: str, version: str, request: Request, parts: PartsDep, _caller: CallerDep) -> Response:
    """The XForm of one version."""
    with parts.database.read() as connection:
        xml = catalogue.form_xml(connection, form_id, version)
    if xml is None:
        raise ServerError(codes.NOT_FOUND, what="form")
    return reply(xml.encode(), zstd=takes_zstd(request), media_type="application/xml; charset=utf-8")
