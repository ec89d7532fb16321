"""A whole visit through the shipped form with its tea block: typed, saved, submitted; the real rules and the real store."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from commissioner_app.services.program import Program
from commissioner_app.ui.form_fill.page import FormPage
from commissioner_app.ui.form_fill.popup import PopupLine
from tests.services.conftest import HOST, from_server
from tests.ui.form_fill.support import Filling, find


def keys(text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), text)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def write(page: QWidget, name: str, text: str) -> None:
    box = find(page, name, QPlainTextEdit)
    box.setFocus()
    box.insertPlainText(text)


def visit_page(filling: Filling, program: Program) -> FormPage:
    host = from_server(program, "host", HOST | {"host_type": "H02", "address": "青山村茶厂"}, state="2")
    return filling.show(program.drafts.start("visit", answers={"host": host}))


def test_a_visit_from_the_first_key_to_the_record(filling: Filling, program: Program, qtbot: QtBot) -> None:
    page = visit_page(filling, program)
    assert page.draft.form_id == "visit_tea"
    qtbot.waitUntil(lambda: QApplication.focusWidget() is find(page, "q:/data/basics/start_at"))
    for day, clock in (("3.4", "830"), ("3.4", "1640")):
        keys(day)
        press(Qt.Key.Key_Tab)
        keys(clock)
        press(Qt.Key.Key_Return)
    assert page.session.node("/data/basics/service_days").value in ("1", "1.0")
    for name in ("mode", "purpose"):
        code = page.session.node(f"/data/basics/{name}").choices[0].value
        find(page, f"q:/data/basics/{name}:{code}", QAbstractButton).click()
    find(page, "section:service").click()
    line = find(page, "q:/data/service/service_types", PopupLine)
    line.setFocus()
    QTest.keyClicks(line, "jszd")
    assert line.entries[0].title == "技术指导"
    QTest.keyClick(QApplication.activePopupWidget() or line, Qt.Key.Key_Return)
    write(page, "q:/data/service/problem_desc", "倒春寒冻害，新梢焦边约三成")
    write(page, "q:/data/service/advice_given", "轻修剪，三月下旬喷施叶面肥")
    write(page, "q:/data/service/content", "查看茶园二十亩并讲解防冻措施")
    qtbot.waitUntil(lambda: page.session.node("/data/basics/place").value != "")
    with qtbot.waitSignal(page.submitted, timeout=8000) as signal:
        press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    record = program.records.get(str(signal.args[0]))
    assert record.state == "1"
    assert record.answers["host_name"] == HOST["host_name"]
    assert record.answers["place"] == "青山村茶厂"
    assert record.answers["service_days"] == 1
    assert "followups" not in record.answers
    assert program.drafts.rows() == []


def test_language_of_the_real_form_switches_in_place(filling: Filling, program: Program) -> None:
    page = visit_page(filling, program)
    find(page, "section:service").click()
    write(page, "q:/data/service/problem_desc", "冻害")
    page.header.language.setCurrentIndex(1)
    assert find(page, "section:service").text() == "Service"
    assert find(page, "q:/data/service/problem_desc", QPlainTextEdit).toPlainText() == "冻害"
    assert page.navigator.current is not None and page.navigator.current.key == "/data/service"
