"""The one call of sync."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from provincial_server.api.bodies import read_json, reply, takes_zstd
from provincial_server.api.contract import checked, documented
from provincial_server.api.deps import CallerDep, PartsDep
from provincial_server.logic.sync import check_protocol, sync
from sync_protocol import limits
from sync_protocol.messages import SyncReply, SyncRequest

router = APIRouter(prefix="/v1/sync", tags=["sync"])


@router.post("", openapi_extra=documented(SyncRequest, SyncReply))
async def sync_once(request: Request, parts: PartsDep, caller: CallerDep) -> Response:
    """Push changes and pull what is new, in one round trip."""
    body = await read_json(request, limits.BODY_BYTES)
    zstd = takes_zstd(request)

    def answer() -> Response:
        check_protocol(body)
        message: SyncRequest = checked(SyncRequest, body)
        return reply(sync(parts.database, parts.snapshots, caller, message), zstd=zstd)

    return await run_in_threadpool(answer)
