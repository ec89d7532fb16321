"""The looks of questions: what a person does with mouse and keyboard in each, and what the form holds afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QListWidget, QSlider, QWidget

from commissioner_app.ui.form_fill.page import FormPage
from commissioner_app.ui.form_fill.widgets.date import read_date
from commissioner_app.ui.form_fill.widgets.image_map import Drawing
from commissioner_app.ui.form_fill.widgets.rating import Stars
from commissioner_app.ui.form_fill.widgets.thousands import grouped
from tests.ui.form_fill.support import Filling, find, form_of

CHOICES = """
| list_name | name | label |
| yn | y | 是 & 否 |
| yn | n | **否** |
| yn | u | 不知道 |
"""
DRAWING = b"""<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100">
<rect id="y" x="0" y="0" width="100" height="100"/><g transform="translate(100 0)"><circle id="n" cx="50" cy="50" r="40"/></g>
</svg>"""


def opened(filling: Filling, *rows: str) -> FormPage:
    survey = "| type | name | label | appearance | parameters | media::image |\n" + "\n".join(rows)
    return filling.open(replace(form_of(survey, CHOICES), files={"d.svg": DRAWING}))


def held(page: FormPage, name: str = "q") -> str:
    page.body.flush()
    return page.session.node(f"/data/{name}").value


def line_of(page: FormPage, name: str = "q") -> QLineEdit:
    found: QLineEdit = find(page, f"q:/data/{name}", QLineEdit)
    return found


@pytest.mark.parametrize("look", ["likert", "no-buttons", "list", "list-nolabel", "columns-2"])
def test_one_of_several_by_click_and_keyboard(filling: Filling, look: str) -> None:
    page = opened(filling, f"| select_one yn | q | 问 | {look} | | |")
    buttons = [find(page, f"q:/data/q:{value}", QAbstractButton) for value in "ynu"]
    buttons[1].click()
    assert held(page) == "n" and [button.isChecked() for button in buttons] == [False, True, False]
    buttons[0].click()
    assert held(page) == "y" and not buttons[1].isChecked()
    buttons[0].setFocus()
    QTest.keyClick(buttons[0], Qt.Key.Key_Delete)
    assert held(page) == "" and not buttons[0].isChecked()


@pytest.mark.parametrize("look", ["likert", "no-buttons", "list"])
def test_arrow_keys_walk_and_the_space_bar_takes(filling: Filling, look: str) -> None:
    page = opened(filling, f"| select_one yn | q | 问 | {look} | | |")
    first = find(page, "q:/data/q:y", QAbstractButton)
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Space)
    assert held(page) == "n"
    assert page.focusWidget().accessibleName() == "否"


@pytest.mark.parametrize("look", ["no-buttons", "list", "list-nolabel"])
def test_several_of_several(filling: Filling, look: str) -> None:
    page = opened(filling, f"| select_multiple yn | q | 问 | {look} | | |")
    for value in "un":
        find(page, f"q:/data/q:{value}", QAbstractButton).click()
    assert held(page) == "n u"
    find(page, "q:/data/q:n", QAbstractButton).click()
    assert held(page) == "u"


def test_quick_goes_on_from_every_look(filling: Filling) -> None:
    page = opened(filling, "| select_one yn | q | 问 | likert quick | | |", "| text | after | 后 | | | |")
    find(page, "q:/data/q:y", QAbstractButton).click()
    assert page.focusWidget() is line_of(page, "after")


def test_the_columns_of_a_table_stand_below_each_other(filling: Filling) -> None:
    page = opened(
        filling, "| begin group | g | 组 | table-list | | |", "| select_one yn | a | 短 | | | |",
        "| select_one yn | b | 一个长得多的问题，长得要占两行，甚至更多行才写得完的问题 | | | |", "| end group | | | | | |",
    )  # fmt: skip
    for value in "ynu":
        upper, lower = (find(page, f"q:/data/g/{name}:{value}", QWidget) for name in "ab")
        assert upper.mapTo(page, QPoint()).x() == lower.mapTo(page, QPoint()).x()
    heads = [row for row in page.body.rows() if "label" in row.node.appearances]
    assert len(heads) == 1 and heads[0] not in page.navigator.view.open_rows()  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", ["select_one", "select_multiple"])
def test_parts_of_a_drawing_are_choices(filling: Filling, kind: str) -> None:
    page = opened(filling, f"| {kind} yn | q | 问 | image-map | | d.svg |")
    drawing: Drawing = find(page, "q:/data/q:drawing", Drawing)
    size = drawing.size()
    inside = QPoint(size.width() * 3 // 4, size.height() // 2)
    QTest.mouseClick(drawing, Qt.MouseButton.LeftButton, pos=inside)
    assert held(page) == "n" and drawing.chosen == {"n"}
    assert find(page, "q:/data/q:n", QAbstractButton).isChecked()
    corner = QPoint(size.width() - 3, 3)  # beside the circle
    QTest.mouseClick(drawing, Qt.MouseButton.LeftButton, pos=corner)
    assert held(page) == "n"
    QTest.mouseClick(drawing, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert held(page) == ("y" if kind == "select_one" else "y n")


def test_a_drawing_that_is_none_leaves_the_list(filling: Filling) -> None:
    page = opened(filling, "| select_one yn | q | 问 | image-map | | gone.svg |")
    find(page, "q:/data/q:y", QAbstractButton).click()
    assert held(page) == "y" and page.findChild(Drawing) is None


def test_words_of_buttons_are_plain(filling: Filling) -> None:
    page = opened(filling, "| select_one yn | q | 问 | | | |")
    assert find(page, "q:/data/q:y", QAbstractButton).text() == "是 && 否"
    assert find(page, "q:/data/q:n", QAbstractButton).text() == "否"


def test_counter(filling: Filling) -> None:
    page = opened(filling, "| integer | q | 数 | counter | | |")
    line = line_of(page)
    QTest.keyClick(line, Qt.Key.Key_Up)
    QTest.keyClick(line, Qt.Key.Key_Up)
    assert held(page) == "2"
    QTest.keyClick(line, Qt.Key.Key_Down)
    assert held(page) == "1" and line.text() == "1"


def test_thousands_are_grouped_while_typing(filling: Filling) -> None:
    page = opened(filling, "| integer | q | 元 | thousands-sep | | |", "| text | t | 元 | numbers thousands-sep | | |")
    line = line_of(page)
    QTest.keyClicks(line, "1234567")
    assert line.text() == "1,234,567" and held(page) == "1234567"
    line.setCursorPosition(3)
    QTest.keyClicks(line, "9")
    assert line.text() == "12,934,567" and line.cursorPosition() == 4 and held(page) == "12934567"
    page.session.answer("/data/q", "1234")
    assert line.text() == "1,234"
    QTest.keyClicks(line_of(page, "t"), "007000")
    assert held(page, "t") == "007000"


@given(st.integers(0, 10**15), st.integers(0, 999))
def test_grouping_adds_nothing_but_commas(whole: int, part: int) -> None:
    text = f"{whole}.{part:03}"
    assert grouped(text) == f"{whole:,}.{part:03}"


def test_numbers_take_as_many_digits_as_other_programs_keep(filling: Filling) -> None:
    page = opened(filling, "| integer | q | 数 | | | |", "| decimal | d | 数 | | | |")
    QTest.keyClicks(line_of(page), "-1234567890123")
    assert held(page) == "-123456789"
    QTest.keyClicks(line_of(page, "d"), "1234567890.1234567")
    assert held(page, "d") == "1234567890.12345"


def test_masked_text_can_be_looked_at_and_hides_again(filling: Filling) -> None:
    page = opened(filling, "| text | q | 码 | masked | | |", "| text | h | 码 | hidden-answer | | |")
    row = page.body.row("/data/q")
    assert row is not None
    line = line_of(page)
    QTest.keyClicks(line, "2045")
    assert line.displayText() != "2045" and held(page) == "2045"
    row.widget.eye.click()  # type: ignore[attr-defined]
    assert line.displayText() == "2045"
    row.leave()
    assert line.displayText() != "2045"
    hidden = page.body.row("/data/h")
    assert hidden is not None and not hidden.widget.eye.isVisible()  # type: ignore[attr-defined]


def test_addresses_open_on_demand_only(filling: Filling, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toString()))
    page = opened(filling, "| text | q | 网址 | url | | |")
    button = find(page, "q:/data/q:open", QAbstractButton)
    assert not button.isEnabled()
    QTest.keyClicks(line_of(page), "https://example.org/a")
    assert held(page) == "https://example.org/a" and not shown
    button.click()
    assert shown == ["https://example.org/a"]


@pytest.mark.parametrize("look", ["", "vertical", "no-ticks"])
def test_sliders_answer_only_when_moved(filling: Filling, look: str) -> None:
    page = opened(filling, f"| range | q | 数 | {look} | start=10 end=0 step=0.5 |")
    slider: QSlider = find(page, "q:/data/q", QSlider)
    assert held(page) == "" and slider.maximum() == 20
    slider.setFocus()
    slider.setValue(3)
    assert held(page) == "8.5"
    number: QLineEdit = find(page, "q:/data/q:number", QLineEdit)
    number.clear()
    QTest.keyClicks(number, "2.5")
    assert held(page) == "2.5" and slider.value() == 15


def test_a_number_beyond_the_ends_is_no_answer(filling: Filling) -> None:
    page = opened(filling, "| range | q | 数 | | start=0 end=10 step=2 |")
    number: QLineEdit = find(page, "q:/data/q:number", QLineEdit)
    QTest.keyClicks(number, "5")
    assert held(page) == "5"
    QTest.keyClicks(number, "0")
    row = page.body.row("/data/q")
    assert row is not None and held(page) == ""
    row.leave()
    assert "0" in row.message() and "10" in row.message() and number.text() == "50"
    QTest.keyClick(number, Qt.Key.Key_Backspace)
    assert held(page) == "5"
    row.leave()
    assert row.message() == ""


def test_a_slider_that_is_let_go_where_it_rested_is_answered(filling: Filling) -> None:
    page = opened(filling, "| range | q | 数 | | start=1 end=5 step=1 placeholder=3 |")
    slider: QSlider = find(page, "q:/data/q", QSlider)
    assert held(page) == "" and slider.value() == 2
    slider.sliderReleased.emit()
    assert held(page) == "3"


def test_words_at_the_marks_of_a_range_are_no_limit(filling: Filling) -> None:
    survey = "| type | name | label | parameters | default |\n"
    survey += "| range | q | 数 | start=1 end=5 step=1 tick_labelset=yn | 4 |"
    choices = "| list_name | name | label |\n| yn | 1 | 从不 |\n| yn | 5 | 总是 |"
    page = filling.open(form_of(survey, choices))
    assert held(page) == "4" and find(page, "q:/data/q", QSlider).value() == 3
    assert page.body.row("/data/q").widget.scale.words == {0: "从不", 4: "总是"}  # type: ignore[union-attr]
    page.session.answer("/data/q", "2")
    assert held(page) == "2"


def test_picker_and_rating(filling: Filling) -> None:
    page = opened(
        filling,
        "| range | q | 数 | picker | start=1 end=9 step=2 |",
        "| range | r | 星 | rating | start=1 end=5 step=1 |",
    )
    box: QComboBox = find(page, "q:/data/q", QComboBox)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert held(page) == "3"
    QTest.keyClick(box, Qt.Key.Key_Home)
    assert held(page) == ""
    stars: Stars = find(page, "q:/data/r", Stars)
    QTest.keyClick(stars, Qt.Key.Key_4)
    assert held(page, "r") == "4"
    QTest.keyClick(stars, Qt.Key.Key_Left)
    assert held(page, "r") == "3" and stars.shown == 3
    middle = QPointF(stars.width() / 2, stars.height() / 2).toPoint()
    QTest.mouseClick(stars, Qt.MouseButton.LeftButton, pos=middle)
    assert held(page, "r") == ""
    QTest.keyClick(stars, Qt.Key.Key_Delete)
    assert held(page, "r") == ""


def test_rank_moves_by_keyboard_and_keeps_what_was_dropped(filling: Filling) -> None:
    page = opened(filling, "| rank yn | q | 序 | | | |")
    listed: QListWidget = find(page, "q:/data/q", QListWidget)
    listed.setFocus()
    listed.setCurrentRow(0)
    QTest.keyClick(listed, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert held(page) == "n y u"
    # What a drop leaves behind: the line stands elsewhere.
    listed.insertItem(0, listed.takeItem(2))
    page.body.row("/data/q").widget.take_order()  # type: ignore[union-attr]
    assert held(page) == "u n y"


def test_a_date_by_another_calendar(filling: Filling) -> None:
    page = opened(filling, "| date | q | 日 | ethiopian | | |")
    other: QLineEdit = find(page, "q:/data/q:other", QLineEdit)
    QTest.keyClicks(line_of(page), "2026-03-05")
    assert held(page) == "2026-03-05" and other.text() == "2018-06-26"
    other.setFocus()
    other.selectAll()
    QTest.keyClicks(other, "2018-13-5")
    assert held(page) == "2026-09-10" and line_of(page).text() == "2026-09-10"
    other.selectAll()
    QTest.keyClicks(other, "2018-14-1")
    row = page.body.row("/data/q")
    assert row is not None and held(page) == ""
    row.leave()
    assert row.message() and other.text() == "2018-14-1"


@pytest.mark.parametrize("look", ["columns-2", "no-buttons", "columns-pack"])
def test_choices_are_mirrored_in_languages_from_the_right(filling: Filling, look: str) -> None:
    page = opened(filling, f"| select_one yn | q | 问 | {look} | | |")
    row = page.body.row("/data/q")
    assert row is not None
    before = [button.geometry() for button in row.findChildren(QAbstractButton) if button.isVisible()]
    page.stack.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QApplication.processEvents()
    after = [button.geometry() for button in row.findChildren(QAbstractButton) if button.isVisible()]
    assert before[0].left() == 0 and after[0].right() == after[0].width() + after[0].left() - 1
    assert before[0].x() < before[1].x() and after[0].x() > after[1].x()


@pytest.mark.parametrize(
    ("look", "text", "stored"),
    [
        ("month-year", "2026-03", "2026-03-01"), ("month-year", "2026年11月", "2026-11-01"), ("month-year", "3月", "2026-03-01"),
        ("month-year", "12", "2026-12-01"), ("month-year", "上个月", "2026-02-01"), ("month-year", "2026-03-05", "2026-03-01"),
        ("month-year", "13", ""), ("year", "2012", "2012-01-01"), ("year", "去年", "2025-01-01"), ("year", "3.5", ""),
    ],
)  # fmt: skip
def test_months_and_years_are_stored_by_their_first_day(look: str, text: str, stored: str) -> None:
    day = read_date(text, date(2026, 3, 5), (look,))
    assert (day.isoformat() if day else "") == stored
