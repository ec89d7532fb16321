"""Servers and laptops for the server's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.server.laptop import Laptop
from tests.support.server import ServerProcess, copy_sample, start_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with the sample county, shared by the tests of a module."""
    data = tmp_path_factory.mktemp("server") / "data"
    users = copy_sample(data)
    running = start_server(data, users=users)
    yield running
    running.stop()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server with the sample county for one test that stops, kills or spoils it."""
    users = copy_sample(tmp_path / "data")
    running = start_server(tmp_path / "data", users=users)
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
