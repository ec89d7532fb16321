"""Every type of question shows what the form holds and hands over what a person enters."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QCalendarWidget, QComboBox, QLineEdit, QPlainTextEdit, QSlider
from pytestqt.qtbot import QtBot

from commissioner_app.ui.form_fill.page import FormPage
from tests.ui.form_fill.support import Filling, find, form_of

SURVEY = """
| type | name | label | appearance | parameters |
| text | words | 名称 | | |
| text | long | 经过 | multiline | |
| integer | count | 株数（株） | | |
| decimal | area | 面积(亩) | | |
| date | day | 日期 | | |
| date | month | 月份 | month-year | |
| date | year | 年份 | year | |
| time | clock | 时间 | | |
| datetime | moment | 开始 | | |
| select_one few | one | 方式 | | |
| select_one many | town | 乡镇 | | |
| select_one few | folded | 方式二 | minimal | |
| select_multiple few | several | 类型 | | |
| select_multiple many | towns | 乡镇们 | autocomplete | |
| note | said | 先看这里 | | |
| range | score | 评分 | | start=1 end=5 step=1 |
| acknowledge | agreed | 同意 | | |
| rank few | order | 排序 | | |
| geopoint | place | 定位 | | |
| barcode | code | 条码 | | |
| geotrace | track | 边界 | | |
"""
TOWNS = ("梅山镇", "麻埠镇", "青山镇", "燕子河镇", "天堂寨镇", "古碑镇", "吴家店镇", "斑竹园镇", "汤家汇镇", "南溪镇")
CHOICES = """
| list_name | name | label |
| few | a | 现场 |
| few | b | 电话 |
| few | c | 视频 |
""" + "\n".join(f"| many | t{number} | {town} |" for number, town in enumerate(TOWNS))


@pytest.fixture
def page(filling: Filling) -> FormPage:
    return filling.open(form_of(SURVEY, CHOICES))


def value_at(page: FormPage, name: str) -> str:
    return page.session.node(f"{page.session.root.ref}/{name}").value


def ref(page: FormPage, name: str) -> str:
    return f"q:{page.session.root.ref}/{name}"


def type_into(page: FormPage, name: str, text: str, kind: type[Any] = QLineEdit) -> Any:
    page.navigator.go_to(ref(page, name).removeprefix("q:"))
    widget = find(page, ref(page, name), kind)
    widget.setFocus()
    QTest.keyClicks(widget, text)
    page.body.flush()
    return widget


@pytest.mark.parametrize(
    ("name", "typed", "stored", "kind"),
    [
        ("words", "tea", "tea", QLineEdit),
        ("long", "frost", "frost", QPlainTextEdit),
        ("count", "1,200", "1200", QLineEdit),
        ("count", "１２", "12", QLineEdit),
        ("area", "3.5", "3.5", QLineEdit),
        ("area", "3x.5y", "3.5", QLineEdit),
        ("day", "35", "2026-03-05", QLineEdit),
        ("day", "3.5", "2026-03-05", QLineEdit),
        ("day", "昨天", "2026-03-04", QLineEdit),
        ("day", "nonsense", "", QLineEdit),
        ("month", "2026-03", "2026-03-01", QLineEdit),
        ("year", "2025", "2025-01-01", QLineEdit),
        ("code", "6901234567892", "6901234567892", QLineEdit),
    ],
)
def test_typed_value_is_stored(page: FormPage, name: str, typed: str, stored: str, kind: type[Any]) -> None:
    widget = find(page, ref(page, name), kind)
    if typed.isascii():
        type_into(page, name, typed, kind)
    else:
        widget.setFocus()
        widget.insert(typed)
        widget.textEdited.emit(widget.text())
        page.body.flush()
    assert value_at(page, name) == stored


@pytest.mark.parametrize(
    ("name", "stored", "shown"),
    [
        ("words", "茶", "茶"),
        ("count", "12", "12"),
        ("area", "3.5", "3.5"),
        ("day", "2026-03-05", "2026-03-05"),
        ("month", "2026-03-01", "2026-03"),
        ("year", "2025-01-01", "2025"),
        ("clock", "09:30:00.000+08:00", "09:30"),
        ("town", "t2", "青山镇"),
        ("folded", "b", "电话"),
    ],
)
def test_stored_value_is_shown(page: FormPage, name: str, stored: str, shown: str) -> None:
    page.session.answer(f"{page.session.root.ref}/{name}", stored)
    page.navigator.go_to(f"{page.session.root.ref}/{name}")
    assert find(page, ref(page, name), QLineEdit).text() == shown


def test_unit_stands_beside_the_number_not_in_the_label(page: FormPage) -> None:
    row = page.body.row(f"{page.session.root.ref}/area")
    assert row is not None
    assert row.widget.unit.text() == "亩"
    assert row._label is not None and "亩" not in row._label.text()
    assert find(page, ref(page, "area"), QLineEdit).accessibleName() == "面积(亩)"


def test_date_says_what_it_understood_and_writes_it_out_on_leaving(page: FormPage) -> None:
    type_into(page, "day", "35")
    row = page.body.row(f"{page.session.root.ref}/day")
    assert row is not None and "2026年3月5日" in row.widget.said.text()
    row.leave()
    assert row.widget.line.text() == "2026-03-05"


def test_unreadable_date_is_told_after_leaving_only(page: FormPage) -> None:
    type_into(page, "day", "35x9")
    row = page.body.row(f"{page.session.root.ref}/day")
    assert row is not None and row.message() == ""
    row.leave()
    assert "看不懂" in row.message()
    assert row.widget.line.text() == "35x9"


@pytest.mark.parametrize(
    ("typed", "shown"), [("930", "09:30"), ("9:05", "09:05"), ("9点半", "09:30"), ("下午3点", "15:00")]
)
def test_time(page: FormPage, typed: str, shown: str) -> None:
    page.navigator.go_to(f"{page.session.root.ref}/clock")
    row = page.body.row(f"{page.session.root.ref}/clock")
    assert row is not None
    row.widget.line.setText(typed)
    row.leave()
    assert row.widget.line.text() == shown
    assert value_at(page, "clock").startswith(shown + ":00")


def test_date_and_time_make_a_moment_with_offset(page: FormPage) -> None:
    page.navigator.go_to(f"{page.session.root.ref}/moment")
    type_into(page, "moment", "3.4")
    find(page, ref(page, "moment") + ":time", QLineEdit).setText("8:30")
    row = page.body.row(f"{page.session.root.ref}/moment")
    assert row is not None
    row.leave()
    assert value_at(page, "moment").startswith("2026-03-04T08:30:00")
    assert value_at(page, "moment").endswith("+08:00")


def test_radio_buttons_choose_and_clear(page: FormPage, qtbot: QtBot) -> None:
    page.navigator.go_to(f"{page.session.root.ref}/one")
    button = find(page, ref(page, "one") + ":b", QAbstractButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert value_at(page, "one") == "b"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert value_at(page, "one") == ""
    assert not button.isChecked()


@pytest.mark.parametrize("typed", ["qsz", "qingshan", "t2", "青山"])
def test_long_list_is_filtered_by_words_code_and_pinyin(page: FormPage, typed: str, qtbot: QtBot) -> None:
    page.navigator.go_to(f"{page.session.root.ref}/town")
    line = find(page, ref(page, "town"), QLineEdit)
    line.setFocus()
    line.setText(typed)
    line.textEdited.emit(typed)
    assert [entry.title for entry in line.entries] == ["青山镇"]
    line.take_first()
    assert value_at(page, "town") == "t2"
    assert line.text() == "青山镇"


def test_words_that_are_no_choice_go_back_to_the_answer(page: FormPage) -> None:
    page.navigator.go_to(f"{page.session.root.ref}/town")
    page.session.answer(f"{page.session.root.ref}/town", "t1")
    row = page.body.row(f"{page.session.root.ref}/town")
    assert row is not None
    row.widget.line.setText("nowhere")
    row.leave()
    assert row.widget.line.text() == "麻埠镇"
    row.widget.line.setText("")
    row.leave()
    assert value_at(page, "town") == ""


def test_check_boxes(page: FormPage) -> None:
    page.navigator.go_to(f"{page.session.root.ref}/several")
    for code in ("c", "a"):
        find(page, f"{ref(page, 'several')}:{code}", QAbstractButton).click()
    assert page.session.node(f"{page.session.root.ref}/several").values == ["a", "c"]
    find(page, f"{ref(page, 'several')}:a", QAbstractButton).click()
    assert page.session.node(f"{page.session.root.ref}/several").values == ["c"]


def test_chips_for_several_of_many(page: FormPage) -> None:
    page.navigator.go_to(f"{page.session.root.ref}/towns")
    line = find(page, ref(page, "towns"), QLineEdit)
    line.setFocus()
    for typed in ("ms", "nx"):
        line.textEdited.emit(typed)
        line.take_first()
    assert page.session.node(f"{page.session.root.ref}/towns").values == ["t0", "t9"]
    find(page, ref(page, "towns") + ":t0", QAbstractButton).click()
    assert page.session.node(f"{page.session.root.ref}/towns").values == ["t9"]
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    assert page.session.node(f"{page.session.root.ref}/towns").values == []


def test_range_is_empty_until_it_is_moved(page: FormPage) -> None:
    page.navigator.go_to(f"{page.session.root.ref}/score")
    assert value_at(page, "score") == ""
    find(page, ref(page, "score"), QSlider).setValue(3)
    page.body.flush()
    assert value_at(page, "score") == "4"


def test_acknowledge(page: FormPage) -> None:
    page.navigator.go_to(f"{page.session.root.ref}/agreed")
    find(page, ref(page, "agreed"), QAbstractButton).click()
    assert value_at(page, "agreed") == "OK"


def test_rank_moves_lines(page: FormPage) -> None:
    page.navigator.go_to(f"{page.session.root.ref}/order")
    row = page.body.row(f"{page.session.root.ref}/order")
    assert row is not None
    row.widget.list.setCurrentRow(2)
    row.widget.move_by(-1)
    assert page.session.node(f"{page.session.root.ref}/order").values == ["a", "c", "b"]
    assert row.widget.order() == ["a", "c", "b"]


def test_position_typed_in_wgs84(page: FormPage) -> None:
    page.navigator.go_to(f"{page.session.root.ref}/place")
    type_into(page, "place", "115.934")
    find(page, ref(page, "place") + ":lat", QLineEdit).setText("31.727")
    page.body.flush()
    assert value_at(page, "place").split()[:2] == ["31.727000", "115.934000"]


def test_position_typed_in_gcj02_is_stored_in_wgs84(page: FormPage) -> None:
    page.navigator.go_to(f"{page.session.root.ref}/place")
    find(page, ref(page, "place") + ":datum", QComboBox).setCurrentIndex(1)
    type_into(page, "place", "115.939102")
    find(page, ref(page, "place") + ":lat", QLineEdit).setText("31.724823")
    page.body.flush()
    lat, lng = map(float, value_at(page, "place").split()[:2])
    assert abs(lng - 115.934) < 2e-6 and abs(lat - 31.727) < 2e-6


def test_swapped_position_is_turned_round_and_said(page: FormPage) -> None:
    page.navigator.go_to(f"{page.session.root.ref}/place")
    type_into(page, "place", "31.727")
    find(page, ref(page, "place") + ":lat", QLineEdit).setText("115.934")
    row = page.body.row(f"{page.session.root.ref}/place")
    assert row is not None
    row.leave()
    assert value_at(page, "place").startswith("31.727000 115.934000")
    assert "对调" in row.widget.said.text()


def test_half_a_position_is_no_answer(page: FormPage) -> None:
    page.navigator.go_to(f"{page.session.root.ref}/place")
    type_into(page, "place", "115.934")
    row = page.body.row(f"{page.session.root.ref}/place")
    assert row is not None
    row.leave()
    assert value_at(page, "place") == "" and "经度和纬度" in row.message()


def test_unknown_type_keeps_its_answer(filling: Filling) -> None:
    definition = form_of("| type | name | label |\n| barcode | code | 条码 |", bind_type=("barcode", "hologram"))
    page = filling.open(definition)
    page.session.answer("/data/code", "a b")
    page.navigator.go_to("/data/code")
    row = page.body.row("/data/code")
    assert row is not None and "原样保留" in row.widget.words.text()
    assert page.session.node("/data/code").value == "a b"


def test_every_input_has_a_name_for_screen_readers(page: FormPage) -> None:
    while page.navigator.view is not None and page.navigator.view.build_more():
        pass
    nameless = [row.node.name for row in page.body.rows() if not named(row.widget.entry()) and row.node.name != "said"]
    assert nameless == []


def named(widget: Any) -> bool:
    return bool(widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))


def test_a_day_is_taken_from_the_calendar(page: FormPage) -> None:
    row = page.body.row("/data/day")
    assert row is not None
    row.widget.open_calendar()
    calendar = row.widget.line.findChild(QCalendarWidget)
    assert calendar is not None
    calendar.clicked.emit(QDate(2026, 3, 7))
    assert value_at(page, "day") == "2026-03-07"
    assert row.widget.said.text() == "周六"
