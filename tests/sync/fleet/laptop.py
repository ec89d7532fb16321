"""A laptop: its profile on its own disk, opened, used, synced, killed and opened again."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from commissioner_app.domain.permissions import SessionFacts, roles_of
from commissioner_app.errors import EnvironmentFault
from commissioner_app.store import wiping
from commissioner_app.store.database import Means
from commissioner_app.store.store import Store
from commissioner_app.sync import session
from commissioner_app.sync.bundle import keyring
from commissioner_app.sync.engine import Engine, Patience
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.http import RequestsTransport
from commissioner_app.sync.network import Network
from commissioner_app.sync.progress import Progress
from commissioner_app.sync.transport import Tokens
from commissioner_app.system.clock import stamp
from tests.sync.fleet import template
from tests.sync.fleet.databases import connecting
from tests.sync.fleet.disk import Disk, Killed, unwatched
from tests.sync.fleet.line import ADDRESS, LaptopLine, Line
from tests.sync.fleet.outside import LaptopClock, World, laptop_workers
from tests.sync.fleet.people import PASSWORD

_DIRECT = Network(proxy="none")


SHUT_OUT: Final = "shut out"
WIPED: Final = "wiped"


def contents(laptop: Laptop) -> str:
    """All records of a laptop with their open conflicts, as one text; nothing where it was wiped."""
    if laptop.out == WIPED:
        return ""
    return "\n".join(map("".join, laptop.store.database.rows("SELECT answers, conflicts FROM records")))


class Laptop:
    """One laptop of one person. ``stage`` is what it is doing, for the table of faults."""

    def __init__(
        self, world: World, disk: Disk, number: int, person: str, *, line: Line, profile: Path | None = None
    ) -> None:
        self.world = world
        self.disk = disk
        self.number = number
        self.person = person
        self.name = f"{person}/{number}"
        self.clock = LaptopClock(world)
        self.line = line
        self.stage = "open"
        self.deaths = 0
        self.out = ""
        """Why this laptop works no more: ``SHUT_OUT`` or ``WIPED``."""
        self.engine: Engine | None = None
        self.run: Iterator[Progress] | None = None
        self._opened: list[Any] = []
        if profile is not None:
            with unwatched():
                shutil.copytree(profile, disk.folder, dirs_exist_ok=True)
        self.store: Store = self._open()
        self._device = str(self.store.sync_state.get(template.SIGN_IN, {}).get("device_id", ""))

    def facts(self) -> SessionFacts:
        """The person as this laptop knows them: by the last sign-in or renewal."""
        reply = self.store.sync_state.get(template.SIGN_IN, {})
        appointments = reply.get("appointments", [])
        return SessionFacts(
            person_id=self.person,
            roles=roles_of(appointments),
            buckets=frozenset(reply.get("buckets", [])),
            counties=frozenset(one["county"] for one in appointments if one["county"]),
            teams=frozenset(one["team"] for one in appointments if one["team"]),
        )

    @property
    def device(self) -> str:
        """Its id, given at the first sign-in."""
        return self._device

    def sign_in(self) -> None:
        """The person types the password. Raises ``SyncFailure``."""
        before = self.store.sync_state.get(template.SIGN_IN, {})
        adapter = LaptopLine(self.line, self.name)
        reply = session.sign_in(
            RequestsTransport(ADDRESS, network=_DIRECT, adapter=adapter),
            self.person,
            PASSWORD,
            device_id=before.get("device_id", ""),
        )
        self._keep(Tokens(reply["access_token"], reply["refresh_token"]), reply)

    def fetch_keys(self) -> None:
        """What a laptop needs to pack bundles, fetched as it is set up. Raises ``SyncFailure``."""
        keyring.fetch(self.store, self._transport())

    def begin_sync(self) -> None:
        """Begin a sync; ``step`` carries it on."""
        transport = self._transport()
        patience = Patience(attempts=3, sleep=self.world.pass_, jitter=self.world.random.random)
        self.engine = Engine(self.store, transport, patience=patience, workers=laptop_workers)
        self.run = iter(self.engine.run())

    def step(self) -> bool:
        """Carry the sync on to its next step; False when it has ended (``engine.result`` says how)."""
        assert self.run is not None
        try:
            progress = next(self.run)
        except StopIteration:
            self.run = None
            return False
        self.stage = str(progress.stage)
        return True

    @contextlib.contextmanager
    def living(self, stage: str) -> Iterator[None]:
        """What the program does; where it is killed it is started anew, and the death goes on to the caller."""
        self.stage = stage
        try:
            yield
        except Killed as death:
            if death.disk is self.disk:
                self._rise()
            raise

    def wipe(self) -> None:
        """Take everything off this laptop, in the order of ``services.wiping``; again where that was cut short."""
        self.stage = "wipe"
        wiping.begin(self.disk.folder, stamp(self.clock.now()), lambda: None)
        if self._opened:
            self.close()
        self.out = WIPED
        wiping.finish(self.disk.folder)

    def sealed(self, name: str) -> Path:
        """Where an attachment lies, encrypted."""
        return self.store.attachments.path(name)

    def close(self) -> None:
        """The person shuts the program."""
        if self.out == WIPED:
            return
        self._drop_run()
        self.store.close()
        self._opened.clear()

    def _transport(self) -> RequestsTransport:
        reply = self.store.sync_state.get(template.SIGN_IN, {})
        tokens = Tokens(reply.get("access_token", ""), reply.get("refresh_token", ""), reply.get("device_id", ""))
        adapter = LaptopLine(self.line, self.name, self._arrived)
        return RequestsTransport(ADDRESS, tokens, on_tokens=self._keep, network=_DIRECT, adapter=adapter)

    def _arrived(self, about: str) -> None:
        self.stage = f"after {about}"

    def _keep(self, tokens: Tokens, reply: Mapping[str, Any]) -> None:
        before = self.store.sync_state.get(template.SIGN_IN, {})
        kept = {**before, **reply, "access_token": tokens.access, "refresh_token": tokens.refresh}
        self.store.sync_state.set(template.SIGN_IN, kept)

    def _open(self) -> Store:
        means = Means(connecting(self.disk, self._opened), laptop_workers)
        return template.opened(self.disk.folder, clock=self.clock, means=means)

    def _rise(self) -> None:
        """Let go of all that the dead program held, and start it again, however often it dies of that."""
        while True:
            self.deaths += 1
            self._drop_run()
            self._bury()
            try:
                if wiping.read(self.disk.folder) is not None:
                    self.wipe()  # a marked profile is never opened again
                    return
                self.stage = "open"
                self.store = self._open()
            except (Killed, EnvironmentFault):
                continue  # killed again, or the disk is full: the person tries once more
            return

    def _drop_run(self) -> None:
        run, self.run = self.run, None
        if run is not None:
            with contextlib.suppress(Killed, SyncFailure):
                run.close()  # type: ignore[attr-defined]

    def _bury(self) -> None:
        for connection in self._opened:
            connection.close()
        self._opened.clear()
        running = self.store._running
        if running is not None:
            running.end(clean=False)
        self.disk.bury()
