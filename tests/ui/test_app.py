"""The application: errors that nobody caught are told in the window, not lost and not spread; the command starts it."""

from __future__ import annotations

import gc
import sys
import threading
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from commissioner_app.ui.app import SCREENS, SOON, ErrorHook, warm_up
from commissioner_app.ui.shared.on_this_thread import Garbage, Reading
from commissioner_app.ui.window import MainWindow


@pytest.fixture
def hooked(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    application = SimpleNamespace(window=window, sign_in=None)
    return ErrorHook(application)  # type: ignore[arg-type]


def test_an_uncaught_error_is_told_in_the_window(
    hooked: Any, window: MainWindow, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        raise ValueError("13812345678")
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    qtbot.waitUntil(lambda: window.message_bar.message is not None)
    told = capsys.readouterr().err + window.message_bar.message.details
    assert "ValueError" in told and "13812345678" not in told


def test_an_error_of_a_thread_is_told_in_the_window(hooked: Any, window: MainWindow, qtbot: QtBot) -> None:
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: window.message_bar.message is not None)
    assert "ZeroDivisionError" in window.message_bar.message.details


def test_keys_and_shortcuts_of_screens_are_unique() -> None:
    assert len({s.key for s in SCREENS}) == len({s.shortcut for s in SCREENS}) == len(SCREENS)


def test_what_is_loaded_ahead_can_be_loaded(program: Any, qtbot: QtBot) -> None:
    warm_up(program)
    Reading(SOON, parent := QObject()).begin()
    qtbot.waitUntil(lambda: set(SOON) <= set(sys.modules))
    assert "commissioner_app.ui.form_fill.page" in SOON
    parent.deleteLater()


RINGS = 50_000


def test_garbage_is_collected_on_the_windows_thread_only(qtbot: QtBot) -> None:
    enabled, died = gc.isenabled(), list[int]()

    class Ring:
        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            died.append(threading.get_ident())

    garbage = Garbage()
    try:
        # So many that what earlier tests still let go does not bring the count below the threshold again.
        thread = threading.Thread(target=lambda: [Ring() for _ in range(RINGS)])
        thread.start()
        thread.join()
        assert died == []
        qtbot.waitUntil(lambda: len(died) == RINGS)
        assert set(died) == {threading.get_ident()}
    finally:
        garbage.deleteLater()
        (gc.enable if enabled else gc.disable)()
