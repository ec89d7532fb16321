"""The web server itself: says its address when it really answers, ends in good order."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from provincial_server.api.connections import Guard, allow_many_files
from provincial_server.api.rates import Networks
from provincial_server.commands.cli import say
from provincial_server.main import create_app
from provincial_server.settings import Settings

_SHUTDOWN_SECONDS = 5
_ENVIRONMENT = 3


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
            shown = f"[{host}]" if ":" in host else host
            say({"url": f"http://{shown}:{port}"})


def listen(settings: Settings, host: str, port: int) -> int:
    """Serve until told to stop; the exit code. Raises ``OSError`` when the port is taken."""
    app = create_app(settings)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol must be named: asyncio turns off Nagle (40 ms a reply) only for sockets that say they are TCP.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    allow_many_files()
    guard = Guard(settings.limits, Networks(settings.proxies))
    config = uvicorn.Config(
        app,
        http=guard.protocol(),
        ws="none",
        timeout_keep_alive=settings.limits.idle_seconds,
        log_level="warning",
        # Addresses carry record and file names: they stay out of the log.
        access_log=False,
        server_header=False,
        forwarded_allow_ips=list(settings.proxies),
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    server = _AnnouncingServer(config)
    # The quickest loop there is on this system, as uvicorn would choose it by itself.
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(server.serve(sockets=[listening]))
    return 0 if server.started else _ENVIRONMENT
