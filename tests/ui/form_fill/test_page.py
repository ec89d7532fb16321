"""The form page as a whole: keyboard, what shows when, sections, language, undo, what is built when."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from commissioner_app.ui.form_fill.page import FormPage
from commissioner_app.ui.form_fill.section_list import WIDEST, SectionList
from commissioner_app.ui.shared.form_layout import widened
from commissioner_app.ui.shared.tokens import INSIDE
from tests.services.conftest import from_server
from tests.ui.form_fill.support import FakeShell, Filling, find, form_of

SURVEY = """
| type | name | label::中文 (zh) | label::English (en) | required | relevant | constraint | constraint_message | appearance |
| begin_group | basics | 基本情况 | Basics | | | | | |
| text | place | 地点 | Place | yes | | | | w2 |
| integer | age | 树龄 | Age | | | . <= 120 | 不超过120年 | w2 |
| select_one yn | frost | 有冻害 | Frost | | | | | |
| text | frost_where | 冻在哪里 | Where | | ${frost} = 'y' | | | |
| end_group | | | | | | | | |
| begin_group | advice | 指导 | Advice | | | | | |
| text | said | 意见 | Said | yes | | | | multiline |
| end_group | | | | | | | | |
| begin_group | more | 灾害 | Damage | | ${frost} = 'y' | | | |
| integer | loss | 损失 | Loss | | | | | |
| end_group | | | | | | | | |
"""
CHOICES = """
| list_name | name | label::中文 (zh) | label::English (en) |
| yn | y | 是 | Yes |
| yn | n | 否 | No |
"""


@pytest.fixture
def page(filling: Filling) -> FormPage:
    return filling.open(form_of(SURVEY, CHOICES, "| form_id | version | default_language |\n| test | 1 | 中文 (zh) |"))


def focused() -> str:
    widget = QApplication.focusWidget()
    return widget.objectName() if widget else ""


def test_first_question_has_the_focus(page: FormPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: focused() == "q:/data/basics/place")


def test_keyboard_walks_through_the_form(page: FormPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: focused() == "q:/data/basics/place")
    QTest.keyClicks(QApplication.focusWidget(), "tea garden")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert focused() == "q:/data/basics/age"
    QTest.keyClicks(QApplication.focusWidget(), "12")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert focused() == "q:/data/basics/frost:y"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert focused() == "q:/data/basics/frost_where"
    QTest.keyClicks(QApplication.focusWidget(), "top")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert focused() == "q:/data/advice/said"
    QTest.keyClicks(QApplication.focusWidget(), "prune")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    QTest.keyClicks(QApplication.focusWidget(), "twice")
    page.body.flush()
    answers = page.session.form.to_answers()
    assert answers["basics/place"] == "tea garden"
    assert answers["basics/age"] == 12
    assert answers["basics/frost"] == "y"
    assert answers["advice/said"] == "prune\ntwice"


def test_page_keys_go_between_sections(page: FormPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: focused() == "q:/data/basics/place")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_PageDown)
    assert focused() == "q:/data/advice/said"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_PageUp)
    assert focused() == "q:/data/basics/place"


def test_tab_reaches_every_field_of_a_section(page: FormPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: focused() == "q:/data/basics/place")
    seen = []
    for _ in range(4):
        seen.append(focused())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert seen[:3] == ["q:/data/basics/place", "q:/data/basics/age", "q:/data/basics/frost:y"]


def test_a_question_appears_when_it_becomes_relevant(page: FormPage) -> None:
    row = page.body.row("/data/basics/frost_where")
    assert row is not None and row.isHidden()
    find(page, "q:/data/basics/frost:y", QAbstractButton).click()
    assert not row.isHidden()
    find(page, "q:/data/basics/frost:n", QAbstractButton).click()
    assert row.isHidden()


def test_the_names_of_sections_are_shown_whole(page: FormPage, qtbot: QtBot) -> None:
    sections = page.findChild(SectionList)
    assert sections is not None
    usual = sections.width()
    entry = next(iter(sections.entries.values()))
    entry.setText("Signatures and evaluation of the visit")
    assert entry.wanted_width() > usual
    sections.make_room()
    assert usual < sections.width() <= widened(sections, WIDEST) + 2 * INSIDE


def test_a_section_appears_when_it_becomes_relevant(page: FormPage, qtbot: QtBot) -> None:
    entry = find(page, "section:more")
    assert entry.isHidden()
    page.session.answer("/data/basics/frost", "y")
    qtbot.waitUntil(lambda: not entry.isHidden())


def test_message_waits_until_the_question_is_left(page: FormPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: focused() == "q:/data/basics/place")
    age = find(page, "q:/data/basics/age", QLineEdit)
    age.setFocus()
    QTest.keyClicks(age, "500")
    page.body.flush()
    row = page.body.row("/data/basics/age")
    assert row is not None and row.message() == ""
    find(page, "q:/data/basics/frost:y").setFocus()
    assert "120" in row.message()
    assert find(page, "message:/data/basics/age", QLabel).isVisible()
    page.session.answer("/data/basics/age", "50")
    assert row.message() == ""
    assert not find(page, "message:/data/basics/age", QLabel).isVisible()


def test_looking_at_a_section_does_not_scold(page: FormPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: focused() == "q:/data/basics/place")
    assert page.navigator.page(1)
    row = page.body.row("/data/basics/place")
    assert row is not None and row.message() == ""


def test_section_signs(page: FormPage, qtbot: QtBot) -> None:
    entry = find(page, "section:basics")
    assert entry.status.sign == "missing" and (entry.status.filled, entry.status.required) == (0, 1)
    page.session.answer("/data/basics/place", "x")
    qtbot.waitUntil(lambda: entry.status.sign == "done")
    page.session.answer("/data/basics/age", "500")
    row = page.body.row("/data/basics/age")
    assert row is not None
    row.touch()
    page._count()
    assert entry.status.sign == "wrong"


def test_short_fields_share_a_line(page: FormPage) -> None:
    place, age = page.body.row("/data/basics/place"), page.body.row("/data/basics/age")
    assert place is not None and age is not None
    assert place.parentWidget() is age.parentWidget()
    assert place.y() == age.y() and place.x() < age.x()


def test_language_switch_keeps_place_and_answers(page: FormPage, qtbot: QtBot) -> None:
    page.navigator.go_to("/data/advice/said")
    box = find(page, "q:/data/advice/said", QPlainTextEdit)
    QTest.keyClicks(box, "prune")
    QTest.keyClick(box, Qt.Key.Key_Left)
    page.header.language.setCurrentIndex(1)
    assert find(page, "section:advice").text() == "Advice"
    row = page.body.row("/data/advice/said")
    assert row is not None and row._label is not None and "Said" in row._label.text()
    assert box.toPlainText() == "prune"
    assert focused() == "q:/data/advice/said"
    assert box.textCursor().position() == 4
    assert page.navigator.current is not None and page.navigator.current.key == "/data/advice"


def test_undo_takes_the_last_answer_back(page: FormPage, qtbot: QtBot) -> None:
    find(page, "q:/data/basics/frost:y", QAbstractButton).click()
    find(page, "q:/data/basics/frost:y").setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.session.node("/data/basics/frost").value == ""
    assert not find(page, "q:/data/basics/frost:y", QAbstractButton).isChecked()


def test_undo_in_a_text_takes_its_own_typing_first(page: FormPage, qtbot: QtBot) -> None:
    find(page, "q:/data/basics/frost:y", QAbstractButton).click()
    line = find(page, "q:/data/basics/place", QLineEdit)
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.session.node("/data/basics/frost").value == ""
    QTest.keyClicks(line, "garden")
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == ""


def test_escape_leaves_and_the_draft_stays(page: FormPage, qtbot: QtBot, filling: Filling) -> None:
    line = find(page, "q:/data/basics/place", QLineEdit)
    QTest.keyClicks(line, "garden")
    with qtbot.waitSignal(page.closed):
        QTest.keyClick(line, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not filling.shell.background.busy())
    assert filling.program.drafts.get(page.draft.id).saved != {}


def test_a_form_that_was_only_looked_at_leaves_no_draft(page: FormPage, qtbot: QtBot, filling: Filling) -> None:
    page.leave()
    qtbot.waitUntil(lambda: not filling.shell.background.busy())
    assert filling.program.drafts.rows() == []


def test_only_rows_that_an_answer_concerns_are_redrawn(page: FormPage, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    for row in page.body.rows():
        original = row.refresh
        monkeypatch.setattr(row, "refresh", lambda name=row.node.name, act=original: (drawn.append(name), act()))
    find(page, "q:/data/basics/frost:y", QAbstractButton).click()
    assert set(drawn) == {"frost", "frost_where"}


def test_context_panel_folds(filling: Filling) -> None:
    page = filling.open(form_of(SURVEY, CHOICES), kind="visit")
    assert page.context.isVisible()
    page.header.context.click()
    assert not page.context.isVisible()


def test_a_need_is_started_from_a_visit(filling: Filling, host: str, shell: FakeShell) -> None:
    definition = form_of("| type | name | label | appearance |\n| text | host | 对象 | ref-host |")
    page = filling.open(definition, kind="visit", answers={"host": host})
    find(page, "form:newNeed", QAbstractButton).click()
    kind, answers = shell.forms[0]
    assert kind == "need" and answers["source_visit"] == page.draft.id


def test_focus_on_the_page_means_the_question(page: FormPage, qtbot: QtBot) -> None:
    page.navigator.go_to("/data/advice/said")
    page.setFocus()
    qtbot.waitUntil(lambda: focused() == "q:/data/advice/said")


def test_needs_of_a_visit_are_linked_to_it(filling: Filling, host: str, qtbot: QtBot) -> None:
    survey = "| type | name | label | appearance | save_to |\n| text | host | 对象 | ref-host | host |\n"
    survey += "| text | needs_found | 需求 | ref-need ref-many | needs_found |"
    definition = form_of(survey, entity="visit")
    filling.teach(definition)
    draft = filling.program.drafts.start("visit", form_id="test", answers={"host": host})
    me = filling.program.session.person_id
    need = {"need_title": "机采改造", "host": host, "writer": me, "county": "341524", "source_visit": draft.id}
    need_id = from_server(filling.program, "need", need, state="00")
    page = filling.again(draft.id)
    qtbot.waitUntil(lambda: page.session.node("/data/needs_found").value == need_id)


def test_guidance_unfolds(filling: Filling) -> None:
    survey = "| type | name | label | hint | guidance_hint |\n| text | q | 品种 | 写全称 | 以品种登记证书为准 |"
    page = filling.open(form_of(survey))
    row = page.body.row("/data/q")
    assert row is not None and row._hint is not None
    assert "登记证书" not in row._hint.text()
    row._hint.linkActivated.emit("more")
    assert "登记证书" in row._hint.text()


def test_context_folds_in_a_narrow_window(filling: Filling, host: str) -> None:
    page = filling.open(form_of(SURVEY, CHOICES), kind="visit")
    page.resize(900, 600)
    QApplication.processEvents()
    assert not page.context.isVisible()
    page.resize(1300, 700)
    QApplication.processEvents()
    assert page.context.isVisible()
