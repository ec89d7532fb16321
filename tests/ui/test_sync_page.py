"""The sync page: plain sentence, lines with receipts, progress and result, conflicts decided field by field."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from commissioner_app.ui.screens.sync.conflict_card import ConflictCard
from commissioner_app.ui.shared.differences import DifferenceLabel, differences, shortened
from commissioner_app.ui.window import MainWindow
from tests.ui.fakes.program import CONFLICT


def wait_until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    """Turn the event loop until the condition holds."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        QTest.qWait(5)


LEFT = Qt.MouseButton.LeftButton


def opened_page(window: MainWindow) -> Any:
    window.open("sync")
    page: Any = window.page("sync")
    wait_until(lambda: page.model.rowCount() > 0 and page.conflicts.isVisible())
    return page


def card(page: Any) -> Any:
    return next(c for c in page.findChildren(ConflictCard) if c.isVisible())


def test_it_says_what_waits_and_shows_a_line_each(window: MainWindow) -> None:
    page = opened_page(window)
    assert page.findChild(QLabel, "syncSentence").text() == "1条需求、2条走访、6张照片和文件待发送（1.8 MB）"
    model = page.model
    states = {model.index(n, 2).data() for n in range(model.rowCount())}
    assert states == {"待发送", "正在发送", "需处理", "省平台未接受", "已收到"}
    assert model.index(4, 3).data()


def test_a_sync_shows_progress_and_then_what_it_did(window: MainWindow, qtbot: QtBot) -> None:
    page = opened_page(window)
    with qtbot.waitSignal(window.sync.finished):
        qtbot.mouseClick(page.findChild(QPushButton, "syncStart"), LEFT)
        assert page.findChild(QPushButton, "syncStart").text() == "停止"
    assert page.findChild(QLabel, "syncResult").text() == "刚才的同步：发送2条、收到5条，用时 1.2 秒"
    assert page.findChild(QPushButton, "syncStart").text() == "立即同步"


def test_both_values_stand_side_by_side_and_one_is_taken(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    page = opened_page(window)
    values = [label.plain() for label in card(page).findChildren(DifferenceLabel)]
    assert values == ["重修剪，结合清园，悬挂黄板", "轻修剪后喷施叶面肥，五日后复查"]
    words = [label.text() for label in card(page).findChildren(QLabel)]
    assert any("李敏" in text for text in words) and any("张文斌" in text for text in words)
    qtbot.mouseClick(card(page).findChild(QPushButton, "take.theirs"), LEFT)
    qtbot.waitUntil(lambda: program.conflicts.resolved == [("c-1", "theirs", None)])
    qtbot.waitUntil(lambda: not page.conflicts.isVisible())


def test_after_a_decision_the_keyboard_stays_on_the_page(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    page = opened_page(window)
    take = card(page).findChild(QPushButton, "take.theirs")
    take.setFocus()
    qtbot.keyClick(take, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not page.conflicts.isVisible())
    qtbot.wait(50)
    held: Any = window.focusWidget()
    assert (held is not None and page.isAncestorOf(held)) or held is page


def test_a_third_value_can_be_written(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    page = opened_page(window)
    qtbot.mouseClick(card(page).findChild(QPushButton, "conflictType"), LEFT)
    edit = card(page).findChild(QPlainTextEdit, "conflictValue")
    edit.setPlainText("先轻修剪，再清园")
    qtbot.mouseClick(card(page).findChild(QPushButton, "take.value"), LEFT)
    qtbot.waitUntil(lambda: program.conflicts.resolved == [("c-1", "value", "先轻修剪，再清园")])


def test_a_line_opens_its_record(window: MainWindow) -> None:
    page = opened_page(window)
    page.view.activated.emit(page.model.index(0, 0))
    assert window.current_screen() == "visits"
    assert window.page("visits").detail.record.id == "v-1-1"


def inside(area: Any, widget: Any) -> bool:
    """Whether the whole widget can be seen in the scrolling area."""
    at = widget.mapTo(area.viewport(), widget.rect().topLeft())
    return bool(at.y() >= 0 and at.y() + widget.height() <= area.viewport().height())


@pytest.mark.parametrize("size", [(1366, 768), (1100, 640), (2400, 1300)])
def test_one_conflict_is_seen_whole(window: MainWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    window.resize(*size)
    page = opened_page(window)
    qtbot.waitUntil(lambda: inside(page.conflicts, card(page)))
    take = card(page).findChild(QPushButton, "take.theirs")
    assert take.height() >= take.sizeHint().height()
    assert page.conflicts.geometry().bottom() < page.height()


def test_many_conflicts_scroll_and_leave_the_lines(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    program.conflicts.open = [replace(CONFLICT, id=f"c-{n}", mine_text="修剪" * 60 + str(n)) for n in range(12)]
    page = opened_page(window)
    qtbot.waitUntil(lambda: page.conflicts.verticalScrollBar().maximum() > 0)
    assert inside(page.conflicts, page.findChildren(ConflictCard)[0])
    assert page.view.isVisible() and page.view.height() > 60


def test_a_refresh_keeps_what_is_being_written(window: MainWindow, qtbot: QtBot) -> None:
    page = opened_page(window)
    qtbot.mouseClick(card(page).findChild(QPushButton, "conflictType"), LEFT)
    edit = card(page).findChild(QPlainTextEdit, "conflictValue")
    edit.setPlainText("写到一半")
    page.refresh()
    qtbot.waitUntil(lambda: not window.background.busy())
    assert card(page).findChild(QPlainTextEdit, "conflictValue").toPlainText() == "写到一半"


def test_what_differs_is_marked_and_long_agreement_shortened() -> None:
    mine, theirs = differences("三月修剪，施肥20公斤", "三月修剪，施肥35公斤")
    assert mine == [("三月修剪，施肥", False), ("20", True), ("公斤", False)]
    assert theirs == [("三月修剪，施肥", False), ("35", True), ("公斤", False)]
    assert differences("", "轻修剪") == ([], [("轻修剪", True)])
    long = "茶园管理要点说明" * 100
    parts, _ = differences(long + "重剪" + long, long + "轻剪" + long)
    shown = shortened(parts)
    assert ("重", True) in shown
    assert sum(len(words) for words, _ in shown) < 300
