"""Whether the server lives and can reach its data."""

from __future__ import annotations

from typing import Final

import anyio
from anyio import to_thread
from fastapi import APIRouter
from starlette.responses import Response

from provincial_server.api.bodies import json_reply
from provincial_server.api.contract import documented
from provincial_server.api.deps import PartsDep
from provincial_server.errors import ServerError
from sync_protocol.messages import Health

router = APIRouter(tags=["health"])
_PATIENCE_SECONDS: Final = 5.0


@router.get("/health", openapi_extra=documented(None, Health))
async def health(parts: PartsDep) -> Response:
    """Answers once the database can be read; says nothing about its contents."""
    # In threads of its own, and not for ever: what everything else waits for must not keep this from saying so.
    with anyio.move_on_after(_PATIENCE_SECONDS):
        found = await to_thread.run_sync(parts.pulse.feel, limiter=parts.lanes.pulse, abandon_on_cancel=True)
        return json_reply(found)
    raise ServerError("database_away", exit_code=3)
