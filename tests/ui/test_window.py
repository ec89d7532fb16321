"""The main window: screens by role and key, status line, messages, undo, language and theme while it runs, the end."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from commissioner_app import i18n
from commissioner_app.errors import EnvironmentFault, InputError
from commissioner_app.services.changes import Changes
from commissioner_app.services.undo import Undone
from commissioner_app.ui.screens.search.palette import Palette
from commissioner_app.ui.shared import theme_state
from commissioner_app.ui.shared.rail import RailButton
from commissioner_app.ui.window import MainWindow
from tests.ui.conftest import Opened
from tests.ui.fakes.program import make_program

CTRL = Qt.KeyboardModifier.ControlModifier


def press(window: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = CTRL) -> None:
    target = QApplication.focusWidget() or window
    QTest.keyClick(target, key, modifier)


def rail(window: MainWindow) -> dict[str, int]:
    return {b.objectName().removeprefix("rail."): b.count for b in window.findChildren(RailButton)}


def test_the_rail_shows_what_the_role_can_use_and_what_waits(opened: Opened, qtbot: QtBot) -> None:
    window = opened(make_program())
    qtbot.waitUntil(lambda: rail(window)["review"] == 5)
    leader = rail(window)
    assert list(leader) == [
        "today", "hosts", "visits", "needs", "matches", "resources", "plans", "papers", "surveys", "review", "conflicts",
        "forms", "sync", "settings",
    ]  # fmt: skip
    assert leader["hosts"] == 0
    assert "review" not in rail(opened(make_program(frozenset({"STC"}))))


def test_only_today_is_built_at_the_start(window: MainWindow) -> None:
    assert window.current_screen() == "today"
    assert window.page("today") is not None and window.page("visits") is None


def test_keys_open_screens(window: MainWindow, qtbot: QtBot) -> None:
    for key, screen in ((Qt.Key.Key_3, "visits"), (Qt.Key.Key_4, "needs"), (Qt.Key.Key_9, "sync")):
        press(window, key)
        assert window.current_screen() == screen
    press(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.current_screen() == "needs"


def test_a_record_opens_on_the_screen_of_its_kind(window: MainWindow) -> None:
    window.open_record("need", "n-0")
    assert window.current_screen() == "needs"
    detail = window.page("needs").detail
    assert detail.record.id == "n-0"
    window.open_record("spaceship", "x")
    assert window.current_screen() == "needs"


def test_the_status_line_is_the_stores_truth_and_opens_the_sync_page(window: MainWindow, qtbot: QtBot) -> None:
    line = window.findChild(QPushButton, "statusText")
    assert "离线" in line.text() and "2条走访" in line.text() and "6张照片和文件待发送" in line.text()
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert window.current_screen() == "sync"


def test_a_sync_tells_its_steps_and_its_end(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    heard: list[Any] = []
    window.changes.changed.connect(heard.append)
    with qtbot.waitSignal(window.sync.finished):
        qtbot.mouseClick(window.findChild(QPushButton, "syncNow"), Qt.MouseButton.LeftButton)
        window.sync_now()
    assert program.sync.run_count == 1
    assert heard == [Changes.of("sync", ("visit", ""))]
    assert not window.message_bar.isVisible()


def test_a_sync_that_fails_says_so_unless_nobody_asked(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    program.sync.fails = True
    with qtbot.waitSignal(window.sync.finished):
        window.sync.start(quiet=True)
    assert not window.message_bar.isVisible()
    with qtbot.waitSignal(window.sync.finished):
        window.sync_now()
    assert window.message_bar.isVisible()
    assert window.message_bar.message.tone == "attention"
    assert window.status_line.findChild(QPushButton, "syncNow").text() == "立即同步"


def test_errors_say_what_happened_and_hide_what_was_entered(window: MainWindow) -> None:
    window.report(InputError("no_such_code_here", name="张三"))
    assert "没有丢失" in window.message_bar.message.text
    assert "张三" not in window.message_bar.message.details
    try:
        raise ValueError("13812345678")
    except ValueError as error:
        window.report(error)
    assert "13812345678" not in window.message_bar.message.details
    assert "test_window.py" in window.message_bar.message.details
    window.report(KeyboardInterrupt())
    assert "ValueError" in window.message_bar.message.details


def test_known_errors_are_said_in_their_own_words(window: MainWindow) -> None:
    window.report(EnvironmentFault("server_unreachable"))
    assert window.message_bar.message.text == i18n.tr("error.server_unreachable")


def test_undo_says_what_it_took_back(window: MainWindow, program: Any, qtbot: QtBot, monkeypatch: Any) -> None:
    press(window, Qt.Key.Key_Z)
    assert window.message_bar.message.text == "没有可以撤销的操作。"
    undone = Undone("已撤销：删除照片", Changes.of("undo", ("visit", "v-0-0")))
    monkeypatch.setattr(program.undo, "last", lambda: "删除照片", raising=False)
    monkeypatch.setattr(program.undo, "undo", lambda: undone, raising=False)
    press(window, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: window.message_bar.message.text == "已撤销：删除照片")


def test_a_change_that_can_be_undone_offers_it(window: MainWindow, program: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(program.undo, "last", lambda: "删除走访", raising=False)
    window.announce(Changes.of("records", ("visit", "v-0-0")))
    assert window.message_bar.message.action == "撤销"


def test_the_palette_finds_and_opens(window: MainWindow, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_K)
    palette = window.findChild(Palette)
    assert palette.isVisible() and palette.model.rowCount() > 3
    qtbot.keyClicks(palette.edit, "jz")
    qtbot.waitUntil(lambda: palette.model.rowCount() == 2)
    qtbot.keyClick(palette.edit, Qt.Key.Key_Down)
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    assert window.current_screen() == "visits"
    press(window, Qt.Key.Key_K)
    qtbot.keyClick(window.findChildren(Palette)[-1].edit, Qt.Key.Key_Escape)
    assert not window.findChildren(Palette)[-1].isVisible()


def test_the_palette_runs_commands(window: MainWindow, qtbot: QtBot) -> None:
    window.open_palette()
    palette = window.findChild(Palette)
    palette.edit.setText("资源")
    palette.search()
    qtbot.waitUntil(lambda: palette.model.rowCount() == 3)
    number = next(n for n, e in enumerate(palette.model.entries) if e.command)
    palette._take(palette.model.index(number))
    assert window.current_screen() == "resources"


def test_the_language_changes_while_the_window_is_open(window: MainWindow, qtbot: QtBot) -> None:
    window.open("sync")
    window.open("settings")
    qtbot.mouseClick(window.findChild(QPushButton, "setting.language.en"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Settings" in [label.text() for label in window.findChildren(QLabel, "pageTitle")])
    assert window.current_screen() == "settings"
    assert window.findChild(QPushButton, "syncNow").text() == "Sync now"
    window.open("visits")
    assert window.page("visits").header.title.text() == "Visits"
    # Pages of the old language hear nothing any more.
    window.changes.announce(Changes.of("records", ("visit", "v-0-0")))
    with qtbot.waitSignal(window.sync.finished):
        window.sync_now()


def test_the_theme_changes_while_the_window_is_open(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    window.open("settings")
    qtbot.mouseClick(window.findChild(QPushButton, "setting.theme.dark"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: theme_state.colors().dark)
    assert program.preferences.values["theme"] == "dark"
    assert window.palette().window().color().lightness() < 60


def test_the_window_keeps_its_place_for_the_next_time(window: MainWindow, program: Any) -> None:
    window.close()
    assert program.preferences.states["window"]
