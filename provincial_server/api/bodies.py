"""Bodies in and out: size limits, zstd both ways."""

from __future__ import annotations

import io
from typing import Any, Final

import orjson
import zstandard
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from provincial_server.errors import ServerError
from sync_protocol import codes, limits

LEVEL: Final = 3
SMALL_BODY_BYTES: Final = 64 * 1024


async def read_body(request: Request, limit: int) -> bytes:
    """The body as sent. Raises ``too_large`` as soon as it passes the limit, however long it claims to be."""
    parts, size = [], 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > limit:
                raise ServerError(codes.TOO_LARGE, limit=limit)
            parts.append(part)
    except ClientDisconnect as cut:
        raise ServerError(codes.BAD_REQUEST, place="body") from cut  # nobody reads it: the line is gone
    return b"".join(parts)


async def read_json(request: Request, limit: int = SMALL_BODY_BYTES) -> Any:
    """The body, unpacked and parsed. Raises ``bad_request`` for anything that is not JSON."""
    body = await read_body(request, limit)
    encoding = request.headers.get("content-encoding", "identity")
    if encoding == "zstd":
        body = _unpacked(body, limit)
    elif encoding != "identity":
        raise ServerError(codes.BAD_REQUEST, place="Content-Encoding")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise ServerError(codes.BAD_REQUEST, place=f"body: {error}") from error


def _unpacked(body: bytes, limit: int) -> bytes:
    # Read in a stream: a small body may claim to unpack to terabytes.
    try:
        unpacked = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(body)).read(limit + 1)
    except zstandard.ZstdError as error:
        raise ServerError(codes.BAD_REQUEST, place="body: zstd") from error
    if len(unpacked) > limit:
        raise ServerError(codes.TOO_LARGE, limit=limit)
    return unpacked


def takes_zstd(request: Request) -> bool:
    """Whether the caller can unpack zstd."""
    return "zstd" in request.headers.get("accept-encoding", "")


def packed(data: bytes) -> bytes:
    """The data compressed; a new compressor each time because one must not be shared between threads."""
    return zstandard.ZstdCompressor(level=LEVEL).compress(data)


def reply(data: bytes, *, zstd: bool, media_type: str = "application/json") -> Response:
    """A reply with these bytes, compressed when that is wanted and worth it. Costly for large data: use off the loop."""
    headers = {"Vary": "Accept-Encoding"}
    if zstd and len(data) > limits.COMPRESS_ABOVE_BYTES:
        headers["Content-Encoding"] = "zstd"
        data = packed(data)
    return Response(data, media_type=media_type, headers=headers)


def json_reply(value: Any, *, zstd: bool = False) -> Response:
    """A reply with a small JSON value."""
    return reply(orjson.dumps(value), zstd=zstd)
