"""A backlog goes up in several requests, each change once, whatever the line does; a smaller amount goes in one."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from commissioner_app.sync import exchange, pushing
from commissioner_app.sync.engine import Engine
from commissioner_app.sync.lanes import Lanes
from commissioner_app.sync.transport import Reply
from sync_protocol import limits
from tests.sync.devices import AT_ONCE, Device, assert_equal
from tests.sync.fake_server import FakeServer, FakeTransport


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PUSH_CHANGES", 8)
    monkeypatch.setattr(pushing, "PIECE", 3)
    monkeypatch.setattr(pushing, "LEAST", 1)


def laptop(folder: Path, count: int) -> tuple[FakeServer, Device, FakeTransport]:
    server = FakeServer()
    one = Device.at(server, folder, "one")
    assert isinstance(one.transport, FakeTransport)
    for number in range(count):
        one.create({"name": f"n{number}"})
    return server, one, one.transport


def sizes(line: FakeTransport) -> list[int]:
    return [len(request["changes"]) for request in line.requests]


def test_what_fits_into_one_request_goes_in_one_with_the_pull(tmp_path: Path) -> None:
    server, one, line = laptop(tmp_path, 8)
    assert one.sync().ok
    assert sizes(line) == [8]
    assert_equal(server, one)


def test_a_backlog_goes_ahead_in_pieces_that_pull_nothing_and_the_exchange_pulls_in_the_end(tmp_path: Path) -> None:
    server, one, line = laptop(tmp_path, 20)
    result = one.sync()
    assert (result.ok, result.pushed) == (True, 20)
    assert sum(sizes(line)) == 20
    assert max(sizes(line)[:-1]) <= 3
    assert all(request["limit"] == 1 for request in line.requests[:-1])
    assert line.requests[-1]["limit"] > 1
    assert_equal(server, one)


def test_after_failures_requests_hold_less(tmp_path: Path) -> None:
    server, one, line = laptop(tmp_path, 30)
    line.faults = ["", "before", "before", "before"]
    assert one.sync().ok
    assert sizes(line)[0] == 3
    assert max(sizes(line)[1:-1]) == 1
    assert_equal(server, one)


@example_settings(max_examples=20)
@given(st.integers(1, 40), st.lists(st.sampled_from(["", "", "before", "after", "twice"]), max_size=20))
def test_each_change_arrives_once_whatever_the_line_does(
    tmp_path_factory: pytest.TempPathFactory, count: int, faults: list[str]
) -> None:
    server, one, line = laptop(tmp_path_factory.mktemp("laptop"), count)
    line.faults = list(faults)
    while not one.sync().ok:
        pass
    assert len(server.history) == count
    assert_equal(server, one)
    one.store.close()


def test_several_lines_at_once_end_as_one_does(tmp_path: Path) -> None:
    server, one, line = laptop(tmp_path, 40)
    beside = [FakeTransport(server, "one") for _ in range(3)]
    engine = Engine(one.store, line, patience=AT_ONCE, beside=beside)
    for _ in engine.run():
        pass
    assert engine.result.ok and engine.result.pushed == 40
    assert any(other.requests for other in beside)
    assert_equal(server, one)


class Measured(FakeTransport):
    """A line on which three requests of a backlog are under way together before any is answered."""

    together = threading.Barrier(3)
    lock = threading.Lock()

    def call(self, method: str, path: str, **named: Any) -> Reply:
        asked = named.get("json") or {}
        if path == "/v1/sync" and asked.get("limit") == 1 and not self.requests:
            self.together.wait(20)
        with self.lock:
            return super().call(method, path, **named)


def test_the_next_request_is_ready_when_a_line_becomes_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = FakeServer()
    lines = [Measured(server, "one") for _ in range(3)]
    one = Device(tmp_path, "one", lines[0])
    for number in range(40):
        one.create({"name": f"n{number}"})
    events: list[str] = []
    begin, applied = Lanes.begin, exchange.apply

    def begins(*named: Any) -> None:
        events.append("begins")
        begin(*named)

    def books(*named: Any, **more: Any) -> exchange.Applied:
        events.append("books")
        return applied(*named, **more)

    monkeypatch.setattr(Lanes, "begin", begins)
    monkeypatch.setattr(exchange, "apply", books)
    engine = Engine(one.store, lines[0], patience=AT_ONCE, beside=lines[1:])
    for _ in engine.run():
        pass
    assert (engine.result.ok, engine.result.pushed, len(server.history)) == (True, 40, 40)
    # After the first three a line is given its next request before the answer that freed it is booked.
    assert events[:5] == ["begins"] * 4 + ["books"]
