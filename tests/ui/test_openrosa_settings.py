"""Other platforms in the window: set up, tried, fetched, on and off, filled."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from commissioner_app.ui.screens.settings.openrosa import OpenRosaPart
from commissioner_app.ui.window import MainWindow
from tests.services.conftest import Bench
from tests.services.openrosa.support import HOUSEHOLD, fill, form_xml, local_id, send, set_up
from tests.services.openrosa.support import fetch as fetch_all
from tests.support.openrosa_server import OpenRosaServer
from tests.ui.conftest import Opened

LEFT = Qt.MouseButton.LeftButton


def part_of(window: MainWindow) -> Any:
    window.open("settings")
    page = window.page("settings")
    assert page is not None
    return page.findChild(OpenRosaPart)


def press(root: Any, name: str) -> None:
    root.findChild(QPushButton, name).click()


def words(root: Any) -> str:
    return "\n".join(label.text() for label in root.findChildren(QLabel) if label.isVisibleTo(root))


def enter(part: Any, **values: str) -> None:
    press(part, "openrosaAdd")
    for name, value in values.items():
        part.findChild(QLineEdit, f"openrosa{name}").setText(value)


def test_a_server_is_tried_before_it_is_kept(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    part = part_of(window)
    enter(part, Address="https://kc.example.org", Account="hua", Password="wrong")
    press(part, "openrosaTest")
    qtbot.waitUntil(lambda: "不接受" in words(part))
    assert program.openrosa.links.held == []
    part.findChild(QLineEdit, "openrosaPassword").setText("right")
    press(part, "openrosaTest")
    qtbot.waitUntil(lambda: "3 张" in words(part))
    assert "不接受" not in words(part)
    press(part, "openrosaKeep")
    qtbot.waitUntil(lambda: "取回 1 张表单" in words(part))
    (server,) = program.openrosa.links.held
    assert program.openrosa.links.passwords == {server.id: "right"}
    assert part.findChild(QLineEdit, "openrosaPassword").text() == ""
    qtbot.waitUntil(lambda: "发往 hua@kc.example.org" in words(part))


def test_wrong_fields_are_said_beside_them(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    part = part_of(window)
    enter(part, Address="nonsense")
    press(part, "openrosaKeep")
    qtbot.waitUntil(lambda: "不像一个服务器网址" in words(part))
    part.findChild(QLineEdit, "openrosaAddress").setText("https://kc.example.org")
    press(part, "openrosaKeep")
    qtbot.waitUntil(lambda: "请填写账号" in words(part))
    assert program.openrosa.links.held == []


def test_forms_are_turned_on_and_off_and_sent(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    part = part_of(window)
    server, _ = program.openrosa.links.set_up("https://kc.example.org", "hua", "pw")
    part._read()
    qtbot.waitUntil(lambda: part.findChild(QComboBox, "openrosaOwnForm") is not None)
    own = part.findChild(QComboBox, "openrosaOwnForm")
    own.setCurrentIndex(own.findData("visit"))
    press(part, "openrosaAddForm")
    qtbot.waitUntil(lambda: program.openrosa.links.on == {"visit": server.id})
    qtbot.waitUntil(lambda: part.findChild(QPushButton, "openrosaStop.visit") is not None)
    press(part, "openrosaSend")
    qtbot.waitUntil(lambda: "发送了 2 条" in words(part))
    press(part, "openrosaStop.visit")
    qtbot.waitUntil(lambda: program.openrosa.links.on == {"visit": ""})
    press(part, "openrosaForget")
    qtbot.waitUntil(lambda: program.openrosa.links.held == [])


def test_off_by_default_there_is_no_screen_and_nothing_to_send(bench: Bench, opened: Opened, qtbot: QtBot) -> None:
    window = opened(bench.program())
    assert not window.can_open("surveys")
    part = part_of(window)
    qtbot.wait(50)
    assert not part.findChild(QPushButton, "openrosaSend").isVisibleTo(part)
    window.close()


def test_from_the_settings_to_a_filled_form(bench: Bench, opened: Opened, qtbot: QtBot) -> None:
    """On a real profile and over real HTTP; the screen comes with the first form."""
    with OpenRosaServer("kobo") as server:
        server.publish(form_xml(HOUSEHOLD))
        program = bench.program()
        window = opened(program)
        part = part_of(window)
        enter(part, Address=server.url, Account=server.user, Password=server.password)
        press(part, "openrosaKeep")
        qtbot.waitUntil(lambda: window.can_open("surveys"), timeout=10_000)
        form_id = local_id(program, "household")
        window.open("surveys")
        window.page("surveys").start_new()  # type: ignore[union-attr]
        qtbot.waitUntil(lambda: window.forms.form is not None, timeout=10_000)
        form: Any = window.forms.form
        assert form.session.form.definition.title
        assert form.findChild(QLabel, "form:title").text() == f"填写 {form.session.form.definition.title}"
        form.session.answer("/data/head", "汪师傅")
        form.submit()
        qtbot.waitUntil(lambda: window.forms.form is None, timeout=10_000)
        page: Any = window.page("surveys")
        qtbot.waitUntil(lambda: page.pane.model.rowCount() == 1, timeout=10_000)
        assert send(program).sent == 1 and len(server.received) == 1
        (record_id,) = [key.removeprefix("uuid:") for key in server.received]
        page.show_record(record_id)
        assert page.detail.title(program.records.get(record_id)) == "汪师傅" and form_id
        qtbot.waitUntil(lambda: "汪师傅" in words(page.detail) and "对方收到" in words(page.detail), timeout=10_000)
        window.close()


def test_what_was_refused_says_why(bench: Bench, opened: Opened, qtbot: QtBot) -> None:
    with OpenRosaServer("central") as server:
        server.publish(form_xml(HOUSEHOLD))
        program = bench.program()
        fetch_all(program, set_up(program, server))
        record_id = fill(program, local_id(program, "household"), {"/data/head": "汪师傅"})
        server.forms["household"].version = "9"
        send(program)
        window = opened(program)
        window.open("surveys", record_id)
        page: Any = window.page("surveys")
        assert "没有这张表单" in words(page.detail) and "does not exist" in words(page.detail)
        window.close()
