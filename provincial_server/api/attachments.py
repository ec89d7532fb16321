"""Attachments: sent by the resumable upload protocol tus 1.0 (creation, checksum), read with ranges."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
from typing import Final

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response

from provincial_server.api.bodies import read_body
from provincial_server.api.deps import CallerDep, Parts, PartsDep
from provincial_server.errors import ServerError
from provincial_server.logic.attachments import readable_path
from provincial_server.logic.uploads import Progress
from sync_protocol import codes, limits

router = APIRouter(prefix="/v1/attachments", tags=["attachments"])

TUS: Final = {
    "Tus-Resumable": "1.0.0",
    "Tus-Version": "1.0.0",
    "Tus-Extension": "creation,checksum",
    "Tus-Max-Size": str(limits.ATTACHMENT_BYTES),
    "Tus-Checksum-Algorithm": "sha256,sha1",
    "Cache-Control": "no-store",
}
_CHUNK_TYPE: Final = "application/offset+octet-stream"


def speaks_tus(request: Request) -> None:
    """Refuse another version of tus by its own rule: 412, with the version that is spoken."""
    if request.headers.get("tus-resumable", TUS["Tus-Resumable"]) != TUS["Tus-Resumable"]:
        raise HTTPException(412, headers=TUS)


_SPOKEN: Final = [Depends(speaks_tus)]


@router.options("")
async def abilities() -> Response:
    """What this server knows of tus."""
    return Response(status_code=204, headers=TUS)


@router.post("", status_code=201, dependencies=_SPOKEN)
async def begin(request: Request, parts: PartsDep, caller: CallerDep) -> Response:
    """Begin an upload; ``Location`` is where to send it."""
    name = _metadata(request).get("name", "")
    length = _number(request, "upload-length")
    upload_id = await run_in_threadpool(parts.uploads.begin, caller, name, length)
    location = f"{router.prefix}/uploads/{upload_id}"
    return Response(status_code=201, headers={**TUS, "Location": location})


@router.head("/uploads/{upload_id}", dependencies=_SPOKEN)
async def how_far(upload_id: str, parts: PartsDep, caller: CallerDep) -> Response:
    """Where to go on."""
    progress = await run_in_threadpool(parts.uploads.progress, caller, upload_id)
    return Response(status_code=200, headers=_offsets(progress))


@router.patch("/uploads/{upload_id}", status_code=204, dependencies=_SPOKEN)
async def send(upload_id: str, request: Request, parts: PartsDep, caller: CallerDep) -> Response:
    """Send the next part. What arrived of it counts even if the line breaks off."""
    if request.headers.get("content-type") != _CHUNK_TYPE:
        raise ServerError(codes.BAD_REQUEST, place="Content-Type")
    offset = _number(request, "upload-offset")
    before = await run_in_threadpool(parts.uploads.progress, caller, upload_id)
    if offset != before.offset:
        raise ServerError(codes.OFFSET_MISMATCH, offset=before.offset)
    await _receive(request, parts, upload_id, before)
    progress = await run_in_threadpool(parts.uploads.settle, caller, upload_id)
    return Response(status_code=204, headers=_offsets(progress))


@router.head("/{name}")
@router.get("/{name}")
def read(name: str, parts: PartsDep, caller: CallerDep) -> Response:
    """An attachment, whole or a range of it."""
    path = readable_path(parts.database, parts.settings, caller, name)
    headers = {
        "Cache-Control": "private, max-age=31536000, immutable",
        "ETag": f'"{name}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": "attachment",
    }
    return FileResponse(path, headers=headers)


async def _receive(request: Request, parts: Parts, upload_id: str, start: Progress) -> None:
    if start.offset >= start.length:
        return
    claimed = request.headers.get("upload-checksum")
    if claimed:
        # A part with its own checksum is taken whole or not at all.
        data = await read_body(request, limits.ATTACHMENT_BYTES)
        _check(claimed, data)
        await run_in_threadpool(parts.uploads.write, upload_id, start.offset, data, start.length)
        return
    offset, waiting = start.offset, bytearray()
    # A broken line keeps what came over it: the laptop asks how far it got and goes on from there.
    with contextlib.suppress(ClientDisconnect):
        async for piece in request.stream():
            waiting += piece
            if len(waiting) >= limits.UPLOAD_CHUNK_BYTES:
                offset = await run_in_threadpool(parts.uploads.write, upload_id, offset, bytes(waiting), start.length)
                waiting.clear()
    if waiting:
        await run_in_threadpool(parts.uploads.write, upload_id, offset, bytes(waiting), start.length)


def _check(claimed: str, data: bytes) -> None:
    algorithm, _, value = claimed.partition(" ")
    if algorithm not in ("sha256", "sha1"):
        raise ServerError(codes.BAD_REQUEST, place="Upload-Checksum")
    # SHA-1 is one of the algorithms tus names; it guards against damage here, not against an attacker.
    if base64.b64encode(hashlib.new(algorithm, data, usedforsecurity=False).digest()).decode() != value.strip():
        raise ServerError(codes.CHECKSUM_MISMATCH)


DIGITS: Final = 18


def _offsets(progress: Progress) -> dict[str, str]:
    return {**TUS, "Upload-Offset": str(progress.offset), "Upload-Length": str(progress.length)}


def _number(request: Request, header: str) -> int:
    value = request.headers.get(header, "")
    if not value.isascii() or not value.isdigit() or len(value) > DIGITS:
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
