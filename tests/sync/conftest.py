"""A store for tests of parts of the sync; a server in memory and two laptops of ``devices`` for those of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commissioner_app.store.store import Store
from tests.store.samples import KEY, KINDS, StillClock
from tests.sync.devices import Device
from tests.sync.fake_server import FakeServer


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "profile", KEY, clock=StillClock(), kinds=KINDS)
    yield opened
    opened.close()


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def one(server: FakeServer, tmp_path: Path) -> Device:
    return Device.at(server, tmp_path, "one")


@pytest.fixture
def two(server: FakeServer, tmp_path: Path) -> Device:
    return Device.at(server, tmp_path, "two")
