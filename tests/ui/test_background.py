"""Work off the main thread: results on the main thread, writes one after another, cancelling, errors."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from commissioner_app.ui.shared.background import Background


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


def test_results_and_errors_arrive_on_the_main_thread(background: Background, qtbot: QtBot) -> None:
    seen: list[object] = []

    def fail() -> None:
        raise ValueError("no")

    background.run(threading.current_thread, lambda thread: seen.append((thread, threading.current_thread())))
    background.run(fail, failed=lambda error: seen.append((type(error), threading.current_thread())))
    qtbot.waitUntil(lambda: len(seen) == 2)
    main = threading.main_thread()
    assert seen[0][1] is main and seen[0][0] is not main
    assert seen[1] == (ValueError, main)
    assert not background.busy()


def test_writes_keep_their_order(background: Background, qtbot: QtBot) -> None:
    seen: list[int] = []

    def work(number: int) -> None:
        time.sleep(0.01 if number == 0 else 0)
        seen.append(number)

    for number in range(20):
        background.run(lambda number=number: work(number))
    qtbot.waitUntil(lambda: len(seen) == 20)
    assert seen == list(range(20))


def test_a_stream_tells_its_steps_and_stops_when_it_is_cancelled(background: Background, qtbot: QtBot) -> None:
    steps: list[int] = []
    ended: list[str] = []
    closed = threading.Event()

    def endless() -> Iterator[int]:
        try:
            number = 0
            while True:
                yield number
                number += 1
                time.sleep(0.001)
        finally:
            closed.set()

    job = background.stream(endless, steps.append, lambda: ended.append("done"))
    qtbot.waitUntil(lambda: len(steps) > 3)
    job.cancel()
    qtbot.waitUntil(lambda: not background.busy())
    told = len(steps)
    qtbot.wait(20)
    assert closed.is_set() and len(steps) == told and not ended


def test_nothing_is_said_to_an_owner_that_is_gone(background: Background, qtbot: QtBot) -> None:
    seen: list[object] = []
    owner = QObject()
    background.run(lambda: time.sleep(0.02), seen.append, owner=owner)
    owner.deleteLater()
    del owner
    qtbot.waitUntil(lambda: not background.busy())
    assert not seen


def test_writes_that_were_begun_are_finished_at_the_end(qtbot: QtBot) -> None:
    background = Background()
    seen: list[int] = []
    for number in range(5):
        background.run(lambda number=number: (time.sleep(0.005), seen.append(number)))
    background.close()
    assert seen == [0, 1, 2, 3, 4]


def test_work_after_the_end_is_no_work(qtbot: QtBot) -> None:
    background = Background()
    background.close()
    job = background.run(lambda: 1 / 0)
    assert job.cancelled and not background.busy()


def test_work_is_started_from_the_main_thread_only(background: Background) -> None:
    caught: list[BaseException] = []

    def elsewhere() -> None:
        try:
            background.run(lambda: None)
        except RuntimeError as error:
            caught.append(error)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert caught
