"""Bodies in and out: size limits, zstd both ways, and little memory for what arrives slowly."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

import orjson
import zstandard
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from provincial_server.api.memory import Memory
from provincial_server.errors import ServerError
from provincial_server.files.folder import full_disk_told
from sync_protocol import codes, limits

LEVEL: Final = 3
SMALL_BODY_BYTES: Final = 64 * 1024
IN_MEMORY_BYTES: Final = 64 * 1024
"""What of any body is kept in memory while the rest of it is on its way; more goes to the disk, unless some is lent."""
_memory: Final = Memory(32 * 1024 * 1024)
HEAVY_BODY_BYTES: Final = 6 * 1024 * 1024
"""Unpacked, more than a laptop packs into one request: such bodies are parsed one after the other."""
_LONGEST_FRAME_HEADER: Final = 18
MOST_VALUES: Final = 5_000_000
"""More than fit into what a laptop sends; 32 MB of empty lists would else become a gigabyte of them."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body that has arrived whole, in memory or on the disk. ``unpacked`` is how large it says it is without its zstd,
    -1 where it does not say."""

    stream: IO[bytes]
    size: int
    unpacked: int
    encoding: str
    limit: int

    @property
    def is_small(self) -> bool:
        """Whether parsing it takes no time worth a thread."""
        return 0 <= self.unpacked <= SMALL_BODY_BYTES and self.size <= SMALL_BODY_BYTES

    @property
    def is_heavy(self) -> bool:
        """Whether its parts may take much memory."""
        return not 0 <= self.unpacked <= HEAVY_BODY_BYTES

    def json(self) -> Any:
        """What it says. Raises ``bad_request`` for anything that is not JSON, ``too_large``."""
        data = self._unpacked() if self.encoding == "zstd" else self.stream.read()
        if len(data) > SMALL_BODY_BYTES and sum(data.count(sign) for sign in (b",", b"[", b"{")) > MOST_VALUES:
            raise ServerError(codes.TOO_LARGE, limit=MOST_VALUES)
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError as error:
            raise ServerError(codes.BAD_REQUEST, place=f"body: {error}") from error

    def _unpacked(self) -> bytes:
        # Read in a stream: a small body may claim to unpack to terabytes.
        try:
            unpacked = zstandard.ZstdDecompressor().stream_reader(self.stream).read(self.limit + 1)
        except zstandard.ZstdError as error:
            raise ServerError(codes.BAD_REQUEST, place="body: zstd") from error
        if len(unpacked) > self.limit:
            raise ServerError(codes.TOO_LARGE, limit=self.limit)
        return unpacked


@contextlib.asynccontextmanager
async def received(request: Request, limit: int) -> AsyncIterator[Body]:
    """The body, once it is here. Raises ``too_large`` before anything is read where it says so itself, else as soon as
    it passes the limit; ``bad_request`` for an encoding that is not spoken."""
    encoding = request.headers.get("content-encoding", "identity")
    if encoding not in ("identity", "zstd"):
        raise ServerError(codes.BAD_REQUEST, place="Content-Encoding")
    claimed = request.headers.get("content-length", "")
    if claimed.isascii() and claimed.isdigit() and int(claimed) > limit:
        raise ServerError(codes.TOO_LARGE, limit=limit)
    folder: Path = request.app.state.parts.settings.uploads
    # Without a name on the disk: a server that is killed leaves nothing behind.
    announced = int(claimed) if claimed.isascii() and claimed.isdigit() else 0
    with _memory.lent(announced) as lent, SpooledTemporaryFile(max(lent, IN_MEMORY_BYTES), dir=str(folder)) as stream:
        try:
            size = await _kept(request, stream, limit, max(lent, IN_MEMORY_BYTES))
        except ClientDisconnect as cut:
            raise ServerError(codes.BAD_REQUEST, place="body") from cut  # nobody reads it: the line is gone
        stream.seek(0)
        unpacked = _claimed_size(stream) if encoding == "zstd" else size
        yield Body(stream, size, unpacked, encoding, limit)


async def _kept(request: Request, stream: IO[bytes], limit: int, in_memory: int) -> int:
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise ServerError(codes.TOO_LARGE, limit=limit)
        if size <= in_memory:
            stream.write(part)
        else:
            with full_disk_told():
                await run_in_threadpool(stream.write, part)
    return size


async def read_json(request: Request, limit: int = SMALL_BODY_BYTES) -> Any:
    """The body, unpacked and parsed. Raises as ``received`` and ``Body.json`` do, ``too_busy`` for a large one of many."""
    async with received(request, limit) as body:
        if body.is_small:
            return body.json()
        return await request.app.state.parts.lanes.heavy.run(body.json)


def _claimed_size(stream: IO[bytes]) -> int:
    head = stream.read(_LONGEST_FRAME_HEADER)
    stream.seek(0)
    try:
        return int(zstandard.frame_content_size(head))
    except zstandard.ZstdError:
        return -1


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
