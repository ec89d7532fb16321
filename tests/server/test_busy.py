"""A server whose writers are all held up: it says so, keeps answering what needs no writer, and loses nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from provincial_server.db import engine
from provincial_server.db.engine import Database
from provincial_server.errors import ServerError
from tests.server.laptop import Laptop
from tests.server.test_push import visit
from tests.support.homes import Home

FEW = "[limits]\npushes_running = 2\npushes_waiting = 3\nfiles_running = 1\nfiles_waiting = 1\n"


@pytest.fixture
def busy(home: Home, database: Database) -> Iterator[tuple[Laptop, threading.Event]]:
    """A laptop of a server whose only writer is somebody else, until the event is set."""
    (home.data / "server.toml").write_text(FEW, encoding="utf-8")
    running = home.serve()
    laptop = Laptop(running.url, running.user("STC"))
    assert laptop.sign_in().ok and laptop.sync_reply().ok
    release, held = threading.Event(), threading.Event()

    def hold() -> None:
        with database.write():
            held.set()
            release.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(10)
    yield laptop, release
    release.set()
    holder.join()
    running.stop()


def timed(laptop: Laptop) -> tuple[float, float]:
    """How long a poll and a question for health take."""
    began = time.monotonic()
    headers = laptop.headers
    body = {"protocol": 1, "changes": [], "cursors": {"province": 1}, "known": {}, "limit": 1}
    assert requests.post(f"{laptop.url}/v1/sync", json=body, headers=headers, timeout=10).ok
    polled = time.monotonic()
    assert requests.get(f"{laptop.url}/health", timeout=10).ok
    return polled - began, time.monotonic() - polled


def test_who_comes_too_many_is_told_and_the_others_are_served(busy: tuple[Laptop, threading.Event]) -> None:
    laptop, release = busy
    sent = [visit(laptop) for _ in range(12)]

    def push(change: dict[str, Any]) -> requests.Response:
        body = {"protocol": 1, "changes": [change], "cursors": {}, "known": {}, "limit": 1}
        return requests.post(f"{laptop.url}/v1/sync", json=body, headers=laptop.headers, timeout=30)

    with ThreadPoolExecutor(12) as pool:
        tried = [pool.submit(push, one) for one in sent]
        time.sleep(1.5)
        turned_away = [one.result() for one in tried if one.done()]
        # Two are worked on, three wait, the others know after how long to come again.
        assert len(turned_away) == 7
        for reply in turned_away:
            assert (reply.status_code, reply.json()["code"]) == (429, "too_busy")
            assert 2 <= int(reply.headers["Retry-After"]) <= 30
        assert max(timed(laptop)) < 5, "nothing of this waits for a writer"
        text = requests.get(f"{laptop.url}/metrics", timeout=10).text
        assert 'kotexing_lane_running{lane="pushes"} 2.0' in text and 'kotexing_lane_waiting{lane="pushes"} 3.0' in text
        assert 'kotexing_turned_away_total{reason="pushes"} 7.0' in text
        release.set()
        replies = [one.result() for one in tried]
    assert sum(reply.ok for reply in replies) == 5
    # Sent again later, all of them are there once.
    assert {push(one).json()["results"][0]["rev"] for one in sent} == {1}


def test_a_writer_waits_its_turn_and_not_for_ever(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_LONGEST_WAIT", 0.1)
    with database.write(), ThreadPoolExecutor(1) as pool:

        def second() -> None:
            with database.write():
                raise AssertionError("two writers at once")

        with pytest.raises(ServerError) as refused:
            pool.submit(second).result(10)
    assert (refused.value.code, refused.value.status) == ("too_busy", 503)
    with database.write():
        pass
