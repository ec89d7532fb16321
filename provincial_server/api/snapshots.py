"""Ready-made copies of buckets, read with ranges."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from provincial_server.api.deps import CallerDep, PartsDep

router = APIRouter(prefix="/v1/snapshots", tags=["sync"])


@router.get("/{bucket}/{name}")
def read(bucket: str, name: str, parts: PartsDep, caller: CallerDep) -> Response:
    """A snapshot that a sync reply named, whole or a range of it (its parts are zstd frames of their own)."""
    path = parts.snapshots.readable_path(caller, bucket, name)
    headers = {"Cache-Control": "private, no-store", "ETag": f'"{name}"', "X-Content-Type-Options": "nosniff"}
    return FileResponse(path, media_type="application/zstd", headers=headers)
