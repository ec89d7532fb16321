"""Reading ahead guesses the next request; a guess that was wrong changes nothing but the line's bill."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from commissioner_app.sync.ahead import Ahead
from commissioner_app.sync.answer import Answer
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.plan import Round
from commissioner_app.sync.transport import Meter, Reply


class Line:
    def __init__(self) -> None:
        self.meter = Meter()
        self.asked: list[dict[str, Any]] = []
        self.cut = False

    def call(self, method: str, path: str, **parts: Any) -> Reply:
        self.asked.append(parts["json"])
        if self.cut:
            self.cut = False
            raise SyncFailure("server_unreachable")
        return Reply(200, {}, str(parts["json"]["cursors"]).encode())


FIRST = Round((), {"b": 0}, {}, pulls=True)
SECOND = Round((), {"b": 7}, {}, pulls=True)


def _page(more: bool) -> Answer:
    return Answer({"pages": {"b": {"cursor": 7, "more": more}}}, "", {})


def _read(reply: Reply, planned: Round) -> Answer:
    return Answer({"body": reply.body}, "", {})


def test_the_page_under_way_is_the_one_that_is_taken() -> None:
    line = Line()
    with Ahead(line, _read) as ahead:
        ahead.begin(FIRST, _page(True))
        assert ahead.call(SECOND).data["body"] == b"{'b': 7}"
    assert line.asked == [SECOND.request()]


def test_another_request_is_asked_for_itself() -> None:
    line = Line()
    with Ahead(line, _read) as ahead:
        ahead.begin(FIRST, _page(True))
        assert ahead.call(FIRST).data["body"] == b"{'b': 0}"
    assert line.asked == [SECOND.request(), FIRST.request()]


def test_nothing_is_asked_where_the_pages_end() -> None:
    line = Line()
    with Ahead(line, _read) as ahead:
        ahead.begin(FIRST, _page(False))
    assert line.asked == []


def test_a_cut_is_told_once_and_then_tried_again() -> None:
    line = Line()
    line.cut = True
    with Ahead(line, _read) as ahead:
        ahead.begin(FIRST, _page(True))
        with pytest.raises(SyncFailure):
            ahead.call(SECOND)
        assert ahead.call(SECOND).data["body"] == b"{'b': 7}"


def test_a_reply_is_made_ready_while_the_disk_is_waited_for_and_not_before() -> None:
    line = Line()
    busy, ready = threading.Event(), threading.Event()
    early: list[bool] = []

    def read(reply: Reply, planned: Round) -> Answer:
        early.append(not busy.is_set())
        ready.set()
        return _read(reply, planned)

    with Ahead(line, read) as ahead:
        ahead.begin(FIRST, _page(True))
        assert not ready.wait(0.05)
        busy.set()
        ahead.disk_is_busy()
        assert ready.wait(5)
        assert ahead.call(SECOND).data["body"] == b"{'b': 7}"
    assert early == [False]


def test_leaving_does_not_wait_for_a_disk_that_is_never_busy() -> None:
    with Ahead(Line(), _read) as ahead:
        ahead.begin(FIRST, _page(True))
