"""Review: approve goes on with the next record, sending back asks for a comment first."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from commissioner_app.ui.shared.row_view import RowView
from commissioner_app.ui.window import MainWindow
from tests.ui.typing import write

LEFT = Qt.MouseButton.LeftButton


def begin(window: MainWindow) -> Any:
    window.open("review")
    review = window.page("review")
    review.view.setCurrentIndex(review.model.index(0))
    return review


def test_approving_goes_on_with_the_next(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    review = begin(window)
    first, waiting = review.detail.row.id, review.model.rowCount()
    qtbot.mouseClick(review.detail.findChild(QPushButton, "action.approve"), LEFT)
    qtbot.waitUntil(lambda: program.review.done == [(first, "approve", "")])
    qtbot.waitUntil(lambda: review.model.rowCount() == waiting - 1)
    assert review.detail.row is not None and review.detail.row.id != first


def test_sending_back_needs_a_comment(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    review = begin(window)
    first = review.detail.row.id
    qtbot.mouseClick(review.detail.findChild(QPushButton, "action.sendBack"), LEFT)
    confirm = review.detail.findChild(QPushButton, "reasonConfirm")
    qtbot.mouseClick(confirm, LEFT)
    assert not program.review.done and confirm.isVisible()
    write(review.detail.findChild(QPlainTextEdit, "reasonText"), "请补照片")
    qtbot.mouseClick(confirm, LEFT)
    qtbot.waitUntil(lambda: program.review.done == [(first, "return", "请补照片")])


def test_the_queue_can_be_narrowed_to_a_kind_and_end(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    review = begin(window)
    everything = review.model.rowCount()
    shown = 0
    for kind in ("visit", "need", "host", "resource", "papers"):
        qtbot.mouseClick(review.findChild(QPushButton, f"reviewFilter.{kind}"), LEFT)
        shown += review.model.rowCount()
    assert shown == everything
    qtbot.mouseClick(review.findChild(QPushButton, "reviewFilter.need"), LEFT)
    assert 0 < review.model.rowCount() < everything
    for row in program.review.queue("need"):
        program.review.approve(row.id)
    review.refresh()
    assert review.model.rowCount() == 0 and review._empty.isVisible()
    assert review.detail.row is None


def test_the_row_that_is_open_stays_in_sight_when_a_message_comes(window: MainWindow, qtbot: QtBot) -> None:
    window.open("visits")
    page: Any = window.page("visits")
    view = page.findChild(RowView, "visitList")
    qtbot.waitUntil(lambda: view.model().rowCount() > 12)
    whole = view.viewport().height() // view.rowHeight(0)
    view.setCurrentIndex(view.model().index(whole - 1, 0))
    window.notify("a message", "attention")
    qtbot.waitUntil(lambda: view.visualRect(view.currentIndex()).bottom() <= view.viewport().height())
