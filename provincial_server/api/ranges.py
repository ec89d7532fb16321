"""Serving bytes that lie anywhere, whole or one range of them (RFC 9110)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

_RANGE: Final = re.compile(r"bytes=(\d{1,18})?-(\d{1,18})?")
_TYPE: Final = "application/octet-stream"
# So much is sent at once; beyond it a slow reader would keep it all in memory.
_AT_ONCE: Final = 1024 * 1024


def ranged(
    request: Request, size: int, read: Callable[[int, int], Iterator[bytes]], headers: Mapping[str, str]
) -> Response:
    """The reply with the bytes that were asked for: 200, 206, or 416 where the range lies outside.

    ``read(start, end)`` gives the bytes in pieces. What is no single range of bytes is passed over, as is one of another
    version (``If-Range``). Runs in a worker thread.
    """
    said = {**headers, "Accept-Ranges": "bytes"}
    wanted = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    same = request.headers.get("if-range", said.get("ETag", "")) == said.get("ETag", "")
    status, start, end = 200, 0, size
    if wanted is not None and any(wanted.groups()) and same:
        status = 206
        start, end = _bounds(wanted, size)
        if start >= end:
            return Response(status_code=416, headers={**said, "Content-Range": f"bytes */{size}"})
        said["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    said["Content-Length"] = str(end - start)
    if request.method == "HEAD":
        return Response(status_code=status, headers=said, media_type=_TYPE)
    if end - start <= _AT_ONCE:
        return Response(b"".join(read(start, end)), status, said, _TYPE)
    return StreamingResponse(read(start, end), status, said, _TYPE)


def _bounds(wanted: re.Match[str], size: int) -> tuple[int, int]:
    first, last = wanted.groups()
    if first is None:
        return max(0, size - int(last)), size
    return int(first), size if last is None else min(size, int(last) + 1)
