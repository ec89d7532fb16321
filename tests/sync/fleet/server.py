"""The provincial server on its own disk: started, asked, killed, started again, backed up and put back from a backup."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI

from provincial_server.commands import bundles
from provincial_server.db.engine import Connection, Database
from provincial_server.logic import backup
from provincial_server.logic.bundles import Taken
from provincial_server.main import application, open_parts
from provincial_server.settings import Limits, Settings
from tests.sync.fleet import asgi, rights
from tests.sync.fleet.asgi import Answer, Request
from tests.sync.fleet.databases import guard
from tests.sync.fleet.disk import Disk, Killed, unwatched
from tests.sync.fleet.outside import Queued, World

DATA = "data"
# How often one may call is a matter of real time, which plays no part here.
_LIMITS = Limits(sign_in_burst=10**9, device_burst=10**9, address_burst=10**9)


@cache
def _one_app() -> FastAPI:
    """The application, which takes long to put together: one for all servers of this process, each with parts of its own."""
    nowhere = Path(tempfile.mkdtemp(prefix="fleet-"))
    app = application(open_parts(Settings(nowhere, limits=_LIMITS), maker=Queued()))
    app.state.parts.database.close()
    shutil.rmtree(nowhere)
    return app


class Server:
    """One server. ``up`` is false between a death and ``start``; ``stage`` is what it is doing, for the table of faults."""

    def __init__(self, world: World, loop: asyncio.AbstractEventLoop, disk: Disk, template: Path) -> None:
        self.world = world
        self.disk = disk
        self.stage = "start"
        self.up = False
        self.restores = 0
        self.access_life = timedelta(hours=world.random.choice((0.3, 12, 100)))
        self.backups: list[str] = []
        self._loop = loop
        self._queue = Queued()
        self._app: FastAPI | None = None
        self._view: sqlite3.Connection | None = None
        self._seen: tuple[int, list[dict[str, Any]]] = (-1, [])
        with unwatched():
            shutil.copytree(template, disk.folder / DATA)
        self.start()

    @property
    def settings(self) -> Settings:
        return Settings(self.disk.folder / DATA, access_life=self.access_life, reserve_bytes=0, limits=_LIMITS)

    def start(self) -> None:
        """Start the program on what its disk holds."""
        self.stage = "start"
        self._queue = Queued()
        self._app = _one_app()
        with self.living():
            self._app.state.parts = open_parts(self.settings, maker=self._queue)
        guard(self.database.engine, self.disk, self.settings.database_file)
        self.up = True

    @property
    def database(self) -> Database:
        """The running program's database."""
        assert self._app is not None
        found: Database = self._app.state.parts.database
        return found

    def call(self, request: Request, cut: int | None = None) -> Answer | None:
        """Answer a request; None where the line broke inside it. Raises ``Killed`` where the server dies of it."""
        assert self._app is not None
        self.stage = stage_of(request)
        with self.living():
            answer = asgi.call(self._loop, self._app, request, cut)
            if self.disk.doomed("answer"):
                self.disk.die("answer", "answer")
        return answer

    def work(self) -> None:
        """What goes on beside the requests: ready-made copies."""
        self.stage = "snapshot"
        with self.living():
            assert self._app is not None
            self._app.state.parts.snapshots.refresh()
            self._queue.run()

    @contextlib.contextmanager
    def living(self) -> Iterator[None]:
        """What the program does; after its death nothing of it is left."""
        try:
            yield
        except Killed:
            self._bury()
            raise

    def stop(self) -> None:
        """End the program in order."""
        if self.up:
            self.database.close()
            self._bury()

    def administer(self, stage: str, work: Callable[[Connection], Any]) -> Any:
        """A command of the administrator, beside the running server."""
        self.stage = stage
        with self.living(), self.database.write() as connection:
            return work(connection)

    def take_stick(self, file: Path, receipts: Path) -> tuple[list[Taken], list[dict[str, Any]]]:
        """The administrator's command for a bundle, beside the running server; the receipts are written as it writes them."""
        self.stage = "stick"
        assert self._app is not None
        with self.living():
            header, taken, failed = bundles.take_file(self._app.state.parts.bundles, file)
            if taken:
                bundles.write(receipts, header["server"], [one.receipt for one in taken])
            return taken, failed

    def back_up(self) -> None:
        """A backup beside the running server."""
        self.stage = "backup"
        name = f"backup-{len(self.backups)}-{self.world.random.getrandbits(20):05x}"
        with self.living():
            backup.make_backup(self.database, self.settings, self.disk.folder / name)
        self.backups.append(name)

    def restore(self, name: str) -> None:
        """Put a backup in the place of the data, as the administrator's command does; begun again where it is killed."""
        self.stop()
        self.stage = "restore"
        while True:
            try:
                backup.restore(self.settings, self.disk.folder / name)
                break
            except Killed:
                self._bury()
        self.restores += 1

    def records(self) -> list[dict[str, Any]]:
        """Every record as it stands, read past the program."""
        view = self._opened()
        version: int = view.execute("PRAGMA data_version").fetchone()[0]
        if self._seen[0] != version:
            self._seen = (
                version,
                [orjson.loads(row[0]) for row in view.execute("SELECT body FROM records ORDER BY n")],
            )
        return self._seen[1]

    def has(self, record: str) -> bool:
        """Whether it knows the record, or should: it was never put back to an older state."""
        return not self.restores or any(one["id"] == record for one in self.records())

    def shuts_out(self, device: str) -> bool:
        """Whether the administrator has shut a laptop out (which a restore may have undone)."""
        return bool(self._opened().execute("SELECT 1 FROM devices WHERE id = ? AND revoked = 1", [device]).fetchone())

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the database, read past the program."""
        return self._opened().execute(sql).fetchall()

    def rights(self, person: str) -> rights.Rights:
        """What a person may see now, by the second opinion."""
        return rights.of(person, self.records(), self.world.now().isoformat()[:10])

    def _opened(self) -> sqlite3.Connection:
        if self._view is None:
            self._view = sqlite3.connect(self.settings.database_file, isolation_level=None)
            self._seen = (-1, [])
        return self._view

    def _bury(self) -> None:
        self.up = False
        if self._view is not None:
            self._view.close()
            self._view = None
        if self._app is not None:
            self._app.state.parts.database.engine.dispose()
            self._app = None
        self.disk.bury()

    def close(self) -> None:
        """Nothing more will be asked."""
        self._bury()
        gc.collect(0)


def stage_of(request: Request) -> str:
    """What a request is about, in one word."""
    path = request.path
    if path.startswith("/v1/sync"):
        return "sync"
    if path.startswith("/v1/session"):
        return "session"
    if path.startswith("/v1/snapshots"):
        return "snapshot"
    if path.startswith("/v1/bundles"):
        return "relay"
    if path.startswith("/v1/attachments"):
        return "upload" if request.method != "GET" else "download"
    return "resources"
