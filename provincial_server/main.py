"""Puts the server together."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from fastapi.routing import APIRoute

from provincial_server.api import attachments, bundles, errors, forms, health, keys, lists, session, snapshots, sync
from provincial_server.api.deps import Parts
from provincial_server.api.describing import describe
from provincial_server.api.lanes import Lanes
from provincial_server.api.observing import PATH as METRICS
from provincial_server.api.observing import Observer, show_metrics
from provincial_server.api.rates import Networks, RateLimits
from provincial_server.db.engine import Database
from provincial_server.db.migrate import migrate
from provincial_server.errors import ServerError
from provincial_server.files.opening import files_of
from provincial_server.logic import keys as device_keys
from provincial_server.logic.bundles import Bundles
from provincial_server.logic.gauges import look_around
from provincial_server.logic.health import Pulse
from provincial_server.logic.sessions import Sessions
from provincial_server.logic.snapshots import Snapshots
from provincial_server.logic.tending import tend
from provincial_server.logic.uploads import Uploads
from provincial_server.logic.writing import Writer
from provincial_server.settings import Settings
from sync_protocol.messages import PROTOCOL

_LOG = logging.getLogger("provincial_server")
_TENDING_SECONDS = 6 * 3600
_LOOKING_SECONDS = 5
_SNAPSHOT_SECONDS = 3

ROUTERS = (
    health.router, session.router, sync.router, snapshots.router, attachments.router, forms.router, lists.router,
    keys.router, bundles.router,
)  # fmt: skip


def open_parts(settings: Settings, *, maker: Executor | None = None) -> Parts:
    """All that requests need. Brings the database to the present schema first.

    ``maker`` makes snapshots beside the requests, in place of a thread."""
    database = Database(settings.database_url)
    migrate(database)
    device_keys.ensure(database)

    files = files_of(settings)
    uploads = Uploads(database, settings, files)
    tend(database, uploads)
    ready_made = Snapshots(database, settings, maker)
    ready_made.clear()
    return Parts(
        settings,
        database,
        Sessions(database, settings),
        uploads,
        Writer(database),
        ready_made,
        files,
        Lanes(settings.limits),
        Bundles(database, uploads),
        Pulse(database, settings),
    )


def create_app(settings: Settings) -> FastAPI:
    """The server as an ASGI application."""
    return application(open_parts(settings))


def application(parts: Parts) -> FastAPI:
    """The ASGI application of these parts."""
    settings, database, lanes = parts.settings, parts.database, parts.lanes

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        tasks = [
            asyncio.create_task(_regularly(lanes, _TENDING_SECONDS, partial(tend, database, parts.uploads))),
            asyncio.create_task(_regularly(lanes, _SNAPSHOT_SECONDS, parts.snapshots.refresh)),
            asyncio.create_task(_look_regularly(database, settings, lanes)),
        ]
        yield
        for task in tasks:
            task.cancel()
        parts.snapshots.close()
        database.close()

    app = FastAPI(title="科特行 provincial server", version=str(PROTOCOL), lifespan=life)
    app.state.parts = parts
    app.add_middleware(RateLimits, limits=settings.limits, proxies=Networks(settings.proxies))
    app.add_middleware(Observer)
    app.add_route(METRICS, show_metrics, include_in_schema=False)
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    errors.install(app, routes)
    for router in ROUTERS:
        app.include_router(router)
    describe(app, routes)
    return app


async def _look_regularly(database: Database, settings: Settings, lanes: Lanes) -> None:
    while True:
        lanes.measure()
        with contextlib.suppress(ServerError):  # too busy for that just now
            await lanes.tending.run(partial(look_around, database, settings))
        await asyncio.sleep(_LOOKING_SECONDS)


async def _regularly(lanes: Lanes, seconds: float, work: Callable[[], object]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await lanes.tending.run(work)
        except Exception:  # noqa: BLE001 (a database that is away for a while must not end this for good)
            _LOG.exception("left for the next time")
