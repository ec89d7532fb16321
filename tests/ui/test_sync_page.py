"""The sync page: plain sentence, lines with receipts, progress and result, conflicts decided field by field."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from commissioner_app.ui.screens.sync.conflict_card import ConflictCard
from commissioner_app.ui.window import MainWindow

LEFT = Qt.MouseButton.LeftButton


def opened_page(window: MainWindow) -> Any:
    window.open("sync")
    return window.page("sync")


def card(page: Any) -> Any:
    return next(c for c in page.findChildren(ConflictCard) if c.isVisible())


def test_it_says_what_waits_and_shows_a_line_each(window: MainWindow) -> None:
    page = opened_page(window)
    assert page.findChild(QLabel, "syncSentence").text() == "1条需求、2条走访、6张照片和文件待发送"
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
    words = [label.text() for label in card(page).findChildren(QLabel)]
    assert "重修剪，结合清园，悬挂黄板" in words and "轻修剪后喷施叶面肥，五日后复查" in words
    assert any("李敏" in text for text in words) and any("张文斌" in text for text in words)
    qtbot.mouseClick(card(page).findChild(QPushButton, "take.theirs"), LEFT)
    qtbot.waitUntil(lambda: program.conflicts.resolved == [("c-1", "theirs", None)])
    qtbot.waitUntil(lambda: not page._conflict_area.isVisible())


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
