"""The one call of sync."""

from __future__ import annotations

from functools import partial
from typing import Final, NamedTuple

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from provincial_server.api.bodies import Body, json_reply, read_json, received, reply, takes_zstd
from provincial_server.api.contract import checked, documented
from provincial_server.api.deps import CallerDep, PartsDep
from provincial_server.logic.sync import check_protocol, not_taken, sync
from provincial_server.logic.thinking import ALONE
from sync_protocol import codes, limits
from sync_protocol.messages import MissingReply, MissingRequest, SyncReply, SyncRequest

router = APIRouter(prefix="/v1/sync", tags=["sync"])
_LONGEST_ID: Final = 70


class Answer(NamedTuple):
    """A reply, and how many bytes it says, unpacked."""

    reply: Response
    size: int


@router.post("", openapi_extra=documented(SyncRequest, SyncReply, codes.TOO_LARGE, codes.PROTOCOL_TOO_NEW))
async def sync_once(request: Request, parts: PartsDep, caller: CallerDep) -> Response:
    """Push changes and pull what is new, in one round trip."""
    zstd = takes_zstd(request)

    def answer(message: SyncRequest) -> Answer:
        said = sync(parts.database, parts.writer, parts.snapshots, caller, message)
        return Answer(reply(said, zstd=zstd), len(said))

    async with received(request, limits.BODY_BYTES) as body:
        if body.is_small:
            message = _message(body)
            answered = await parts.lanes.of_sync(caller.device_id, message).run(partial(answer, message))
        else:
            # What is large writes much, and waits unparsed.
            lane = parts.lanes.heavy if body.is_heavy else parts.lanes.pushes
            answered = await lane.run(lambda: answer(_large_message(body)))
    parts.lanes.answered(caller.device_id, answered.size)
    return answered.reply


@router.post("/missing", openapi_extra=documented(MissingRequest, MissingReply) | {"x-failures": (codes.TOO_LARGE,)})
async def missing(request: Request, parts: PartsDep, caller: CallerDep) -> Response:
    """Which of the caller's own changes the server does not know; asked by laptops after it was restored."""
    asked: MissingRequest = checked(MissingRequest, await read_json(request, limits.ASKED_NAMES * _LONGEST_ID))
    found = await parts.lanes.polls.run(partial(not_taken, parts.database, caller, asked["names"]))
    return json_reply(MissingReply(missing=found))


def _large_message(body: Body) -> SyncRequest:
    with ALONE:
        return _message(body)


def _message(body: Body) -> SyncRequest:
    said = body.json()
    check_protocol(said)
    message: SyncRequest = checked(SyncRequest, said)
    return message
