"""A real server process on either kind of database, and what it uses of the machine."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import profiles
from provincial_server.db.engine import Database
from provincial_server.db.migrate import migrate
from provincial_server.settings import Settings

DATABASES: Final = ("sqlite", "postgresql")
PATIENCE_SECONDS: Final = 30


@dataclass
class Place:
    """Where a server's data lies and the process that serves it, once ``serve`` was called."""

    kind: str
    folder: Path
    address: str
    workers: int
    url: str = ""
    process: subprocess.Popen[str] | None = None

    @property
    def port(self) -> int:
        """The port of the server."""
        return int(self.url.rsplit(":", 1)[1])

    @contextmanager
    def opened(self) -> Iterator[Database]:
        """The database, to fill it before the server starts."""
        database = Database(Settings(self.folder, database=self.address).database_url)
        try:
            migrate(database)
            yield database
        finally:
            database.close()

    def serve(self) -> None:
        """Start the server; returns when it answers."""
        several = ["--workers", str(self.workers)] if self.workers > 1 else []
        self.process = subprocess.Popen(
            [*self._command("serve"), "--port", "0", *several],
            cwd=profiles.ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=profiles.environment(),
        )  # fmt: skip
        assert self.process.stdout is not None
        self.url = str(json.loads(self.process.stdout.readline())["url"])

    def initialise(self) -> None:
        """Make the data folder and the database."""
        subprocess.run(
            self._command("init"), cwd=profiles.ROOT, check=True, stdout=subprocess.DEVNULL, env=profiles.environment()
        )

    def used(self) -> Used:
        """What server and database have used so far."""
        assert self.process is not None
        leader = self._leader_of_database()
        return Used(*_of(self.process.pid), *(_of(leader) if leader else (0.0, 0)))

    def _leader_of_database(self) -> int | None:
        if not self.address:
            return None
        from tests.support import postgres

        pid: int | None = postgres.cluster().server.get_pid()
        return pid

    def stop(self) -> None:
        """End the server in good order."""
        if self.process is not None:
            self.process.terminate()
            self.process.communicate(timeout=PATIENCE_SECONDS)
            self.process = None

    def _command(self, verb: str) -> list[str]:
        database = ["--database", self.address] if self.address else []
        return [sys.executable, "-m", "provincial_server", verb, "--data", str(self.folder), *database]


@dataclass(frozen=True, slots=True)
class Used:
    """Processor seconds and resident bytes, of the server's processes and of the database server's."""

    server_seconds: float
    server_bytes: int
    database_seconds: float
    database_bytes: int


def _of(leader: int) -> tuple[float, int]:
    """Processor seconds and bytes of a process and all that it has started."""
    import psutil

    seconds, size = 0.0, 0
    first = psutil.Process(leader)
    for one in (first, *first.children(recursive=True)):
        with contextlib.suppress(psutil.Error):
            times, memory = one.cpu_times(), one.memory_full_info()
            seconds += times.user + times.system
            # Memory that several processes share counts once.
            size += memory.pss
    return seconds, size


@contextmanager
def running(folder: Path, kind: str, workers: int = 1) -> Iterator[Place]:
    """A place with an empty database; its server is stopped in the end."""
    with _address(folder, kind) as address:
        place = Place(kind, folder / "server", address, workers)
        place.initialise()
        try:
            yield place
        finally:
            place.stop()


@contextmanager
def _address(folder: Path, kind: str) -> Iterator[str]:
    if kind == "sqlite":
        yield ""
        return
    from tests.support import postgres

    # On the disk of the checkout, where a commit costs what it costs, and not in a folder that may be memory.
    before, tempfile.tempdir = tempfile.tempdir, str(profiles.CACHE)
    try:
        yield postgres.cluster().new_database()
    finally:
        tempfile.tempdir = before
