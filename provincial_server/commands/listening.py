"""The web server itself: says its address when it really answers, ends in good order."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn

from provincial_server.api.connections import Guard, allow_many_files
from provincial_server.api.observing import access
from provincial_server.api.rates import Networks
from provincial_server.commands.cli import ENVIRONMENT, say
from provincial_server.main import create_app
from provincial_server.settings import Settings

SHUTDOWN_SECONDS: Final = 10
"""What is being answered when the server is told to stop has so long to be finished."""
_GARBAGE: Final = (50_000, 20, 20)


class Server(uvicorn.Server):
    """Says when it really listens; ``tick`` is called ten times a second as long as it works."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], tick: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready
        self._tick = tick

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
        if self.started:
            self._ready()

    async def on_tick(self, counter: int) -> bool:
        self._tick()
        return await super().on_tick(counter)


def bound(host: str, port: int) -> socket.socket:
    """A socket at an address. Raises ``OSError`` when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol must be named: asyncio turns off Nagle (40 ms a reply) only for sockets that say they are TCP.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    return listening


def announce(listening: socket.socket) -> None:
    """Print where one can call."""
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    say({"url": f"http://{shown}:{port}"})


def server_of(
    settings: Settings, ready: Callable[[], None] = lambda: None, tick: Callable[[], None] = lambda: None
) -> Server:
    """A server of this process, yet to be run."""
    allow_many_files()
    if settings.access_log:
        _log_requests()
    config = uvicorn.Config(
        create_app(settings),
        http=Guard(settings.limits, Networks(settings.proxies)).protocol(),
        ws="none",
        timeout_keep_alive=settings.limits.idle_seconds,
        log_level="warning",
        # uvicorn's own would show addresses, which carry record and file names.
        access_log=False,
        server_header=False,
        forwarded_allow_ips=list(settings.proxies),
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    return Server(config, ready, tick)


def run(server: Server, listening: socket.socket) -> int:
    """Serve until told to stop; the exit code."""
    _leave_garbage()
    # The quickest loop there is on this system, as uvicorn would choose it by itself.
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(server.serve(sockets=[listening]))
    return 0 if server.started else ENVIRONMENT


def _leave_garbage() -> None:
    """Look for cycles seldom, and never in what stays for good: messages are many objects that no cycle holds."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GARBAGE)


def listen(settings: Settings, host: str, port: int) -> int:
    """Serve from this process until told to stop; the exit code. Raises ``OSError`` when the port is taken."""
    listening = bound(host, port)
    return run(server_of(settings, ready=lambda: announce(listening)), listening)


def _log_requests() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    access.addHandler(handler)
    access.setLevel(logging.INFO)
    access.propagate = False
