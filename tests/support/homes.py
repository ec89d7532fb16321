"""Data of a server on either kind of database: what the tests of both are given."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from provincial_server.settings import Settings
from tests.support import postgres
from tests.support.commands import command
from tests.support.server import ServerProcess, copy_sample, place, start_server

BACKENDS: Final = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Home:
    """Where a server's data lies. ``database`` is empty for the file in the folder; ``users`` are the sample's."""

    data: Path
    database: str
    users: list[dict[str, Any]]

    @property
    def settings(self) -> Settings:
        return Settings(self.data, database=self.database)

    def serve(self) -> ServerProcess:
        """A server of it; beside PostgreSQL any number may run."""
        return start_server(self.data, users=self.users, database=self.database)


def sample_home(folder: Path, backend: str) -> Home:
    """The sample county in a new folder and, for ``postgresql``, in a new database."""
    data = folder / "data"
    if backend == "sqlite":
        return Home(data, "", copy_sample(data))
    made = _sample_on_postgresql()
    shutil.copytree(made.data, data)
    return Home(data, postgres.cluster().new_database(made.database), made.users)


@cache
def _sample_on_postgresql() -> Home:
    """The sample county, made once per test run by ``init`` (never serve it: copy it)."""
    folder = Path(tempfile.mkdtemp(prefix="kotexing-sample-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    database = postgres.cluster().new_database()
    made = command("init", *place(folder / "data", database), "--sample")
    return Home(folder / "data", database, json.loads(made.stdout)["users"])
