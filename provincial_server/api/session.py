"""Signing in, renewing tokens, signing out."""

from __future__ import annotations

from functools import partial
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from provincial_server.api.bodies import json_reply, read_json
from provincial_server.api.contract import checked, documented
from provincial_server.api.deps import CallerDep, PartsDep
from provincial_server.logic.sync import check_protocol
from sync_protocol import codes
from sync_protocol.messages import RefreshRequest, SignInReply, SignInRequest

router = APIRouter(prefix="/v1/session", tags=["session"])
_REFRESH: Final = (codes.TOKEN_INVALID, codes.DEVICE_REVOKED, codes.TOO_LARGE)
_SIGN_IN: Final = (
    codes.BAD_PASSWORD, codes.DEVICE_REVOKED, codes.NOT_FOUND, codes.LOCKED_OUT, codes.TOO_LARGE, codes.PROTOCOL_TOO_NEW
)  # fmt: skip


@router.post("", openapi_extra=documented(SignInRequest, SignInReply, *_SIGN_IN))
async def sign_in(request: Request, parts: PartsDep) -> Response:
    """Sign a person in on a laptop."""
    body = await read_json(request)
    check_protocol(body)
    message: SignInRequest = checked(SignInRequest, body)
    return json_reply(await parts.lanes.sign_ins.run(partial(parts.sessions.sign_in, message)))


@router.post("/refresh", openapi_extra=documented(RefreshRequest, SignInReply, *_REFRESH))
async def refresh(request: Request, parts: PartsDep) -> Response:
    """Exchange a refresh token for a new pair."""
    message: RefreshRequest = checked(RefreshRequest, await read_json(request))
    renew = partial(parts.sessions.refresh, message["refresh_token"], message.get("device_id", ""))
    return json_reply(await parts.lanes.renewals.run(renew))


@router.delete("", status_code=204, response_class=Response)
async def sign_out(parts: PartsDep, caller: CallerDep) -> Response:
    """Forget this laptop's tokens."""
    await parts.lanes.renewals.run(partial(parts.sessions.sign_out, caller))
    return Response(status_code=204)
