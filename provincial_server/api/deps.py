"""What routes are given: the server's parts, and who is calling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from provincial_server.api.lanes import Lanes
from provincial_server.db.engine import Database
from provincial_server.errors import ServerError
from provincial_server.files.keeping import Files
from provincial_server.logic.bundles import Bundles
from provincial_server.logic.health import Pulse
from provincial_server.logic.roles import Caller
from provincial_server.logic.sessions import Sessions
from provincial_server.logic.snapshots import Snapshots
from provincial_server.logic.uploads import Uploads
from provincial_server.logic.writing import Writer
from provincial_server.settings import Settings
from sync_protocol import codes


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything a request may need; made once by ``main.create_app``."""

    settings: Settings
    database: Database
    sessions: Sessions
    uploads: Uploads
    writer: Writer
    snapshots: Snapshots
    files: Files
    lanes: Lanes
    bundles: Bundles
    pulse: Pulse


async def parts_of(request: Request) -> Parts:
    """The parts of the running server; async, so that no thread is asked for them."""
    parts: Parts = request.app.state.parts
    return parts


def caller_of(request: Request) -> Caller:
    """Who is calling. Raises ``token_invalid``, ``token_expired`` or ``device_revoked``. Runs in a worker thread."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise ServerError(codes.TOKEN_INVALID)
    parts: Parts = request.app.state.parts
    return parts.sessions.authenticate(token.strip())


PartsDep = Annotated[Parts, Depends(parts_of)]
CallerDep = Annotated[Caller, Depends(caller_of)]
