"""Pieces of bundles that a laptop relays."""

from __future__ import annotations

import base64
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from provincial_server.api.bodies import IN_MEMORY_BYTES, json_reply, received
from provincial_server.api.contract import documented
from provincial_server.api.deps import CallerDep, PartsDep
from provincial_server.logic.bundles import Carrier
from sync_protocol import limits
from sync_protocol.bundles.messages import PieceReply

router = APIRouter(prefix="/v1/bundles", tags=["bundles"])
_BYTES: Final = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post("", openapi_extra=documented(None, PieceReply) | _BYTES)
async def relay(request: Request, parts: PartsDep, caller: CallerDep) -> Response:
    """Take a piece as its device has sealed and signed it, whoever brings it."""
    carrier = Carrier("network", caller.person_id, caller.device_id)
    async with received(request, limits.PIECE_BYTES) as body:
        # What is small holds changes; stretches of files are large, and never hold those up.
        lane = parts.lanes.files if body.size > IN_MEMORY_BYTES else parts.lanes.pushes
        taken = await lane.run(lambda: parts.bundles.take(body.stream.read(), carrier))
    reply: PieceReply = {
        "results": taken.results,
        "files": taken.files,
        "receipt": base64.b64encode(taken.receipt).decode(),
    }
    return json_reply(reply)
