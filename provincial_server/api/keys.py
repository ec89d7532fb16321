"""The keys with which a laptop packs and opens bundles."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from provincial_server.api.bodies import json_reply, read_json
from provincial_server.api.contract import checked, documented
from provincial_server.api.deps import CallerDep, PartsDep
from provincial_server.logic.keys import hand_out
from sync_protocol.bundles.messages import KeysReply, KeysRequest

router = APIRouter(prefix="/v1/keys", tags=["bundles"])


@router.post("", openapi_extra=documented(KeysRequest, KeysReply))
async def exchange(request: Request, parts: PartsDep, caller: CallerDep) -> Response:
    """Register a laptop's public keys and fetch what it may hold."""
    message: KeysRequest = checked(KeysRequest, await read_json(request))
    return json_reply(await parts.lanes.sign_ins.run(partial(hand_out, parts.database, caller, message)))
