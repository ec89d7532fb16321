"""Widgets are made when they come into view: long sections open at once, nothing jumps, and the keyboard goes everywhere."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from commissioner_app.forms.definition import FormDefinition
from commissioner_app.ui.form_fill.page import FormPage
from commissioner_app.ui.form_fill.rows import QuestionRow
from commissioner_app.ui.form_fill.section_view import SectionView
from commissioner_app.ui.form_fill.stretches import Stretch
from tests.ui.form_fill.support import Filling, find, form_of

MANY = 1000


def long_form(count: int) -> FormDefinition:
    """Texts, of which some have hints and some are chosen from a list: lines of different heights."""
    lines = []
    for number in range(count):
        kind = "select_one yn" if number % 7 == 3 else "text"
        lines.append(f"| {kind} | q{number} | 题目 {number} | {'照实填写' * 12 if number % 5 == 0 else ''} |")
    choices = "| list_name | name | label |\n| yn | y | 是 |\n| yn | n | 否 |"
    return form_of("| type | name | label | hint |\n" + "\n".join(lines), choices)


@pytest.fixture(scope="module")
def thousand() -> FormDefinition:
    return long_form(MANY)


@pytest.fixture
def page(filling: Filling, thousand: FormDefinition, qtbot: QtBot) -> FormPage:
    page = filling.open(thousand)
    qtbot.waitExposed(page)
    qtbot.waitUntil(lambda: asked() == 0)
    return page


def asked() -> int:
    """The number of the question that has the focus; -1 for none."""
    widget = QApplication.focusWidget()
    name = widget.objectName() if widget else ""
    return int(name.partition("/q")[2].partition(":")[0]) if "/q" in name else -1


def view_of(page: FormPage) -> SectionView:
    assert page.navigator.view is not None
    return page.navigator.view


def row_of(page: FormPage, number: int) -> QuestionRow:
    row = page.body.row(f"/data/q{number}")
    assert row is not None, f"question {number} was not built"
    return row


def on_screen(page: FormPage, number: int) -> int:
    """Pixels from the top of what shows to the row of a question."""
    return row_of(page, number).mapTo(view_of(page).viewport(), QPoint(0, 0)).y()


def rooms_in_view(page: FormPage) -> list[Stretch]:
    """Stretches without widgets that a person would see as empty room."""
    view = view_of(page)
    tall = view.viewport().height()
    return [
        stretch
        for stretch in page.body.waiting()
        if stretch.isVisible() and -stretch.height() < stretch.mapTo(view.viewport(), QPoint(0, 0)).y() < tall
    ]


def numbers_in_view(page: FormPage) -> Iterator[int]:
    tall = view_of(page).viewport().height()
    for row in page.body.rows():
        if 0 <= row.mapTo(view_of(page).viewport(), QPoint(0, 0)).y() < tall:
            yield int(row.node.name[1:])


def test_opening_builds_the_first_screen_only(filling: Filling, thousand: FormDefinition) -> None:
    page = filling.open(thousand)
    QApplication.processEvents()
    assert page.body.built < 40
    QTest.qWait(200)  # neither does anything build it behind a person's back
    assert page.body.built < 60
    assert not rooms_in_view(page)


def test_a_short_section_is_whole_after_a_moment(filling: Filling, qtbot: QtBot) -> None:
    page = filling.open(long_form(45))
    qtbot.waitUntil(lambda: page.body.built == 45)


def test_scrolling_shows_no_empty_room(page: FormPage) -> None:
    bar = view_of(page).verticalScrollBar()
    assert bar.maximum() > 20 * view_of(page).viewport().height(), "the bar tells how long the form is"
    for place in (0.5, 0.25, 0.9, 1.0, 0.0):
        bar.setValue(round(bar.maximum() * place))
        assert not rooms_in_view(page)
        assert list(numbers_in_view(page))
    assert page.body.built < 250


def test_what_is_looked_at_stays_where_it_is(page: FormPage) -> None:
    bar = view_of(page).verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    for _ in range(80):
        seen = sorted(numbers_in_view(page))[1]
        before = on_screen(page, seen)
        bar.setValue(bar.value() - 40)
        assert abs(on_screen(page, seen) - before - 40) <= 1
        QApplication.processEvents()
        assert abs(on_screen(page, seen) - before - 40) <= 1
    QTest.qWait(150)  # what is built ahead in the pauses moves nothing either
    assert abs(on_screen(page, seen) - before - 40) <= 1


def test_going_to_a_question_builds_it_and_its_neighbours(page: FormPage, qtbot: QtBot) -> None:
    assert page.navigator.go_to("/data/q500")
    qtbot.waitUntil(lambda: asked() == 500)
    QApplication.processEvents()
    assert 0 <= on_screen(page, 500) < view_of(page).viewport().height()
    assert page.body.built < 60 and not rooms_in_view(page)
    place = on_screen(page, 500)
    QTest.qWait(200)
    assert on_screen(page, 500) == place


def test_enter_walks_on_past_what_was_built(page: FormPage) -> None:
    for number in range(60):
        assert asked() == number
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert asked() == 60 and page.body.built < 130


def test_tab_walks_both_ways_from_anywhere(page: FormPage, qtbot: QtBot) -> None:
    page.navigator.go_to("/data/q700")
    qtbot.waitUntil(lambda: asked() == 700)
    walked = []
    for _ in range(16):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        walked.append(asked())
    assert list(dict.fromkeys(walked)) == list(range(701, 701 + len(set(walked)))) and len(set(walked)) > 12
    page.navigator.go_to("/data/q700")
    walked = []
    for _ in range(16):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
        walked.append(asked())
    assert list(dict.fromkeys(walked)) == list(range(699, 699 - len(set(walked)), -1)) and len(set(walked)) > 12


def test_tab_follows_the_page_whatever_was_built_first(filling: Filling, qtbot: QtBot) -> None:
    page = filling.open(long_form(90))
    qtbot.waitUntil(lambda: asked() == 0)
    shuffled = random.Random(5).sample(range(90), 12)
    for number in shuffled:
        page.navigator.go_to(f"/data/q{number}")
        QApplication.processEvents()
    page.navigator.go_to("/data/q0")
    walked = [asked()]
    while asked() >= 0 and len(walked) < 200:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        walked.append(asked())
    assert list(dict.fromkeys(walked)) == [*range(90), -1], "all questions, then the buttons"


def test_a_draft_comes_back_to_its_question(filling: Filling, page: FormPage, qtbot: QtBot) -> None:
    page.navigator.go_to("/data/q702")
    qtbot.waitUntil(lambda: asked() == 702)
    line = find(page, "q:/data/q702", QLineEdit)
    QTest.keyClicks(line, "garden")
    QTest.keyClick(line, Qt.Key.Key_Left)
    page.save_now()
    qtbot.waitUntil(lambda: not filling.shell.background.busy())
    page.autosave.end()
    page.hide()
    again = filling.again(page.draft.id)
    qtbot.waitUntil(lambda: asked() == 702)
    line = find(again, "q:/data/q702", QLineEdit)
    assert line.text() == "garden" and line.cursorPosition() == 5
    QApplication.processEvents()
    assert 0 <= on_screen(again, 702) < view_of(again).viewport().height()
    assert again.body.built < 60


SHOWN = """
| type | name | label | relevant | required |
| text | q0 | 有无 | | |
"""


def test_room_follows_relevance(filling: Filling, qtbot: QtBot) -> None:
    lines = "".join(f"| text | q{number} | 题目 {number} | ${{q0}} = 'y' | |\n" for number in range(1, 300))
    page = filling.open(form_of(SHOWN.strip() + "\n" + lines))
    qtbot.waitExposed(page)
    bar = view_of(page).verticalScrollBar()
    QApplication.processEvents()
    assert bar.maximum() == 0
    page.session.answer("/data/q0", "y")
    qtbot.waitUntil(lambda: bar.maximum() > 5000)
    bar.setValue(bar.maximum())
    assert not rooms_in_view(page)
    assert 299 in list(numbers_in_view(page))
    assert page.body.built < 120
    page.session.answer("/data/q0", "")
    qtbot.waitUntil(lambda: bar.maximum() == 0)


def test_enter_passes_over_rooms_in_which_nothing_shows(filling: Filling, qtbot: QtBot) -> None:
    lines = "".join(f"| text | q{number} | 题目 {number} | ${{q0}} = 'y' | |\n" for number in range(1, 100))
    filling.open(form_of(SHOWN.strip() + "\n" + lines + "| text | q100 | 末题 | | yes |"))
    qtbot.waitUntil(lambda: asked() == 0)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert asked() == 100
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert asked() == 0


def test_submitting_goes_to_a_question_that_was_never_built(filling: Filling, qtbot: QtBot) -> None:
    lines = "".join(f"| text | q{number} | 题目 {number} | | |\n" for number in range(1, 400))
    page = filling.open(form_of(SHOWN.strip() + "\n" + lines + "| text | q400 | 末题 | | yes |"))
    qtbot.waitUntil(lambda: asked() == 0)
    page.submit()
    qtbot.waitUntil(lambda: asked() == 400)
    assert row_of(page, 400).message()


REPEAT = "| type | name | label |\n| begin_repeat | plot | 地块 |\n"


def test_items_of_a_repeat_are_built_in_part_and_keep_their_answers(filling: Filling, qtbot: QtBot) -> None:
    inside = "".join(f"| text | q{number} | 题目 {number} |\n" for number in range(120))
    page = filling.open(form_of(REPEAT + inside + "| end_repeat | | |"), shown=True)
    qtbot.waitExposed(page)
    find(page, "add:/data/plot").click()
    built = page.body.built
    assert built < 60
    page.session.answer("/data/plot[2]/q90", "second")
    page.session.remove("/data/plot[1]")
    QApplication.processEvents()
    assert page.navigator.go_to("/data/plot[1]/q90")
    line = find(page, "q:/data/plot[1]/q90", QLineEdit)
    assert line.text() == "second"
    qtbot.waitUntil(lambda: asked() == 90)
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert asked() == 91
    assert page.body.built < built + 60


def test_tab_goes_through_items_in_their_order(filling: Filling, qtbot: QtBot) -> None:
    page = filling.open(
        form_of(REPEAT + "| text | q0 | 名称 |\n| text | q1 | 面积 |\n| end_repeat | | |\n| text | q9 | 末题 |")
    )
    qtbot.waitExposed(page)
    find(page, "add:/data/plot").click()
    find(page, "add:/data/plot").click()
    page.navigator.open(page.navigator._sections[0])
    row = page.body.row("/data/plot[1]/q0")
    assert row is not None
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    row.take_focus()
    names = []
    for _ in range(12):
        widget = QApplication.focusWidget()
        assert widget is not None, names
        names.append(widget.objectName())
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    asked_for = [name for name in names if name.startswith("q:")]
    assert asked_for == [f"q:/data/plot[{item}]/q{number}" for item in (1, 2, 3) for number in (0, 1)]
