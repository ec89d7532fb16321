"""Puts the server together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from provincial_server.api import attachments, errors, forms, health, lists, session, sync
from provincial_server.api.deps import Parts
from provincial_server.db.engine import Database
from provincial_server.db.migrate import migrate
from provincial_server.logic.sessions import Sessions
from provincial_server.logic.uploads import Uploads
from provincial_server.settings import Settings
from sync_protocol.messages import PROTOCOL

ROUTERS = (health.router, session.router, sync.router, attachments.router, forms.router, lists.router)


def create_app(settings: Settings) -> FastAPI:
    """The server as an ASGI application. Brings the database to the present schema first."""
    database = Database(settings.database_url)
    migrate(database)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        yield
        database.close()

    app = FastAPI(title="科特行 provincial server", version=str(PROTOCOL), lifespan=life)
    uploads = Uploads(database, settings)
    uploads.drop_old()
    app.state.parts = Parts(settings, database, Sessions(database, settings), uploads)
    errors.install(app)
    for router in ROUTERS:
        app.include_router(router)
    return app
