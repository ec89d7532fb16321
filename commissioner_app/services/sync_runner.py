"""The network's side of the sync service: signing in, tokens, the engine's run. ``requests`` is loaded when it is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from commissioner_app.services.desk import Desk

if TYPE_CHECKING:
    from commissioner_app.sync.progress import Progress, SyncResult
    from commissioner_app.sync.transport import Transport

SIGN_IN: Final = "sign_in"


def sign_in(
    server: str,
    user: str,
    password: str,
    *,
    device_id: str = "",
    device_name: str = "",
    transport: Transport | None = None,
) -> Mapping[str, Any]:
    """Sign in at the server; its ``SignInReply``. Raises ``InputError`` bad_password, ``EnvironmentFault``."""
    raise NotImplementedError


class SyncRunner:
    """Runs the engine for one profile."""

    def __init__(self, desk: Desk, transport: Transport | None) -> None:
        self._desk = desk
        self._transport = transport
        self.result: SyncResult | None = None

    def run(self, password: str) -> Iterator[Progress]:
        """One sync; ``password`` signs in anew first."""
        raise NotImplementedError

    def fetch(self, name: str) -> None:
        """Bring one attachment here."""
        raise NotImplementedError
