"""Reading ahead guesses the next request; a guess that was wrong changes nothing but the line's bill."""

from __future__ import annotations

import threading

import pytest

from commissioner_app.sync.ahead import Ahead, Ask
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.transport import Reply


class Line:
    def __init__(self) -> None:
        self.asked: list[int] = []
        self.cut = False

    def ask(self, page: int) -> Ask[int]:
        def fetch() -> Reply:
            self.asked.append(page)
            if self.cut:
                self.cut = False
                raise SyncFailure("server_unreachable")
            return Reply(200, {}, str(page).encode())

        return Ask(page, fetch, lambda reply: int(reply.body))


def test_the_page_under_way_is_the_one_that_is_taken() -> None:
    line = Line()
    with Ahead[int]() as ahead:
        ahead.begin(line.ask(2))
        assert ahead.result(line.ask(2)) == 2
    assert line.asked == [2]


def test_another_request_is_asked_for_itself() -> None:
    line = Line()
    with Ahead[int]() as ahead:
        ahead.begin(line.ask(2))
        assert ahead.result(line.ask(1)) == 1
    assert line.asked == [2, 1]


def test_a_cut_is_told_once_and_then_tried_again() -> None:
    line = Line()
    line.cut = True
    with Ahead[int]() as ahead:
        ahead.begin(line.ask(2))
        with pytest.raises(SyncFailure):
            ahead.result(line.ask(2))
        assert ahead.result(line.ask(2)) == 2


def test_a_reply_is_made_ready_while_the_disk_is_waited_for_and_not_before() -> None:
    busy, ready = threading.Event(), threading.Event()
    early: list[bool] = []

    def read(reply: Reply) -> int:
        early.append(not busy.is_set())
        ready.set()
        return int(reply.body)

    ask = Ask(1, lambda: Reply(200, {}, b"1"), read)
    with Ahead[int]() as ahead:
        ahead.begin(ask)
        assert not ready.wait(0.05)
        busy.set()
        ahead.disk_is_busy()
        assert ready.wait(5)
        assert ahead.result(ask) == 1
    assert early == [False]


def test_leaving_does_not_wait_for_a_disk_that_is_never_busy() -> None:
    with Ahead[int]() as ahead:
        ahead.begin(Line().ask(1))
