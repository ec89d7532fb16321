"""Forms page by page, languages that are written from the right, and a change of language in the middle of a form."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from commissioner_app.ui.form_fill.writing import direction_of
from tests.ui.form_fill.support import Filling, find, form_of

SETTINGS = "| form_id | version | style |\n| test | 1 | pages |"
SURVEY = """
| type | name | label | appearance | relevant |
| text | a | 甲 | | |
| text | b | 乙 | | ${a} = 'x' |
| begin group | loose | 散 | | |
| text | c | 丙 | | |
| end group | | | | |
| begin group | together | 合 | field-list | |
| text | d | 丁 | | |
| text | e | 戊 | | |
| end group | | | | |
"""


def test_page_by_page(filling: Filling) -> None:
    page = filling.open(form_of(SURVEY, settings=SETTINGS))
    said: QLabel = page.page_bar.said
    assert [entry.text() for entry in page.sections.entries.values()] == ["甲", "乙", "丙", "合"]
    assert page.page_bar.isVisible() and "1" in said.text() and "3" in said.text()
    assert not page.page_bar.back.isEnabled()
    line: QLineEdit = find(page, "q:/data/a", QLineEdit)
    QTest.keyClicks(line, "x")
    page.body.flush()
    find(page, "form:pageOn", QAbstractButton).click()
    assert page.navigator.current is not None and page.navigator.current.key == "/data/b"
    for _ in range(2):
        find(page, "form:pageOn", QAbstractButton).click()
    assert page.navigator.current.key == "/data/together" and not page.page_bar.on.isEnabled()
    assert "4" in said.text()
    assert find(page, "q:/data/together/d").isVisible() and find(page, "q:/data/together/e").isVisible()
    find(page, "form:pageBack", QAbstractButton).click()
    assert page.navigator.current.key == "/data/loose/c"


def test_other_forms_have_no_pages(filling: Filling) -> None:
    page = filling.open(form_of(SURVEY))
    assert not page.page_bar.isVisible()


@pytest.mark.parametrize(
    ("name", "from_right"),
    [("English (en)", False), ("العربية (ar)", True), ("Dari (fa-AF)", True), ("عربي", True), ("ur", True), ("中文", False),
     ("default", False), ("", False)],
)  # fmt: skip
def test_direction_of_languages(name: str, from_right: bool) -> None:
    assert (direction_of(name) == Qt.LayoutDirection.RightToLeft) == from_right


LANGUAGES = """
| type | name | label::中文 (zh) | label::العربية (ar) | media::image::中文 (zh) | media::image::العربية (ar) |
| text | a | 名称 | الاسم | | |
| select_one yn | b | 愿意 | هل | | |
| text | c | 备注 | ملاحظة | | |
"""
CHOICES = """
| list_name | name | label::中文 (zh) | label::العربية (ar) |
| yn | y | 是 | نعم |
| yn | n | 否 | لا |
"""


def test_a_change_of_language_keeps_place_and_answers(filling: Filling) -> None:
    settings = "| form_id | version | default_language |\n| test | 1 | 中文 (zh) |"
    page = filling.open(replace(form_of(LANGUAGES, CHOICES, settings), version="1"))
    find(page, "q:/data/b:y", QAbstractButton).click()
    line: QLineEdit = find(page, "q:/data/c", QLineEdit)
    page.navigator.go_to("/data/c")
    QTest.keyClicks(line, "abc")
    line.setCursorPosition(1)
    page.set_language("العربية (ar)")
    assert page.stack.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert find(page, "q:/data/b:y", QAbstractButton).text() == "نعم"
    assert find(page, "q:/data/b:y", QAbstractButton).isChecked()
    assert page.focusWidget() is line and line.cursorPosition() == 1 and line.text() == "abc"
    page.set_language("中文 (zh)")
    assert page.stack.layoutDirection() == Qt.LayoutDirection.LeftToRight
    assert page.session.node("/data/c").value == "abc" and page.session.node("/data/b").value == "y"
