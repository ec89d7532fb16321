"""Published forms: read by every laptop, published and retired by headquarters."""

from __future__ import annotations

import base64
import binascii
from dataclasses import asdict
from typing import Annotated, Final

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from provincial_server.api.bodies import json_reply, read_json, reply, takes_zstd
from provincial_server.api.contract import checked, documented, file_reply
from provincial_server.api.deps import CallerDep, PartsDep
from provincial_server.errors import ServerError
from provincial_server.logic import catalogue, forms
from provincial_server.logic.roles import Caller
from sync_protocol import codes, limits
from sync_protocol.messages import FormNotice, PublishReply, PublishRequest, RetireReply, RetireRequest
from sync_protocol.roles import PUBLISHERS

router = APIRouter(prefix="/v1/forms", tags=["forms"])

# No database takes a NUL in a text.
_Text = Annotated[str, Path(pattern=r"^[^\x00]{1,200}$")]
_Sum = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
_REFUSED: Final = (codes.NOT_ALLOWED, codes.TOO_LARGE, codes.FORM_CHANGED)
_NOT_RETIRED: Final = (codes.NOT_ALLOWED, codes.TOO_LARGE, codes.UNKNOWN, codes.FORM_NEEDED)

# The file's content in base64, with room for the XForm beside it.
_LARGEST: Final = limits.FORM_FILES_BYTES * 4 // 3 + forms.XML_BYTES


@router.get("", openapi_extra=documented(None, list[FormNotice]))
def notices(request: Request, parts: PartsDep, _caller: CallerDep) -> Response:
    """Every version of every form, published or retired."""
    with parts.database.read() as connection:
        found = catalogue.form_notices(connection)
    return json_reply(found, zstd=takes_zstd(request))


@router.post("", openapi_extra=documented(PublishRequest, PublishReply, *_REFUSED))
async def publish(request: Request, parts: PartsDep, caller: CallerDep) -> Response:
    """Publish a form version with its files. For headquarters (``PROVINCE``, ``ADMIN``)."""
    by = _publisher(request, caller)
    body = await read_json(request, _LARGEST)

    def answer() -> Response:
        message: PublishRequest = checked(PublishRequest, body)
        material = forms.Material(message["xml"], {name: _bytes(name, text) for name, text in message["files"].items()})
        ready = forms.prepared(material, by)
        with parts.database.write() as connection:
            published = forms.publish_prepared(connection, ready, by)
        return json_reply(asdict(published))

    return await parts.lanes.heavy.run(answer)


@router.get("/all", openapi_extra=documented(None, dict[str, dict[str, str]]))
def xforms(request: Request, parts: PartsDep, _caller: CallerDep) -> Response:
    """The newest version of every form at once: form id -> version -> XForm; for a laptop that lacks many."""
    with parts.database.read() as connection:
        found = catalogue.form_texts(connection)
    return json_reply(found, zstd=takes_zstd(request))


@router.get(
    "/files/{sha256}", response_class=Response, openapi_extra=file_reply("application/octet-stream", codes.NOT_FOUND)
)
def file(sha256: _Sum, request: Request, parts: PartsDep, _caller: CallerDep) -> Response:
    """A file that travels with forms, by the SHA-256 of its content."""
    with parts.database.read() as connection:
        data = catalogue.form_file(connection, sha256)
    if data is None:
        raise ServerError(codes.NOT_FOUND, what="file")
    return reply(data, zstd=takes_zstd(request), media_type="application/octet-stream")


@router.post("/{form_id}/retire", openapi_extra=documented(RetireRequest, RetireReply, *_NOT_RETIRED))
async def retire(form_id: _Text, request: Request, parts: PartsDep, caller: CallerDep) -> Response:
    """Offer a form, or one version of it, no longer. For headquarters."""
    by = _publisher(request, caller)
    body = await read_json(request)

    def answer() -> Response:
        message: RetireRequest = checked(RetireRequest, body)
        with parts.database.write() as connection:
            changed = forms.retire(connection, form_id, message["version"], by)
        return json_reply(RetireReply(id=form_id, retired=changed))

    return await parts.lanes.heavy.run(answer)


@router.get(
    "/{form_id}/{version}", response_class=Response, openapi_extra=file_reply("application/xml", codes.NOT_FOUND)
)
def xform(form_id: _Text, version: _Text, request: Request, parts: PartsDep, _caller: CallerDep) -> Response:
    """The XForm of one version."""
    with parts.database.read() as connection:
        xml = catalogue.form_xml(connection, form_id, version)
    if xml is None:
        raise ServerError(codes.NOT_FOUND, what="form")
    return reply(xml.encode(), zstd=takes_zstd(request), media_type="application/xml; charset=utf-8")


def _publisher(request: Request, caller: Caller) -> forms.Publisher:
    """Who publishes. Raises ``not_allowed`` before anything is read."""
    if caller.roles.isdisjoint(PUBLISHERS):
        raise ServerError(codes.NOT_ALLOWED, what="form")
    english = request.headers.get("accept-language", "").lower().startswith("en")
    return forms.Publisher(caller.person_id, caller.device_id, "en" if english else "zh")


def _bytes(name: str, text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ServerError(codes.BAD_REQUEST, place=f"files.{name}") from error
