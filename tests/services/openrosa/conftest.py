"""Stand-ins of both kinds of platform, and no waiting for what fails anyway."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.services.openrosa.support import half
from tests.support.openrosa_server import OpenRosaServer


@pytest.fixture(params=["central", "kobo"])
def server(request: pytest.FixtureRequest) -> Iterator[OpenRosaServer]:
    with OpenRosaServer(request.param) as made:
        yield made


@pytest.fixture
def central() -> Iterator[OpenRosaServer]:
    with OpenRosaServer("central") as made:
        yield made


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits for a server that is to fail anyway."""
    monkeypatch.setattr("commissioner_app.sync.engine.Patience.__init__.__defaults__", (3, 0.0, 0.0, _no_wait, half))


def _no_wait(_seconds: float) -> None:
    return None
