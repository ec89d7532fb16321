"""Signing in: the first time with real progress, later offline with a profile; wrong passwords lose nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from commissioner_app import i18n
from commissioner_app.errors import EnvironmentFault, InputError
from commissioner_app.services.account import ProfileRow
from commissioner_app.services.network import SHIPPED, Trust
from commissioner_app.ui.app import Application
from commissioner_app.ui.screens.sign_in.window import SignIn
from tests.ui.conftest import sweep
from tests.ui.fakes.program import make_program

LEFT = Qt.MouseButton.LeftButton
FOLDER = Path("/profiles/one")


class FakeAccounts:
    def __init__(self, *profiles: ProfileRow) -> None:
        self.rows = list(profiles)
        self.program = make_program()
        self.asked: list[tuple[Any, ...]] = []
        self.wiped = False

    def tell_wiped(self) -> bool:
        told, self.wiped = self.wiped, False
        return told

    def profiles(self) -> list[ProfileRow]:
        return self.rows

    def open(self, folder: Path, password: str) -> Any:
        self.asked.append(("open", folder, password))
        if password != "right":
            raise InputError("bad_password")
        return self.program

    def open_remembered(self, folder: Path) -> Any:
        self.asked.append(("remembered", folder))
        return self.program

    def create(self, server: str, user: str, password: str, *, remember: bool = False, trust: Trust = SHIPPED) -> Any:
        self.trust = trust
        self.asked.append(("create", server, user, password, remember))
        if password != "right":
            raise EnvironmentFault("server_untrusted" if password == "unknown root" else "server_unreachable")
        return self.program


@pytest.fixture
def shown(qtbot: QtBot, dressed: QApplication) -> Iterator[Any]:
    i18n.set_language("zh")
    made: list[SignIn] = []

    def show(accounts: FakeAccounts, profile: Path | None = None, password: str = "") -> SignIn:
        window = SignIn(accounts, profile, password)  # type: ignore[arg-type]
        window.show()
        qtbot.waitExposed(window)
        made.append(window)
        return window

    yield show
    for window in made:
        window.close()
        window.deleteLater()
    sweep()
    i18n.set_language("zh")


def row(remembered: bool = False) -> ProfileRow:
    return ProfileRow(FOLDER, "程岚", "https://sync.example.cn", "2026-03-04T18:40:00+08:00", remembered)


def test_a_known_profile_opens_with_its_password(shown: Any, qtbot: QtBot) -> None:
    accounts = FakeAccounts(row())
    window = shown(accounts)
    window.findChild(QLineEdit, "profilePassword").setText("wrong")
    qtbot.mouseClick(window.findChild(QPushButton, "profileOpen"), LEFT)
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.message.text == i18n.tr("error.bad_password")
    window.findChild(QLineEdit, "profilePassword").setText("right")
    with qtbot.waitSignal(window.signed_in) as signed:
        qtbot.keyClick(window.findChild(QLineEdit, "profilePassword"), Qt.Key.Key_Return)
    assert signed.args == [accounts.program]


def test_the_first_time_says_what_is_fetched(shown: Any, qtbot: QtBot) -> None:
    accounts = FakeAccounts()
    window = shown(accounts)
    assert window.findChild(QLineEdit, "signInServer").isVisible()
    qtbot.mouseClick(window.findChild(QPushButton, "signInGo"), LEFT)
    assert not accounts.asked
    for name, words in (("signInServer", "sync.example.cn"), ("signInUser", "chenglan"), ("signInPassword", "right")):
        window.findChild(QLineEdit, name).setText(words)
    window.findChild(QCheckBox, "signInRemember").setChecked(True)
    with qtbot.waitSignal(window.signed_in):
        qtbot.mouseClick(window.findChild(QPushButton, "signInGo"), LEFT)
    assert accounts.asked == [("create", "https://sync.example.cn", "chenglan", "right", True)]
    assert any("3" in label.text() for label in window.fetching.findChildren(QLabel))


def test_a_first_load_that_breaks_off_leads_on_all_the_same(shown: Any, qtbot: QtBot) -> None:
    accounts = FakeAccounts()
    accounts.program.sync.fails = True
    window = shown(accounts)
    window._create("https://sync.example.cn", "chenglan", "right", False)
    qtbot.waitUntil(window.message_bar.isVisible)
    with qtbot.waitSignal(window.signed_in):
        qtbot.mouseClick(window.findChild(QPushButton, "fetchLater"), LEFT)


def test_a_remembered_profile_opens_by_itself(shown: Any, qtbot: QtBot) -> None:
    accounts = FakeAccounts(row(remembered=True))
    window = shown(accounts)
    with qtbot.waitSignal(window.signed_in):
        pass
    assert accounts.asked == [("remembered", FOLDER)]


def test_the_language_can_be_chosen_before_signing_in(shown: Any, qtbot: QtBot) -> None:
    window = shown(FakeAccounts(row()))
    visible = [b for b in window.findChildren(QPushButton, "switchLanguage") if b.isVisible()]
    qtbot.mouseClick(visible[0], LEFT)
    qtbot.waitUntil(
        lambda: "Open" in [b.text() for b in window.findChildren(QPushButton, "profileOpen") if b.isVisible()]
    )


def test_a_folder_that_was_named_is_offered(shown: Any) -> None:
    window = shown(FakeAccounts(row()), Path("/elsewhere/two"))
    assert window.known._profiles[0].folder == Path("/elsewhere/two")


def test_a_folder_that_was_named_opens_with_the_password_given_with_it(shown: Any, qtbot: QtBot) -> None:
    accounts = FakeAccounts(row())
    window = shown(accounts, FOLDER, "right")
    with qtbot.waitSignal(window.signed_in):
        pass
    assert accounts.asked == [("open", FOLDER, "right")]


def test_signing_out_goes_back_and_puts_the_profile_away(qtbot: QtBot, dressed: QApplication) -> None:
    sweep()
    before = set(QApplication.topLevelWidgets())
    accounts = FakeAccounts(row())
    closed: list[str] = []
    accounts.program = SimpleNamespace(**{**vars(accounts.program), "close": lambda: closed.append("closed")})
    application = Application(accounts, None, "zh")  # type: ignore[arg-type]
    application.show_sign_in()
    sign_in: Any = application.sign_in
    sign_in.signed_in.emit(accounts.program)
    assert application.window is not None and application.window.isVisible() and application.sign_in is None
    application.window.sign_out()
    assert closed == ["closed"] and application.window is None
    assert application.sign_in is not None and application.sign_in.isVisible()
    application.sign_in.close()
    application.sign_in.deleteLater()
    sweep()
    assert set(QApplication.topLevelWidgets()) <= before


def test_a_laptop_that_was_wiped_says_so_at_the_next_signing_in(shown: Any, qtbot: QtBot) -> None:
    accounts = FakeAccounts()
    accounts.wiped = True
    window = shown(accounts)
    qtbot.waitUntil(window.message_bar.isVisible)
    assert any("清除" in label.text() for label in window.message_bar.findChildren(QLabel))
    assert not accounts.wiped


def test_an_office_certificate_is_offered_where_the_server_is_not_believed(shown: Any, qtbot: QtBot) -> None:
    accounts = FakeAccounts()
    window = shown(accounts)
    for name, words in (
        ("signInServer", "sync.example.cn"),
        ("signInUser", "li.wei"),
        ("signInPassword", "unknown root"),
    ):
        window.new.findChild(QLineEdit, name).setText(words)
    system = window.new.findChild(QCheckBox, "signInSystemTrust")
    assert not system.isVisible()
    qtbot.mouseClick(window.new.findChild(QPushButton, "signInGo"), LEFT)
    qtbot.waitUntil(system.isVisible)
    assert accounts.trust == Trust()
    window.new.trusting.take(Path("county-root.cer"))
    assert window.new.findChild(QLabel, "signInCertificateName").text() == "county-root.cer"
    system.click()
    qtbot.mouseClick(window.new.findChild(QPushButton, "signInGo"), LEFT)
    qtbot.waitUntil(lambda: accounts.trust == Trust(Path("county-root.cer"), True))
