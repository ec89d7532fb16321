"""What every test of the window starts from: offscreen, Chinese, and no window left behind."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from commissioner_app import i18n
from commissioner_app.store import keys
from commissioner_app.ui.app import build_window
from commissioner_app.ui.shared import theme
from commissioner_app.ui.shared.on_this_thread import collect_due
from commissioner_app.ui.window import MainWindow
from tests.services.conftest import Bench, StillClock
from tests.ui.fakes.program import make_program

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def sweep() -> None:
    """Let Qt delete what was marked for deletion."""
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()


@pytest.fixture(scope="session", autouse=True)
def no_garbage_elsewhere() -> None:
    """As in the program: a widget must not die on a thread that happens to look for garbage."""
    gc.disable()


@pytest.fixture(autouse=True)
def garbage_between(no_garbage_elsewhere: None) -> Iterator[None]:
    """What is due is collected between the tests."""
    yield
    collect_due()


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """The application with the program's style and font."""
    theme.ensure_chinese_font(qapp)
    theme.apply(qapp, "light")
    return qapp


@pytest.fixture
def program() -> Any:
    """The program without a store."""
    return make_program()


@pytest.fixture
def light_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id at its cheapest: these tests are not about guessing passwords."""
    monkeypatch.setattr(keys.create, "__defaults__", (keys.Cost(1, 64, 1),))


@pytest.fixture
def bench(tmp_path: Path, light_keys: None) -> Iterator[Bench]:
    """Programs on real profiles, for the window without fakes below it."""
    i18n.set_language("zh")
    made = Bench(tmp_path, StillClock())
    yield made
    for program in made.programs:
        program.close()


Opened = Callable[..., MainWindow]


@pytest.fixture
def opened(qtbot: QtBot, dressed: QApplication) -> Iterator[Opened]:
    """Builds and shows main windows; closes them and looks for widgets that were left without a parent."""
    i18n.set_language("zh")
    sweep()
    before = set(QApplication.topLevelWidgets())
    made: list[MainWindow] = []

    def build(program: Any, **options: Any) -> MainWindow:
        window = build_window(program, **options)
        window.resize(1366, 768)
        window.show()
        qtbot.waitExposed(window)
        made.append(window)
        return window

    yield build
    for window in made:
        window.close()
        window.deleteLater()
    made.clear()
    sweep()
    i18n.set_language("zh")
    theme.apply(dressed, "light")
    left = [w for w in QApplication.topLevelWidgets() if w not in before]
    assert not left, f"left behind: {[(type(w).__name__, w.objectName()) for w in left]}"


@pytest.fixture
def window(opened: Opened, program: Any) -> MainWindow:
    """The main window on the program without a store."""
    return opened(program)
