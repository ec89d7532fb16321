"""Attachments: sent by the resumable upload protocol tus 1.0, read with ranges."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from provincial_server.api.bodies import json_reply, read_json, received
from provincial_server.api.contract import checked, documented, file_reply, headers, up_to
from provincial_server.api.deps import CallerDep, Parts, PartsDep
from provincial_server.api.ranges import ranged
from provincial_server.errors import ServerError
from provincial_server.logic.attachments import not_held, readable, several
from provincial_server.logic.roles import Caller
from provincial_server.logic.uploads import Progress
from sync_protocol import codes, limits, parcels
from sync_protocol.messages import FetchRequest, MissingReply, MissingRequest, SeveralReply

router = APIRouter(prefix="/v1/attachments", tags=["attachments"])

TUS: Final = {
    "Tus-Resumable": "1.0.0",
    "Tus-Version": "1.0.0",
    "Tus-Extension": "creation,creation-with-upload,checksum",
    "Tus-Max-Size": str(limits.ATTACHMENT_BYTES),
    "Tus-Checksum-Algorithm": "sha256,sha1",
    "Cache-Control": "no-store",
}
_CHUNK_TYPE: Final = "application/offset+octet-stream"
_KEPT: Final = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Disposition": "attachment",
}
_FETCHED: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_DIGITS: Final = 18
_LONGEST_NAME: Final = 80
# What arrives is written in pieces of this many bytes: so much a killed server forgets at most.
_WRITE_BYTES: Final = 256 * 1024


async def speaks_tus(request: Request) -> None:
    """Refuse another version of tus by its own rule: 412, with the version that is spoken."""
    if request.headers.get("tus-resumable", TUS["Tus-Resumable"]) != TUS["Tus-Resumable"]:
        raise HTTPException(412, headers=TUS)


_SPOKEN: Final = [Depends(speaks_tus)]
_Name = Annotated[str, Path(pattern=r"^[0-9a-f]{64}\.[a-z0-9]{1,8}$")]
_UploadId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]
_METADATA: Final = ("Upload-Metadata", "^[A-Za-z0-9+/=, _-]+$", True)
_LENGTH: Final = ("Upload-Length", up_to(limits.ATTACHMENT_BYTES), True)
_OFFSET: Final = ("Upload-Offset", "^[0-9]{1,18}$", True)
_CHECKSUM: Final = ("Upload-Checksum", "^sha(1|256) [A-Za-z0-9+/=]+$", False)
_PIECE: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {_CHUNK_TYPE: {"schema": {"type": "string", "format": "binary"}}}},
    "parameters": headers(_OFFSET, _CHECKSUM),
    "responses": {"415": {"description": f"the body is no {_CHUNK_TYPE}"}},
    "x-failures": (
        codes.NOT_FOUND,
        codes.OFFSET_MISMATCH,
        codes.TOO_LARGE,
        codes.CHECKSUM_MISMATCH,
        codes.STORAGE_FULL,
    ),
}
_NOT_BEGUN: Final = (codes.TOO_LARGE, codes.CHECKSUM_MISMATCH, codes.STORAGE_FULL)
_SEVERAL: Final = {
    "requestBody": {
        "required": False,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    },
    "x-failures": (codes.TOO_LARGE, codes.STORAGE_FULL),
}
_FETCHING: Final = {**documented(FetchRequest, Any), **file_reply("application/octet-stream", codes.TOO_LARGE)}
_SERVED: Final = file_reply("application/octet-stream", codes.NOT_FOUND, ranges=True)


@router.options("", status_code=204, response_class=Response)
async def abilities() -> Response:
    """What this server knows of tus."""
    return Response(status_code=204, headers=TUS)


@router.post(
    "",
    status_code=201,
    dependencies=_SPOKEN,
    response_class=Response,
    openapi_extra={"parameters": headers(_LENGTH, _METADATA), "x-failures": _NOT_BEGUN},
)
async def begin(request: Request, parts: PartsDep, caller: CallerDep) -> Response:
    """Begin an upload; ``Location`` is where to send it. A body is its first part, or all of it."""
    name = _metadata(request).get("name", "")
    length = _number(request, "upload-length")
    with_body = request.headers.get("content-type") == _CHUNK_TYPE
    if with_body and request.headers.get("content-length") == str(length) and length <= limits.UPLOAD_CHUNK_BYTES:
        async with received(request, length) as body:

            def take() -> tuple[str, Progress]:
                _check(request.headers.get("upload-checksum"), data := body.stream.read())
                return parts.uploads.take(caller, name, data)

            upload_id, progress = await parts.lanes.files.run(take)
        return _begun(upload_id, _offsets(progress))
    upload_id = await parts.lanes.files.run(partial(parts.uploads.begin, caller, name, length))
    if not with_body:
        return _begun(upload_id, TUS)
    progress = await _receive(request, parts, caller, upload_id, Progress(0, length))
    return _begun(upload_id, _offsets(progress))


@router.post("/several", openapi_extra=documented(None, SeveralReply) | _SEVERAL)
async def take_several(request: Request, parts: PartsDep, caller: CallerDep) -> Response:
    """Take small attachments that come in one body: for each a line ``<name> <length>`` with its bytes after it."""
    async with received(request, limits.SEVERAL_BYTES) as body:
        fates, at = await parts.lanes.files.run(
            lambda: parts.uploads.take_several(caller, _unpacked(body.stream.read()))
        )
    reply: SeveralReply = {"files": fates, "received_at": at}
    return json_reply(reply)


@router.post("/fetch", response_class=Response, openapi_extra=_FETCHING)
async def fetch(request: Request, parts: PartsDep, caller: CallerDep) -> Response:
    """Several attachments in one body: for each a line ``<name> <size> <length>`` with its first bytes after it."""
    asked: FetchRequest = checked(FetchRequest, await read_json(request, limits.ASKED_NAMES * _LONGEST_NAME))
    most = min(max(1, asked["bytes"]), limits.FETCH_BYTES)

    def read() -> bytes:
        return parcels.serving(several(parts.database, parts.files, caller, asked["names"], most))

    return Response(await parts.lanes.files.run(read), headers=_FETCHED, media_type="application/octet-stream")


@router.post("/missing", openapi_extra=documented(MissingRequest, MissingReply) | {"x-failures": (codes.TOO_LARGE,)})
async def missing(request: Request, parts: PartsDep, caller: CallerDep) -> Response:
    """Which of some attachments the server does not hold; asked by laptops after it was restored."""
    asked: MissingRequest = checked(MissingRequest, await read_json(request, limits.ASKED_NAMES * _LONGEST_NAME))
    found = await parts.lanes.files.run(partial(not_held, parts.database, caller, asked["names"]))
    return json_reply(MissingReply(missing=found))


@router.head(
    "/uploads/{upload_id}",
    dependencies=_SPOKEN,
    response_class=Response,
    openapi_extra={"x-failures": (codes.NOT_FOUND,)},
)
async def how_far(upload_id: _UploadId, parts: PartsDep, caller: CallerDep) -> Response:
    """Where to go on."""
    progress = await run_in_threadpool(parts.uploads.progress, caller, upload_id)
    return Response(status_code=200, headers=_offsets(progress))


@router.patch(
    "/uploads/{upload_id}", status_code=204, dependencies=_SPOKEN, response_class=Response, openapi_extra=_PIECE
)
async def send(upload_id: _UploadId, request: Request, parts: PartsDep, caller: CallerDep) -> Response:
    """Send the next part. What arrived of it counts even if the line breaks off."""
    if request.headers.get("content-type") != _CHUNK_TYPE:
        raise HTTPException(415, headers=TUS)
    offset = _number(request, "upload-offset")
    before = await run_in_threadpool(parts.uploads.progress, caller, upload_id)
    if offset != before.offset:
        raise ServerError(codes.OFFSET_MISMATCH, offset=before.offset)
    progress = await _receive(request, parts, caller, upload_id, before)
    return Response(status_code=204, headers=_offsets(progress))


@router.head("/{name}", response_class=Response, openapi_extra=_SERVED)
@router.get("/{name}", response_class=Response, openapi_extra=_SERVED)
def read(name: _Name, request: Request, parts: PartsDep, caller: CallerDep) -> Response:
    """An attachment, whole or a range of it."""
    found = readable(parts.database, parts.files, caller, name)
    return ranged(request, found.size, found.read, {**_KEPT, "ETag": f'"{name}"'})


async def _receive(request: Request, parts: Parts, caller: Caller, upload_id: str, start: Progress) -> Progress:
    """Take in a part of an upload; how far it then is."""
    if start.offset < start.length:
        claimed = request.headers.get("upload-checksum")
        if claimed:
            # A part with its own checksum is taken whole or not at all.
            async with received(request, limits.ATTACHMENT_BYTES) as body:

                def take() -> None:
                    _check(claimed, data := body.stream.read())
                    parts.uploads.write(upload_id, start.offset, data, start.length)

                await parts.lanes.files.run(take)
        else:
            await _stream(request, parts, upload_id, start)
    return await parts.lanes.files.run(partial(parts.uploads.settle, caller, upload_id))


async def _stream(request: Request, parts: Parts, upload_id: str, start: Progress) -> None:
    offset, waiting = start.offset, bytearray()
    # A broken line keeps what came over it: the laptop asks how far it got and goes on from there.
    with contextlib.suppress(ClientDisconnect):
        async for piece in request.stream():
            waiting += piece
            if len(waiting) >= _WRITE_BYTES:
                write = partial(parts.uploads.write, upload_id, offset, bytes(waiting), start.length)
                offset = await parts.lanes.files.run(write)
                waiting.clear()
    if waiting:
        await run_in_threadpool(parts.uploads.write, upload_id, offset, bytes(waiting), start.length)


def _check(claimed: str | None, data: bytes) -> None:
    if claimed is None:
        return
    algorithm, _, value = claimed.partition(" ")
    if algorithm not in ("sha256", "sha1"):
        raise ServerError(codes.BAD_REQUEST, place="Upload-Checksum")
    # SHA-1 is one of the algorithms tus names; it guards against damage here, not against an attacker.
    if base64.b64encode(hashlib.new(algorithm, data, usedforsecurity=False).digest()).decode() != value.strip():
        raise ServerError(codes.CHECKSUM_MISMATCH)


def _unpacked(body: bytes) -> list[tuple[str, bytes]]:
    try:
        return parcels.unpacked(body)
    except ValueError as error:
        raise ServerError(codes.BAD_REQUEST, place=f"body: {error}") from error


def _begun(upload_id: str, headers: Mapping[str, str]) -> Response:
    return Response(status_code=201, headers={**headers, "Location": f"{router.prefix}/uploads/{upload_id}"})


def _offsets(progress: Progress) -> dict[str, str]:
    said = {**TUS, "Upload-Offset": str(progress.offset), "Upload-Length": str(progress.length)}
    return {**said, "Upload-Received-At": progress.received_at} if progress.received_at else said


def _number(request: Request, header: str) -> int:
    value = request.headers.get(header, "")
    if not value.isascii() or not value.isdigit() or len(value) > _DIGITS:
        raise ServerError(codes.BAD_REQUEST, place=header)
    return int(value)


def _metadata(request: Request) -> dict[str, str]:
    """tus writes ``name <base64>`` pairs with commas between them."""
    found = {}
    for pair in request.headers.get("upload-metadata", "").split(","):
        key, _, encoded = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise ServerError(codes.BAD_REQUEST, place="Upload-Metadata") from error
    return found
