"""The sync page: plain sentence, lines with receipts, progress and result, the way to what needs a decision."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from commissioner_app.services.sync_lines import SyncLine
from commissioner_app.ui.screens.sync.lines import LineModel
from commissioner_app.ui.shared.detail_parts import LinkRow
from commissioner_app.ui.shared.differences import differences, shortened
from commissioner_app.ui.window import MainWindow


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
    wait_until(lambda: page.model.rowCount() > 0)
    return page


def test_it_says_what_waits_and_shows_a_line_each(window: MainWindow) -> None:
    page = opened_page(window)
    assert page.findChild(QLabel, "syncSentence").text() == "1条需求、2条走访、6张照片和文件待发送（1.8 MB）"
    model = page.model
    states = {model.index(n, 2).data() for n in range(model.rowCount())}
    assert states == {"待发送", "正在发送", "需处理", "省平台未接受", "已收到"}
    assert model.index(4, 3).data()


def test_the_receipt_of_what_was_before_an_edit_is_not_shown_for_the_edit() -> None:
    earlier = SyncLine("visit", "v-1", "", "record", "received", "2026-03-04T10:42:00+08:00")
    model = LineModel(date(2026, 3, 5))
    model.set_rows([earlier, replace(earlier, state="waiting"), replace(earlier, state="sending")])
    assert [bool(model.index(row, 3).data()) for row in range(3)] == [True, False, False]


def test_a_sync_shows_progress_and_then_what_it_did(window: MainWindow, qtbot: QtBot) -> None:
    page = opened_page(window)
    with qtbot.waitSignal(window.sync.finished):
        qtbot.mouseClick(page.findChild(QPushButton, "syncStart"), LEFT)
        assert page.findChild(QPushButton, "syncStart").text() == "停止"
    assert page.findChild(QLabel, "syncResult").text() == "刚才的同步：发送2条、收到5条，用时 1.2 秒"
    assert page.findChild(QPushButton, "syncStart").text() == "立即同步"


def test_one_line_leads_to_what_needs_a_decision(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    page = opened_page(window)
    lead = page.findChild(LinkRow, "openConflicts")
    assert lead.accessibleName() == "1项内容两处改动不同，请您决定"
    qtbot.mouseClick(lead, LEFT)
    assert window.current_screen() == "conflicts"
    before = program.sync.status()
    program.sync.status = lambda: replace(before, conflicts=0)
    window.open("sync")
    page.refresh()
    wait_until(lambda: not lead.isVisible())


def test_a_line_opens_its_record(window: MainWindow) -> None:
    page = opened_page(window)
    page.view.activated.emit(page.model.index(0, 0))
    assert window.current_screen() == "visits"
    assert window.page("visits").detail.record.id == "v-1-1"


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


def test_what_waits_goes_onto_a_stick_in_files_of_a_size(
    window: MainWindow, program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    program.bundles.ready = True
    page = opened_page(window)
    said = page.findChild(QLabel, "byHandSaid")
    wait_until(lambda: "3 条记录、6 个文件" in said.text())
    carried = [one.text() for one in page.findChildren(QLabel, "byHandCarried")]
    assert "陈禾" in carried[0] and "等待转交" in carried[0] and "还缺 2 块" in carried[1] and "已被停用" in carried[1]
    page.findChild(QComboBox, "byHandSize").setCurrentIndex(1)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "out.ktx"), ""))
    qtbot.mouseClick(page.findChild(QPushButton, "byHandExport"), LEFT)
    wait_until(lambda: program.bundles.written == [(tmp_path / "out.ktx", 4 * 1024**3)])
    wait_until(lambda: page.findChild(QPushButton, "byHandExport").isVisible())


def test_a_bundle_is_taken_over_by_choice_or_dropped_anywhere_on_the_page(
    window: MainWindow, program: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    page = opened_page(window)
    bundle, other = tmp_path / "one.ktx", tmp_path / "notes.txt"
    bundle.write_bytes(b"KTXBNDL\x01 and more")
    other.write_text("no bundle")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(other)), QUrl.fromLocalFile(str(bundle))])
    for kind in (QDragEnterEvent, QDropEvent):
        place: Any = QPoint(5, 5) if kind is QDragEnterEvent else QPointF(5, 5)
        event = kind(place, Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(page, event)
    wait_until(lambda: program.bundles.taken == [bundle])
    wait_until(lambda: page.findChild(QPushButton, "byHandTake").isVisible())
