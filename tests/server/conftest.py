"""Servers and laptops for the server's tests, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from provincial_server.db.engine import Database
from provincial_server.settings import Settings
from tests.server.laptop import Laptop
from tests.support import postgres
from tests.support.homes import BACKENDS, Home, sample_home
from tests.support.server import ServerProcess


@pytest.fixture(scope="module", params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database; every test below it runs once on each."""
    kind = str(request.param)
    if kind == "postgresql":
        postgres.cluster()
    return kind


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, backend: str) -> Iterator[ServerProcess]:
    """A server with the sample county, shared by the tests of a module."""
    running = sample_home(tmp_path_factory.mktemp("server"), backend).serve()
    yield running
    running.stop()


@pytest.fixture
def home(tmp_path: Path, backend: str) -> Home:
    """The sample county for one test."""
    return sample_home(tmp_path, backend)


@pytest.fixture
def settings(home: Home) -> Settings:
    """Where the sample county of one test lies."""
    return home.settings


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """The database of the sample county of one test."""
    database = Database(settings.database_url)
    yield database
    database.close()


@pytest.fixture
def own_server(home: Home) -> Iterator[ServerProcess]:
    """A server with the sample county for one test that stops, kills or spoils it."""
    running = home.serve()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def laptop(server: ServerProcess) -> Callable[[str], Laptop]:
    """A signed-in laptop of the first sample user of a role; one per role and module."""
    made: dict[str, Laptop] = {}

    def of(role: str) -> Laptop:
        if role not in made:
            made[role] = Laptop(server.url, server.user(role))
            assert made[role].sign_in().status_code == 200
        return made[role]

    return of
