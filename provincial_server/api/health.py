"""Whether the server lives and can reach its data."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from provincial_server.api.bodies import json_reply
from provincial_server.api.contract import documented
from provincial_server.api.deps import PartsDep
from provincial_server.db import counters
from sync_protocol.messages import PROTOCOL, Health

router = APIRouter(tags=["health"])


@router.get("/health", openapi_extra=documented(None, Health))
def health(parts: PartsDep) -> Response:
    """Answers once the database can be read; says nothing about its contents."""
    with parts.database.read() as connection:
        counters.current(connection)
    return json_reply({"ok": True, "protocol": PROTOCOL})
