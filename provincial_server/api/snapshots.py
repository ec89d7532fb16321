"""Ready-made copies of buckets, read with ranges."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import FileResponse, Response

from provincial_server.api.contract import file_reply
from provincial_server.api.deps import CallerDep, PartsDep
from sync_protocol import codes

router = APIRouter(prefix="/v1/snapshots", tags=["sync"])


_Bucket = Annotated[str, Path(pattern=r"^[a-z]{1,20}(:[^/\x00]{1,80})?$")]
_Name = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


@router.get(
    "/{bucket}/{name}",
    response_class=Response,
    openapi_extra=file_reply("application/zstd", codes.NOT_FOUND, ranges=True),
)
def read(bucket: _Bucket, name: _Name, parts: PartsDep, caller: CallerDep) -> Response:
    """A snapshot that a sync reply named, whole or a range of it (its parts are zstd frames of their own)."""
    path = parts.snapshots.readable_path(caller, bucket, name)
    headers = {"Cache-Control": "private, no-store", "ETag": f'"{name}"', "X-Content-Type-Options": "nosniff"}
    return FileResponse(path, media_type="application/zstd", headers=headers)
