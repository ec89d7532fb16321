"""The network's side of the sync service: signing in, tokens, the engine's run. ``requests`` is loaded when it is used."""

from __future__ import annotations

import logging
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from commissioner_app.errors import InputError
from commissioner_app.i18n import language
from commissioner_app.services.desk import Desk
from commissioner_app.services.file_gate import FileGate, Hold
from commissioner_app.services.network import Networking
from commissioner_app.services.session import session_of
from commissioner_app.services.sync_endings import failure
from commissioner_app.services.wiping import Wiping
from commissioner_app.store import keys
from sync_protocol import codes

if TYPE_CHECKING:
    from commissioner_app.sync.engine import Engine
    from commissioner_app.sync.network import Network
    from commissioner_app.sync.progress import Progress, SyncResult
    from commissioner_app.sync.transport import Tokens, Transport

LOG: Final = logging.getLogger(__name__)
SIGN_IN: Final = "sign_in"
FILE_LINES: Final = 4
"""Connections for photos and files where the line bears them; a weak one has one."""


def sign_in(
    server: str,
    user: str,
    password: str,
    *,
    device_id: str = "",
    device_name: str = "",
    transport: Transport | None = None,
    network: Network | None = None,
) -> Mapping[str, Any]:
    """Sign in at the server; its ``SignInReply``. ``network`` is the way there, the usual one where none is given.

    Raises ``InputError`` bad_password; ``EnvironmentFault`` server_unreachable, locked_out …"""
    from commissioner_app.sync import session
    from commissioner_app.sync.failures import SyncFailure
    from commissioner_app.sync.http import RequestsTransport
    from commissioner_app.sync.network import USUAL

    try:
        return session.sign_in(
            transport or RequestsTransport(server, network=network or USUAL),
            user,
            password,
            device_id=device_id,
            device_name=device_name or platform.node(),
        )
    except SyncFailure as error:
        if error.code == codes.BAD_PASSWORD:
            raise InputError("bad_password") from error
        raise


class _Counted:
    """What has gone over all lines of a laptop together."""

    def __init__(self, lines: Sequence[Transport]) -> None:
        self._meters = [line.meter for line in lines]

    @property
    def bytes_sent(self) -> int:
        return sum(meter.bytes_sent for meter in self._meters)

    @property
    def bytes_received(self) -> int:
        return sum(meter.bytes_received for meter in self._meters)


class SyncRunner:
    """Runs the engine for one profile, and keeps its tokens."""

    def __init__(self, desk: Desk, transport: Transport | None, wiping: Wiping) -> None:
        self._desk = desk
        self._wiping = wiping
        self._given = transport
        self._own: Transport | None = None
        self._beside: list[Transport] = []
        self._way: tuple[str, Network] | None = None
        self._networking = Networking(desk)
        self._engine: Engine | None = None
        self._counted: _Counted | None = None
        self._before = (0, 0)
        self.result: SyncResult | None = None
        self.held: Hold = ""
        """Why the last run left files waiting."""

    def run(self, password: str, hold: Callable[[bool], Hold] = lambda weak: "") -> Iterator[Progress]:
        """One sync; ``password`` signs in anew first. ``hold`` says before each file why it must wait."""
        from commissioner_app.sync.engine import Engine

        self.result = None
        if password:
            with self._wiping.heeding():
                self._sign_in_again(password)
        line = self._line()
        counted = _Counted((line, *self._beside))
        self._counted, self._before = counted, (counted.bytes_sent, counted.bytes_received)
        gate = FileGate(hold, counted, self._desk.clock.monotonic)
        engine = Engine(self._desk.store, line, files=gate, beside=self._beside)
        self._engine, self.result = engine, engine.result
        try:
            yield from self._steps(engine)
        finally:
            self._engine, self.held = None, gate.why

    def _steps(self, engine: Engine) -> Iterator[Progress]:
        yield from engine.run()
        done = engine.result
        LOG.info(
            "sync %s: pushed %d, pulled %d, %d requests, %.1f s",
            done.error or "done", done.pushed, done.pulled, done.requests, done.seconds,
        )  # fmt: skip
        error = failure(done)
        if error is not None:
            raise self._wiping.heeded(error)

    @property
    def traffic(self) -> tuple[int, int]:
        """Bytes sent and received since the last run began."""
        now, before = self._counted, self._before
        return (0, 0) if now is None else (now.bytes_sent - before[0], now.bytes_received - before[1])

    def stop(self) -> None:
        """Cut short what a running sync waits for; callable from any thread."""
        engine = self._engine
        if engine is not None:
            engine.stop()

    def look(self) -> None:
        """Returns where the server answers. Raises ``SyncFailure``."""
        from commissioner_app.sync import reach

        if self._given is not None:
            reach.ask(self._given)
        else:
            reach.look(keys.read(self._desk.folder).server, self._networking.network())

    def fetch(self, name: str) -> None:
        """Bring one attachment here. Raises ``EnvironmentFault``, ``InputError`` attachment_not_found."""
        from commissioner_app.sync import attachments
        from commissioner_app.sync.failures import SyncFailure

        try:
            with self._wiping.heeding():
                attachments.fetch(self._desk.store, self._line(), name)
        except SyncFailure as error:
            if error.code == codes.NOT_FOUND:
                raise InputError("attachment_not_found", name=name) from error
            raise

    def ask(self, method: str, path: str, message: Any) -> Any:
        """One call of the server outside of a sync. Raises ``SyncFailure``."""
        from commissioner_app.sync.http import parsed

        with self._wiping.heeding():
            return parsed(self._line().call(method, path, json=message, headers={"Accept-Language": language()}))

    def _line(self) -> Transport:
        if self._given is not None:
            return self._given
        way = (keys.read(self._desk.folder).server, self._networking.network())
        if self._own is None or way != self._way:
            from commissioner_app.sync.http import RequestsTransport
            from commissioner_app.sync.transport import Tokens

            reply = self._desk.store.sync_state.get(SIGN_IN, {})
            device = keys.read(self._desk.folder).device_id
            tokens = Tokens(reply.get("access_token", ""), reply.get("refresh_token", ""), device)
            server, network = self._way = way
            self._own = RequestsTransport(server, tokens, on_tokens=self._renewed, network=network)
            self._beside = [self._own.beside() for _ in range(FILE_LINES - 1)]
        return self._own

    def _renewed(self, tokens: Tokens, reply: Mapping[str, Any]) -> None:
        """New tokens are kept before they are used; they come with the appointments as they are today."""
        before = self._desk.store.sync_state.get(SIGN_IN, {})
        kept = {**before, **reply, "access_token": tokens.access, "refresh_token": tokens.refresh}
        self._desk.store.sync_state.set(SIGN_IN, kept)
        self._desk.session = session_of(kept, self._desk.today())

    def _sign_in_again(self, password: str) -> None:
        """The same person on the same laptop; another person's name would mix two people's work."""
        from commissioner_app.sync.transport import Tokens

        before = self._desk.store.sync_state.get(SIGN_IN, {})
        profile = keys.read(self._desk.folder)
        reply = sign_in(
            profile.server, before.get("user", ""), password, device_id=profile.device_id, transport=self._given,
            network=self._networking.network(),
        )  # fmt: skip
        if reply["person_id"] != self._desk.session.person_id:
            raise InputError("another_person")
        self._renewed(Tokens(reply["access_token"], reply["refresh_token"]), reply)
        if reply["device_code"] != profile.device_code or reply["device_id"] != profile.device_id:
            keys.update(
                self._desk.folder, replace(profile, device_id=reply["device_id"], device_code=reply["device_code"])
            )
        self._own = None
