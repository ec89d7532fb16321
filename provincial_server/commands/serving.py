"""``init`` and ``serve``."""

from __future__ import annotations

import argparse
import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import uvicorn

from provincial_server.commands.cli import Subparsers, add_place, say, settings_of
from provincial_server.commands.opening import is_initialised, opened, sole_user
from provincial_server.errors import ServerError
from provincial_server.logic import setup
from provincial_server.main import create_app
from provincial_server.sample.county import load_sample
from provincial_server.settings import Settings

_SHUTDOWN_SECONDS = 5


def add_commands(subparsers: Subparsers) -> None:
    """The two commands that every server begins with."""
    init = subparsers.add_parser("init", help="make the data folder, publish the forms and lists that come along")
    add_place(init)
    init.add_argument("--sample", action="store_true", help="fill it with the sample county")
    init.add_argument("--seed", type=int, default=1, help="seed of the sample county")
    init.add_argument("--today", type=date.fromisoformat, default=None, help="day the sample county stands at")
    init.set_defaults(run=_init)
    serve = subparsers.add_parser("serve", help="serve laptops until stopped")
    add_place(serve)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8765, help="0 takes a free one")
    serve.set_defaults(run=_serve)


def _init(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    if not arguments.database and is_initialised(settings):
        raise ServerError("already_initialised", folder=str(settings.folder))
    with opened(settings, create=True) as database:
        setup.publish_resources(database)
        if arguments.sample:
            today = arguments.today or date.today()  # noqa: DTZ011 (the day on the wall where the server stands)
            users = load_sample(database, settings, seed=arguments.seed, today=today)
        else:
            users = [setup.first_administrator(database)]
    say({"users": users})
    return 0


class _AnnouncingServer(uvicorn.Server):
    """Says where it listens once it really does."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End in good order on a signal; uvicorn would raise it again afterwards and spoil the exit code."""
        wanted = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in wanted}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            say({"url": f"http://{host}:{port}"})


def _serve(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    if not arguments.database and not is_initialised(settings):
        raise ServerError("not_initialised", folder=str(settings.folder))
    with sole_user(settings):
        return _listen(settings, arguments)


def _listen(settings: Settings, arguments: argparse.Namespace) -> int:
    app = create_app(settings)
    family = socket.AF_INET6 if ":" in arguments.host else socket.AF_INET
    # The protocol must be named: asyncio turns off Nagle (40 ms a reply) only for sockets that say they are TCP.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((arguments.host, arguments.port))
    config = uvicorn.Config(
        app,
        log_level="warning",
        # Addresses carry record and file names: they stay out of the log.
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    server = _AnnouncingServer(config)
    asyncio.run(server.serve(sockets=[listening]))
    return 0 if server.started else 3
