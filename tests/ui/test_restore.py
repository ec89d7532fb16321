"""Back to a backup: offered where a profile is damaged, chosen in the settings; on real encrypted profiles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from commissioner_app import bootstrap, i18n
from commissioner_app.services.account import Accounts
from commissioner_app.services.program import Program
from commissioner_app.store import keys
from commissioner_app.store.database import FILE_NAME
from commissioner_app.system.running import Running
from commissioner_app.system.secrets import MemoryStore
from commissioner_app.ui.app import Application
from commissioner_app.ui.screens.settings.restore_dialog import RestoreDialog
from commissioner_app.ui.screens.sign_in.window import SignIn
from tests.services.conftest import HOST, PASSWORD, StillClock, from_server, sign_in_reply
from tests.ui.conftest import sweep

LEFT = Qt.MouseButton.LeftButton
WAIT = 10_000


@pytest.fixture(autouse=True)
def light_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id at its cheapest: these tests are not about guessing passwords."""
    monkeypatch.setattr(keys.create, "__defaults__", (keys.Cost(1, 64, 1),))
    i18n.set_language("zh")


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return bootstrap.accounts(tmp_path, clock=StillClock(), secrets=MemoryStore())


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A profile with many hosts and a backup of them."""
    made = bootstrap.make_profile(
        tmp_path / "one", "http://127.0.0.1:1", "程岚", PASSWORD, sign_in_reply(), clock=StillClock(),
        secrets=MemoryStore(),
    )  # fmt: skip
    with made.desk.store.transaction():
        for n in range(150):
            from_server(made, "host", HOST | {"host_name": f"第{n}家合作社", "intro": "很长的介绍" * 200})
    made.backup.make()
    return made


def damage(folder: Path) -> None:
    """Zeroes here and there in the second half of the database, as a failing disk leaves them."""
    path = folder / FILE_NAME
    data = bytearray(path.read_bytes())
    for at in range(len(data) // 2, len(data), 50_000):
        data[at : at + 64] = bytes(64)
    path.write_bytes(data)
    Running(folder).end(clean=False)


@pytest.fixture
def application(accounts: Accounts, dressed: QApplication) -> Iterator[Application]:
    made = Application(accounts, None, "zh")
    yield made
    for window in (made.window, made.sign_in):
        if window is not None:
            window.close()
            window.deleteLater()
    made.close_program()
    sweep()


def test_a_damaged_profile_is_restored_with_what_was_not_sent(
    application: Application, program: Program, qtbot: QtBot
) -> None:
    folder = program.account.folder()
    draft = program.drafts.start("visit", answers={"place": "青山村"})
    program.close()
    damage(folder)
    application.show_sign_in()
    window: Any = application.sign_in
    window.findChild(QLineEdit, "profilePassword").setText(PASSWORD)
    qtbot.mouseClick(window.findChild(QPushButton, "profileOpen"), LEFT)
    act = window.message_bar.findChild(QPushButton, "messageAction")
    qtbot.waitUntil(act.isVisible, timeout=WAIT)
    words = window.message_bar.findChild(QLabel, "messageText").text()
    assert "资料库损坏" in words and "未发送的内容会一起找回" in words
    qtbot.mouseClick(act, LEFT)
    qtbot.waitUntil(lambda: application.window is not None, timeout=WAIT)
    assert application.window is not None
    again = application.window.program
    assert again.drafts.get(draft.id).answers["place"] == "青山村"
    assert len(again.search.find("合作社", limit=200)) == 150
    assert "已从备份恢复" in application.window.message_bar.findChild(QLabel, "messageText").text()


def test_without_a_backup_nothing_is_offered(application: Application, program: Program, qtbot: QtBot) -> None:
    folder = program.account.folder()
    program.close()
    damage(folder)
    for backup in (folder / "backups").iterdir():
        backup.rename(folder / f"gone-{backup.name}")
    window = SignIn(application._accounts, folder, PASSWORD)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.message_bar.message is not None, timeout=WAIT)
    assert not window.message_bar.findChild(QPushButton, "messageAction").isVisible()


def test_a_backup_is_chosen_in_the_settings(application: Application, program: Program, qtbot: QtBot) -> None:
    later = from_server(program, "host", HOST | {"host_name": "后来的合作社"})
    application.show_program(program)
    window: Any = application.window
    window.open("settings")
    page = window.page("settings")
    qtbot.mouseClick(page.findChild(QPushButton, "restoreBackup"), LEFT)
    dialog = window.findChild(RestoreDialog)
    assert "恢复前会先把现在的资料另存一份备份" in "".join(label.text() for label in dialog.findChildren(QLabel))
    typed, go = dialog.findChild(QLineEdit, "restorePassword"), dialog.findChild(QPushButton, "restoreConfirm")
    typed.setText("not this one")
    qtbot.mouseClick(go, LEFT)
    qtbot.waitUntil(lambda: any(label.text() == "密码不对。" for label in dialog.findChildren(QLabel)), timeout=WAIT)
    assert len(program.backup.rows()) == 1
    typed.setText(PASSWORD)
    qtbot.mouseClick(go, LEFT)
    qtbot.waitUntil(lambda: application.window not in (window, None), timeout=WAIT)
    assert application.window is not None
    again = application.window.program
    assert later not in again.records.titles([later])
    assert len(again.backup.rows()) == 2
    newest = again.backup.rows()[0]
    assert newest.reason == "restore" and newest.size > 0
