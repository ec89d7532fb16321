"""The window on a real profile and a real server: what is written goes by itself, waits while the server is away, and goes
when it is back; nobody presses anything and nobody waits for an hour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from commissioner_app import bootstrap
from commissioner_app.services.listing import ListQuery
from commissioner_app.services.program import Program
from commissioner_app.store import keys
from commissioner_app.system.secrets import MemoryStore
from commissioner_app.ui.window import MainWindow
from tests.services.conftest import visit_answers
from tests.support import server as servers
from tests.support.proxy import Proxy
from tests.ui.conftest import Opened


class AheadClock:
    """The computer's clock, put forward at will."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC).astimezone() + self.ahead

    def monotonic(self) -> float:
        return self.now().timestamp()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[list[servers.ServerProcess]]:
    users = servers.copy_sample(tmp_path / "data")
    running = [servers.start_server(tmp_path / "data", users=users)]
    yield running
    running[-1].stop()


@pytest.fixture
def profile(
    server: list[servers.ServerProcess], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Program, AheadClock]]:
    monkeypatch.setattr(keys.create, "__defaults__", (keys.Cost(1, 64, 1),))
    user, clock = server[0].user("STC"), AheadClock()
    program = bootstrap.create_profile(
        tmp_path / "p", server[0].url, user["name"], user["password"], secrets=MemoryStore(), clock=clock
    )
    list(program.sync.run(index=False))
    yield program, clock
    program.close()


@pytest.fixture
def laptop(profile: tuple[Program, AheadClock], opened: Opened) -> tuple[MainWindow, AheadClock]:
    program, clock = profile
    window = opened(program)
    window.sync._timer.stop()
    return window, clock


def pass_time(window: MainWindow, clock: AheadClock, qtbot: QtBot, seconds: int, until: Callable[[], Any]) -> None:
    """Let time pass in steps of the machine, as fast as the work it asks for is done."""
    for _ in range(0, seconds, 5):
        clock.ahead += timedelta(seconds=5)
        window.sync._tick()
        qtbot.waitUntil(lambda: not window.background.busy(), timeout=60_000)
        if until():
            return
    raise AssertionError(f"not within {seconds} s: {window.sync.plan()}, {window.sync.auto.facts}")


def write(program: Program, window: MainWindow) -> str:
    host = program.records.rows(ListQuery("host", limit=1))[0].id
    written = program.records.put("visit", visit_answers(host, mode="M1", purpose=["PU01"]))
    window.changes.announce(written.changes)
    return written.record.id


def received(program: Program, record_id: str) -> bool:
    stored = program.desk.store.records.stored(record_id)
    return stored is not None and not stored.dirty and bool(stored.received_at)


def test_work_goes_by_itself_and_waits_for_the_server(
    server: list[servers.ServerProcess], laptop: tuple[MainWindow, AheadClock], qtbot: QtBot
) -> None:
    window, clock = laptop
    program = window.program
    first = write(program, window)
    pass_time(window, clock, qtbot, 120, lambda: received(program, first))

    server[0].kill()
    second = write(program, window)
    pass_time(window, clock, qtbot, 120, lambda: window.sync.auto.facts.reachable is False)
    window.refresh_status()
    assert "离线" in window.status_line.text() and "1条走访" in window.status_line.text()
    assert window.message_bar.message is None, "nobody asked, so nobody is told"
    tried = len(program.sync.runs())
    with pytest.raises(AssertionError):
        pass_time(window, clock, qtbot, 300, lambda: received(program, second))
    assert len(program.sync.runs()) == tried, "a server that is away is looked for, not synced with"

    server.append(server[0].again(server[0].port))
    window.sync._network_changed(True)
    pass_time(window, clock, qtbot, 120, lambda: received(program, second))
    window.refresh_status()
    assert "没有待发送的内容" in window.status_line.text()


def test_a_whole_sync_goes_through_a_proxy_with_a_password(
    laptop: tuple[MainWindow, AheadClock], monkeypatch: pytest.MonkeyPatch
) -> None:
    from commissioner_app.sync import network

    monkeypatch.setattr(network, "is_loopback", lambda host: False)
    window, _clock = laptop
    program = window.program
    with Proxy("hua", "secret") as proxy:
        program.preferences.set("proxy", "manual")
        program.preferences.set("proxy_direct", "")
        program.network.set_proxy_address(proxy.address.replace("://", "://hua:secret@"))
        visit = write(program, window)
        list(program.sync.run(index=False))
    assert received(program, visit) and any("/v1/sync" in line for line in proxy.seen)
