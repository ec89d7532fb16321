"""References to records: search, choose, what the host fills in, the context panel."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from commissioner_app.ui.form_fill.page import FormPage
from tests.services.conftest import from_server
from tests.ui.form_fill.support import Filling, find, form_of

SURVEY = """
| type | name | label | appearance | save_to | required |
| hidden | host_name | | | host_name | |
| text | host | 服务对象 | ref-host | host | yes |
| text | place | 服务地点 | | place | |
| text | met_persons | 接待人员 | | met_persons | |
| text | county | 县 | | county | |
| text | needs_found | 收集需求 | ref-need ref-many | needs_found | |
"""


@pytest.fixture
def page(filling: Filling, host: str) -> FormPage:
    return filling.open(form_of(SURVEY, entity="visit"), kind="visit")


def choose(page: FormPage, qtbot: QtBot, typed: str, field: str = "host") -> QLineEdit:
    line = find(page, f"q:/data/{field}", QLineEdit)
    line.setFocus()
    QTest.keyClicks(line, typed)
    qtbot.waitUntil(lambda: len(line.entries) > 0)  # type: ignore[attr-defined]
    return line


def test_host_is_found_by_pinyin_initials_and_taken_by_enter(page: FormPage, qtbot: QtBot, host: str) -> None:
    line = choose(page, qtbot, "qscy")
    assert line.entries[0].title == "金寨县青山茶叶专业合作社"  # type: ignore[attr-defined]
    popup = QApplication.activePopupWidget()
    QTest.keyClick(popup or line, Qt.Key.Key_Return)
    assert page.session.node("/data/host").value == host
    row = page.body.row("/data/host")
    assert row is not None and row.widget.title.text() == "金寨县青山茶叶专业合作社"
    assert row.widget.line.isHidden()


def test_host_fills_what_the_program_knows_and_says_so(page: FormPage, qtbot: QtBot) -> None:
    page.session.answer("/data/met_persons", "李会计")
    line = choose(page, qtbot, "qscy")
    line.take_first()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: page.session.node("/data/place").value == "青山村茶厂")
    answers = page.session.form.to_answers()
    assert answers["host_name"] == "金寨县青山茶叶专业合作社"
    assert answers["county"] == "341524"
    assert answers["met_persons"] == "李会计"
    row = page.body.row("/data/place")
    assert row is not None and row._hint is not None and "服务对象资料" in row._hint.text()


def test_words_without_a_choice_are_no_reference(page: FormPage, qtbot: QtBot) -> None:
    choose(page, qtbot, "qscy")
    row = page.body.row("/data/host")
    assert row is not None
    row.leave()
    assert page.session.node("/data/host").value == ""
    assert row.widget.line.text() == ""


def test_another_host_can_be_chosen(page: FormPage, qtbot: QtBot, host: str) -> None:
    page.session.answer("/data/host", host)
    find(page, "q:/data/host:change", QAbstractButton).click()
    assert find(page, "q:/data/host", QLineEdit).isVisible()


def test_several_references(page: FormPage, qtbot: QtBot, host: str, filling: Filling) -> None:
    answers = {
        "need_title": "低温霜冻预警",
        "host": host,
        "county": "341524",
        "writer": filling.program.session.person_id,
    }
    need = from_server(filling.program, "need", answers, state="00")
    line = choose(page, qtbot, "dwsd", "needs_found")
    line.take_first()  # type: ignore[attr-defined]
    assert page.session.node("/data/needs_found").value == need
    find(page, f"q:/data/needs_found:{need}", QAbstractButton).click()
    assert page.session.node("/data/needs_found").value == ""


def test_context_shows_last_visits_and_open_needs(filling: Filling, host: str, qtbot: QtBot) -> None:
    me = filling.program.session.person_id
    visit = {
        "host": host,
        "start_at": "2025-11-03T09:00:00+08:00",
        "problem_desc": "冻害防控",
        "writer": me,
        "county": "341524",
    }
    from_server(filling.program, "visit", visit, state="2")
    from_server(
        filling.program, "need", {"need_title": "机采改造", "host": host, "writer": me, "county": "341524"}, state="20"
    )
    page = filling.open(form_of(SURVEY, entity="visit"), kind="visit", answers={"host": host})
    qtbot.waitUntil(lambda: page.context._context is not None)
    words = " ".join(label.text() for label in page.context.findChildren(QAbstractButton))
    assert "2025-11-03" in words and "机采改造" in words


def test_fitting_resources_appear_while_a_need_is_typed(filling: Filling, qtbot: QtBot, host: str) -> None:
    resource = {
        "res_type": "R1", "res_name": "茶树冻害防控技术团队", "owner": "安徽农业大学", "summary": "茶园倒春寒冻害防控、防霜风扇",
        "keywords": "茶 冻害 倒春寒",
    }  # fmt: skip
    from_server(filling.program, "resource", resource, state="2")
    filling.program.matching.reload()
    survey = """
    | type | name | label | save_to |
    | text | need_title | 需求名称 | need_title |
    | text | problem | 主要问题 | problem |
    """
    page = filling.open(form_of(survey, entity="need"), kind="need", answers={"host": host})
    line = find(page, "q:/data/need_title", QLineEdit)
    line.setFocus()
    line.insert("茶园冻害预警")
    line.textEdited.emit(line.text())
    qtbot.waitUntil(lambda: len(page.context._found) > 0, timeout=4000)
    assert "冻害" in page.context._found[0].title
