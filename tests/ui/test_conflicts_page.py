"""The page of what two people changed differently: both values, the third, many at once, the keyboard, narrow windows."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDateTimeEdit,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
)
from pytestqt.qtbot import QtBot

from commissioner_app.services.conflicts import LostMove
from commissioner_app.ui.screens.conflicts.inline import InlineChange, in_words, pieces
from commissioner_app.ui.screens.conflicts.side import Side
from commissioner_app.ui.shared.differences import DifferenceLabel
from commissioner_app.ui.window import MainWindow
from tests.ui.fakes.sync import CONFLICT

LEFT = Qt.MouseButton.LeftButton


def wait_until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Turn the event loop until the condition holds."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        QTest.qWait(5)


def opened_page(window: MainWindow) -> Any:
    window.open("conflicts")
    page: Any = window.page("conflicts")
    wait_until(lambda: not window.background.busy())
    return page


def many(program: Any, number: int) -> None:
    program.conflicts.open = [
        replace(CONFLICT, id=f"c-{n}", record_id=f"v-{n // 2}-0", mine_by=("李敏", "王芳")[n % 2])
        for n in range(number)
    ]


def button(page: Any, name: str) -> QPushButton:
    found: QPushButton = page.findChild(QPushButton, name)
    return found


def test_both_values_stand_side_by_side_and_one_is_taken(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    page = opened_page(window)
    values = [label.plain() for label in page.panel.findChildren(DifferenceLabel)]
    assert values == ["重修剪，结合清园，悬挂黄板", "轻修剪后喷施叶面肥，五日后复查"]
    words = [label.text() for label in page.panel.findChildren(QLabel)]
    assert any("李敏" in text for text in words) and any("张文斌" in text for text in words)
    qtbot.mouseClick(button(page, "take.theirs"), LEFT)
    wait_until(lambda: program.conflicts.resolved == [("c-1", "theirs", None)])
    wait_until(lambda: page.model.rowCount() == 0)
    assert "没有要决定的内容" in page.findChild(QLabel, "emptyWords").text()


def test_the_keyboard_chooses_and_decides_and_goes_on(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    many(program, 4)
    page = opened_page(window)
    page.view.setFocus()
    for key, choice in ((Qt.Key.Key_1, "mine"), (Qt.Key.Key_2, "theirs")):
        shown = page.panel.row.id
        qtbot.keyClick(page.view, Qt.Key.Key_Return)
        assert shown not in [one for one, _, _ in program.conflicts.resolved]
        qtbot.keyClick(page.view, key)
        qtbot.keyClick(page.view, Qt.Key.Key_Return)
        wait_until(lambda s=shown, c=choice: (s, c, None) in program.conflicts.resolved)  # type: ignore[misc]
        wait_until(lambda s=shown: page.panel.row.id != s)  # type: ignore[misc]
    qtbot.keyClick(page.view, Qt.Key.Key_Down)
    assert page.panel.row.id == "c-3"
    qtbot.keyClick(page.view, Qt.Key.Key_3)
    focused: Any = window.focusWidget()
    assert focused.objectName() == "conflictValue"


def test_a_third_value_starts_with_both_texts(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    base, mine, theirs = "三月修剪，施肥20公斤", "三月重修剪，施肥20公斤", "三月修剪，施肥35公斤"
    program.conflicts.open = [
        replace(CONFLICT, base=base, mine=mine, theirs=theirs, mine_text=mine, theirs_text=theirs, base_text=base)
    ]
    page = opened_page(window)
    edit = page.panel.findChild(QPlainTextEdit, "conflictValue")
    assert edit.toPlainText() == "三月重修剪，施肥35公斤"
    edit.setPlainText("先轻修剪，再清园")
    page.refresh()
    wait_until(lambda: not window.background.busy())
    assert page.panel.findChild(QPlainTextEdit, "conflictValue").toPlainText() == "先轻修剪，再清园"
    qtbot.mouseClick(button(page, "take.value"), LEFT)
    wait_until(lambda: program.conflicts.resolved == [("c-1", "value", "先轻修剪，再清园")])


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1100, 640)])
def test_a_word_without_end_takes_no_room_from_the_other_value(
    window: MainWindow, program: Any, width: int, height: int
) -> None:
    address = "https://example.cn/" + "a1b2" * 40
    program.conflicts.open = [replace(CONFLICT, mine="短", mine_text="短", theirs=address, theirs_text=address)]
    window.resize(width, height)
    page = opened_page(window)
    one, other = page.panel.findChildren(Side)
    assert abs(one.width() - other.width()) <= 1
    across = page.panel.findChild(QScrollArea, "conflictScroll").horizontalScrollBar()
    wait_until(lambda: not across.isVisible())
    assert [label.plain() for label in page.panel.findChildren(DifferenceLabel)] == ["短", address]


def test_two_dates_are_not_put_together(window: MainWindow, program: Any) -> None:
    program.conflicts.open = [
        replace(CONFLICT, field="start_at", base="2026-03-04T08:00", mine="2026-03-04T08:40", theirs="2026-03-05T08:00")
    ]
    page = opened_page(window)
    words = [label.text() for label in page.panel.findChildren(QLabel)]
    assert "3  另写一个" in words and "3  两个都用" not in words
    assert page.panel.findChild(InlineChange) is None


@pytest.mark.parametrize(
    ("field", "values", "expected"),
    [
        ("service_days", (1.5, 2), (QLineEdit, "1.5")),
        ("followups/i1/due_on", ("2026-03-04", "2026-03-05"), (QDateEdit, "2026-03-04")),
        ("start_at", ("2026-03-04T08:40:00+08:00", None), (QDateTimeEdit, "2026-03-04T08:40")),
        ("mode", ("M2", "M1"), (QComboBox, "M2")),
        ("service_types", (["S01"], ["S02"]), (QListWidget, ["S01", "S02"])),
        ("place", ("村部", "茶园"), (QLineEdit, "茶园 村部")),
        ("photos/p1/caption", ("近景", None), (QLineEdit, "近景")),
        ("obs/own question", ("甲", "乙"), (QPlainTextEdit, "乙\n甲")),
    ],
)
def test_each_type_has_its_editor(
    window: MainWindow, program: Any, field: str, values: tuple[Any, Any], expected: tuple[type, Any]
) -> None:
    editor, value = expected
    program.conflicts.open = [replace(CONFLICT, field=field, base=None, mine=values[0], theirs=values[1])]
    page = opened_page(window)
    assert isinstance(page.panel._editor.inner, editor)
    if field == "service_types":
        chosen = page.panel._editor.value()
        assert set(chosen) <= set(value)
    else:
        assert page.panel._editor.value() == value


@pytest.mark.parametrize(
    ("field", "mine"), [("gps", {"lng": 1.0, "lat": 2.0}), ("photos/p1", {"id": "p1"}), ("@state", "1")]
)
def test_what_cannot_be_typed_is_only_chosen(window: MainWindow, program: Any, field: str, mine: Any) -> None:
    program.conflicts.open = [replace(CONFLICT, field=field, base=None, mine=mine, theirs=None, theirs_text="")]
    page = opened_page(window)
    assert button(page, "take.value") is None
    assert page.panel.findChildren(Side)


def test_what_review_has_locked_can_only_stay(window: MainWindow, program: Any) -> None:
    program.conflicts.open = [replace(CONFLICT, locked=True, state="2")]
    page = opened_page(window)
    assert not button(page, "take.mine").isEnabled() and button(page, "take.theirs").isEnabled()
    assert button(page, "take.value") is None


def test_many_are_decided_at_once_by_what_is_listed(window: MainWindow, program: Any) -> None:
    many(program, 6)
    page = opened_page(window)
    box = page.findChild(QComboBox, "conflictFilter.person")
    box.setCurrentIndex(box.findData("王芳"))
    assert [row.id for row in page.model.rows] == ["c-1", "c-3", "c-5"]
    page.findChild(QAction, "many.shown.mine").trigger()
    wait_until(lambda: len(program.conflicts.resolved) == 3)
    wait_until(lambda: len(page._all) == 3)
    assert program.conflicts.resolved == [("c-1", "mine", None), ("c-3", "mine", None), ("c-5", "mine", None)]
    page.filters.clear()
    page.findChild(QAction, "many.record.theirs").trigger()
    wait_until(lambda: len(program.conflicts.resolved) == 4)


def test_what_could_not_be_decided_is_said_and_stays(window: MainWindow, program: Any) -> None:
    many(program, 3)
    program.conflicts.refused = {"c-1"}
    page = opened_page(window)
    page.findChild(QAction, "many.shown.mine").trigger()
    wait_until(lambda: len(page._all) == 1)
    assert [row.id for row in page.model.rows] == ["c-1"]
    wait_until(lambda: window.message_bar.message and "1处没有决定" in window.message_bar.message.text)


def test_three_hundred_are_as_quick_as_one(window: MainWindow, program: Any) -> None:
    many(program, 300)
    page = opened_page(window)
    assert page.model.rowCount() == 300
    assert len(page.findChildren(Side)) == 2


def test_a_record_leads_to_its_own_conflicts(window: MainWindow, program: Any) -> None:
    many(program, 20)
    window.open("conflicts", "v-7-0")
    page: Any = window.page("conflicts")
    wait_until(lambda: page.panel.row is not None and page.panel.row.record_id == "v-7-0")


def test_a_step_that_did_not_count_is_told_until_it_was_read(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    program.conflicts.open = []
    program.conflicts.lost = [
        LostMove(
            "j1", "visit", "v-1-4", "金寨县青石沟家庭农场", "退回", "通过", "照片不清", "2026-03-04T17:05:00+08:00"
        )
    ]
    page = opened_page(window)
    words = [label.text() for label in page.notices.findChildren(QLabel)]
    assert any("您改为“退回”没有生效" in text for text in words) and any("照片不清" in text for text in words)
    qtbot.mouseClick(button(page, "lostMoveRead"), LEFT)
    wait_until(lambda: not page.notices.isVisible())
    assert program.conflicts.lost == []


def test_the_rail_names_it_only_while_something_waits(window: MainWindow, program: Any) -> None:
    entry: Any = window.findChild(object, "rail.conflicts")
    wait_until(lambda: entry.isVisible() and entry.count == 1)
    program.today.counts = lambda: {}
    window.refresh_status()
    wait_until(lambda: not entry.isVisible())
    window.open("conflicts")
    assert entry.isVisible()


@pytest.mark.parametrize("size", [(1366, 768), (1100, 640), (800, 560), (2400, 1300)])
def test_both_values_and_their_buttons_are_seen_whole(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    page = opened_page(window)
    if page.panel.row is None:
        page.view.setCurrentIndex(page.model.index(0))
    area = page.panel._scroll
    wait_until(page.panel.isVisible)
    wait_until(lambda: 0 < area.widget().width() <= area.viewport().width())
    take = button(page, "take.mine")
    wait_until(lambda: take.height() >= take.sizeHint().height())


def test_what_was_taken_out_and_put_in_is_marked_and_said() -> None:
    found = pieces("三月修剪，施肥20公斤", "三月重修剪，施肥35公斤")
    assert found == [
        ("same", "三月"), ("in", "重"), ("same", "修剪，施肥"), ("out", "20"), ("in", "35"), ("same", "公斤"),
    ]  # fmt: skip
    assert in_words(found) == "三月［加上：重］修剪，施肥［删去：20］［加上：35］公斤"
    assert pieces("甲乙丙", "丁戊己") == []
    assert pieces("重剪清园", "清园") == [("out", "重剪"), ("same", "清园")]


def test_the_marks_are_more_than_colours(window: MainWindow) -> None:
    label = InlineChange(pieces("三月修剪", "三月重修剪"))
    assert "underline" in label.text() and "［加上：重］" in label.accessibleName()
    label.deleteLater()
