"""Whether the server is there: one small question, asked briefly. A hotel's login page says yes to everything and is no."""

from __future__ import annotations

from typing import Final

from commissioner_app.sync import failures
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.http import RequestsTransport, parsed
from commissioner_app.sync.network import Network
from commissioner_app.sync.transport import Transport

CONNECT_SECONDS: Final = 3.0
STALL_SECONDS: Final = 5.0


def look(server: str, network: Network) -> None:
    """Returns where the provincial server answers at that address. Raises ``SyncFailure`` (server_unreachable,
    proxy_unreachable, server_untrusted …; server_confused where somebody else answers)."""
    line = RequestsTransport(server, network=network, connect=CONNECT_SECONDS, stall=STALL_SECONDS)
    try:
        ask(line)
    finally:
        line.close()


def ask(line: Transport) -> None:
    """The question itself."""
    answer = parsed(line.call("GET", "/health", signed=False))
    if not isinstance(answer, dict) or answer.get("ok") is not True or "protocol" not in answer:
        raise SyncFailure(failures.CONFUSED)
