"""Settings: kept and in force at once; password, backups, check, licences."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from commissioner_app.errors import InputError
from commissioner_app.ui.window import MainWindow

LEFT = Qt.MouseButton.LeftButton


def page(window: MainWindow) -> Any:
    window.open("settings")
    return window.page("settings")


def press(qtbot: QtBot, root: Any, name: str) -> None:
    qtbot.mouseClick(root.findChild(QPushButton, name), LEFT)


def test_a_switch_is_kept_and_ends_automatic_syncs(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    assert window.sync.plan().do
    with qtbot.waitSignal(window.sync.planned):
        page(window).findChild(QCheckBox, "setting.auto_sync").click()
    assert program.preferences.values["auto_sync"] is False and window.sync.plan().why == "off"


def test_photo_sizes_are_kept_as_numbers(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    press(qtbot, page(window), "setting.photo_max_side.3072")
    qtbot.waitUntil(lambda: program.preferences.values.get("photo_max_side") == 3072)


def test_a_new_password_is_typed_twice(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    done: list[tuple[str, str]] = []
    program.account.change_password = lambda old, new: done.append((old, new))
    settings = page(window)
    press(qtbot, settings, "changePassword")
    for name, words in (("oldPassword", "old"), ("newPassword", "new-password"), ("againPassword", "different")):
        settings.findChild(QLineEdit, name).setText(words)
    press(qtbot, settings, "savePassword")
    assert not done
    settings.findChild(QLineEdit, "againPassword").setText("new-password")
    press(qtbot, settings, "savePassword")
    qtbot.waitUntil(lambda: done == [("old", "new-password")])
    qtbot.waitUntil(lambda: settings.findChild(QLineEdit, "newPassword").text() == "")


def test_a_refused_password_is_said_beside_the_field(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    def refuse(_old: str, _new: str) -> None:
        raise InputError("bad_password")

    program.account.change_password = refuse
    settings = page(window)
    press(qtbot, settings, "changePassword")
    press(qtbot, settings, "savePassword")
    words = lambda: [label.text() for label in settings.findChildren(QLabel) if label.isVisible()]  # noqa: E731
    qtbot.waitUntil(lambda: any("密码" in text and "不" in text for text in words()))


def test_remembering_needs_the_right_password(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    settings = page(window)
    press(qtbot, settings, "rememberPassword")
    settings.findChild(QLineEdit, "knownPassword").setText("wrong")
    press(qtbot, settings, "confirmRemember")
    qtbot.waitUntil(lambda: any(x.text() == "密码不对。" and x.isVisible() for x in settings.findChildren(QLabel)))
    settings.findChild(QLineEdit, "knownPassword").setText("right")
    press(qtbot, settings, "confirmRemember")
    qtbot.waitUntil(lambda: window.message_bar.isVisible() and window.message_bar.message.tone == "ok")
    offered = {name: settings.findChild(QPushButton, name) for name in ("rememberPassword", "forgetPassword")}
    assert [name for name, made in offered.items() if made.isVisible()] == ["forgetPassword"]
    press(qtbot, settings, "forgetPassword")
    qtbot.waitUntil(lambda: offered["rememberPassword"].isVisible() and not offered["forgetPassword"].isVisible())


def test_the_list_of_sections_leads_to_each_and_follows(window: MainWindow, qtbot: QtBot) -> None:
    settings = page(window)
    scroll = settings.findChild(QScrollArea, "settingsScroll")
    entries = settings.findChild(QWidget, "settingsContents").findChildren(QPushButton)
    for entry in entries:
        qtbot.mouseClick(entry, LEFT)
        assert [one.objectName() for one in entries if one.isChecked()] == [entry.objectName()]
        (title,) = [x for x in settings.findChildren(QLabel) if x.property("heading") == 2 and x.text() == entry.text()]
        top = title.mapTo(scroll.viewport(), title.rect().topLeft()).y()
        assert 0 <= top < scroll.viewport().height(), entry.text()
    scroll.verticalScrollBar().setValue(0)
    assert entries[0].isChecked()
    entries[0].setFocus()
    qtbot.keyClick(entries[0], Qt.Key.Key_Down)
    assert entries[1].isChecked()


@pytest.mark.parametrize(
    ("screen", "name"), [("settings", "settingsContents"), ("settings", "setting.theme"), ("papers", "papersKinds")]
)
def test_a_row_of_choices_is_one_stop_of_the_tab_key(window: MainWindow, screen: str, name: str) -> None:
    window.open(screen)
    place = window.page(screen)
    assert place is not None
    choices: Any = place.findChild(QWidget, name)
    stops = [one for one in choices.findChildren(QPushButton) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(stops) == 1 and stops[0].isChecked()


def test_the_list_of_sections_gives_way_on_a_narrow_window(window: MainWindow, qtbot: QtBot) -> None:
    contents = page(window).findChild(QWidget, "settingsContents")
    assert contents.isVisible()
    window.resize(760, 640)
    qtbot.waitUntil(lambda: not contents.isVisible())


def test_a_platform_that_was_never_set_up_takes_no_room(window: MainWindow) -> None:
    assert not page(window).findChild(QWidget, "openrosaForms").isVisible()


def test_backups_and_checks_say_how_they_went(window: MainWindow, qtbot: QtBot) -> None:
    settings = page(window)
    state = settings.findChild(QLabel, "backupState")
    press(qtbot, settings, "backupNow")
    qtbot.waitUntil(lambda: state.text() == "备份完成：b2")
    press(qtbot, settings, "checkNow")
    qtbot.waitUntil(lambda: "600条记录" in state.text())
    assert settings.findChild(QPushButton, "checkNow").isEnabled()


def test_licences_fold_out(window: MainWindow, qtbot: QtBot) -> None:
    settings = page(window)
    press(qtbot, settings, "licence.Lucide")
    assert any("ISC" in edit.toPlainText() for edit in settings.findChildren(QPlainTextEdit))
