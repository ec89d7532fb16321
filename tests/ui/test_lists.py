"""Lists beside details: choosing, filters, quick search, sorting, drafts, steps with reasons, narrow windows."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QSplitter, QToolButton
from pytestqt.qtbot import QtBot

from commissioner_app.ui.shared.detail_parts import LinkRow
from commissioner_app.ui.shared.photo_viewer import PhotoViewer
from commissioner_app.ui.shared.state_label import StateLabel
from commissioner_app.ui.window import MainWindow
from tests.ui.typing import write

LEFT = Qt.MouseButton.LeftButton


def click(qtbot: QtBot, root: Any, name: str, kind: type = QPushButton) -> None:
    found = [w for w in root.findChildren(kind, name) if w.isVisible()]
    assert found, f"no {name}"
    qtbot.mouseClick(found[-1], LEFT)


def page(window: MainWindow, screen: str, record_id: str = "") -> Any:
    window.open(screen, record_id)
    return window.page(screen)


def test_choosing_a_row_shows_the_record(window: MainWindow, qtbot: QtBot) -> None:
    visits = page(window, "visits")
    assert visits.detail.record is None
    view = visits.pane.view
    rect = view.visualRect(visits.pane.model.index(1))
    QTest.mouseClick(view.viewport(), LEFT, pos=rect.center())
    assert visits.detail.record is not None
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert visits.detail.record.id == visits.pane.model.row(2).id


def test_filters_and_search_ask_the_store(window: MainWindow, qtbot: QtBot) -> None:
    visits = page(window, "visits")
    everything = visits.pane.model.rowCount()
    click(qtbot, visits, "visitFilter.returned")
    assert 0 < visits.pane.model.rowCount() < everything
    assert visits.pane.query.states == ("3",)
    write(visits.pane._search, "云岭")
    qtbot.waitUntil(lambda: visits.pane.query.text == "云岭")
    qtbot.waitUntil(lambda: visits.pane.model.rowCount() == 1)
    write(visits.pane._search, "没有的")
    qtbot.waitUntil(lambda: visits.pane.model.rowCount() == 0)
    assert visits.pane._empty.isVisible()


def test_sorting_twice_turns_the_order(window: MainWindow) -> None:
    visits = page(window, "visits")
    visits.pane._sort_by("title")
    first = visits.pane.model.row(0).title
    visits.pane._sort_by("title")
    assert visits.pane.query.descending and visits.pane.model.row(0).title != first


def test_drafts_stand_in_their_filter_and_can_be_thrown_away(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    visits = page(window, "visits")
    click(qtbot, visits, "visitFilter.drafts")
    click(qtbot, visits, "draftDiscard", QToolButton)
    qtbot.waitUntil(lambda: not program.drafts.all)
    qtbot.waitUntil(lambda: not [w for w in visits.findChildren(LinkRow, "draftLink") if w.isVisible()])


def test_a_visit_shows_its_receipt_its_needs_and_its_photos(window: MainWindow, qtbot: QtBot) -> None:
    visits = page(window, "visits", "v-0-0")
    mark = visits.detail.findChild(StateLabel, "detailMark")
    qtbot.waitUntil(lambda: mark.words().startswith("已收到 "))
    words = [label.text() for label in visits.detail.findChildren(QLabel) if label.isVisible()]
    assert "存在问题" in words and "后续事项" in words
    click(qtbot, visits.detail, "photo.1", QToolButton)
    viewer = window.findChild(PhotoViewer)
    assert viewer is not None
    qtbot.waitUntil(lambda: viewer._image is not None)
    qtbot.keyClick(viewer, Qt.Key.Key_Right)
    assert viewer._index == 2
    qtbot.keyClick(viewer, Qt.Key.Key_Escape)
    assert not viewer.isVisible()


def test_a_link_opens_the_other_record_and_back(window: MainWindow, qtbot: QtBot) -> None:
    visits = page(window, "visits", "v-0-0")
    link = visits.detail.findChild(LinkRow, "open.need")
    qtbot.keyClick(link, Qt.Key.Key_Return)
    assert window.current_screen() == "needs"
    window.go_back()
    assert window.current_screen() == "visits" and visits.detail.record.id == "v-0-0"


def test_a_phone_is_masked_until_it_is_asked_for(window: MainWindow, qtbot: QtBot) -> None:
    hosts = page(window, "hosts", "h-1")
    phone = hosts.detail.findChild(QLabel, "phoneText")
    assert phone.text() == "138****0001"
    click(qtbot, hosts.detail, "phoneShow", QToolButton)
    assert phone.text() == "13800000001"


def test_submitting_is_one_click_and_everybody_hears(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    visits = page(window, "visits", "v-0-3")
    click(qtbot, visits.detail, "action.submit")
    qtbot.waitUntil(lambda: program.records.moved == [("v-0-3", "submit", "")])
    qtbot.waitUntil(lambda: visits.detail.record.state == "1")


def test_a_step_that_needs_a_reason_asks_for_it_in_place(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    matches = page(window, "matches", "m-1")
    move = next(m for m in program.records.moves("m-1") if m.action == "fail")
    matches.detail.take(move)
    click(qtbot, matches.detail, "reasonConfirm")
    assert not program.records.moved
    write(matches.detail.findChild(QPlainTextEdit, "reasonText"), "价格谈不拢")
    click(qtbot, matches.detail, "reasonConfirm")
    qtbot.waitUntil(lambda: program.records.moved == [("m-1", "fail", "价格谈不拢")])


def test_the_history_folds_out(window: MainWindow, qtbot: QtBot) -> None:
    visits = page(window, "visits", "v-0-0")
    click(qtbot, visits.detail, "history")
    words = [label.text() for label in visits.detail.findChildren(QLabel) if label.isVisible()]
    assert any("存在问题：冻害 → 倒春寒冻害" in text for text in words)


def test_a_need_shows_what_fits_and_why(window: MainWindow, qtbot: QtBot) -> None:
    needs = page(window, "needs", "n-0")
    qtbot.waitUntil(lambda: len(needs.detail.findChildren(LinkRow, "fit")) == 2)
    fit = needs.detail.findChildren(LinkRow, "fit")[0]
    assert "品种与冻害相符" in fit.accessibleDescription()


def test_the_border_between_list_and_detail_is_remembered(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    visits = page(window, "visits")
    splitter = visits.findChild(QSplitter, "listSplitter")
    splitter.moveSplitter(500, 1)
    qtbot.waitUntil(lambda: program.preferences.states.get("split.visit") == splitter.sizes())


def test_on_a_narrow_window_the_detail_slides_over_the_list(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1000, 700)
    visits = page(window, "visits")
    qtbot.waitUntil(lambda: not visits.detail.isVisible())
    window.open("visits", "v-0-0")
    qtbot.waitUntil(lambda: visits.detail.isVisible() and visits.detail.x() == 0)
    assert visits.detail.width() == visits._content.width()
    click(qtbot, visits.detail, "detailBack", QToolButton)
    assert not visits.detail.isVisible()
    window.resize(1366, 768)
    qtbot.waitUntil(visits.detail.isVisible)


def test_a_deleted_record_leaves_an_empty_page(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    visits = page(window, "visits", "v-0-3")
    before = visits.pane.model.rowCount()
    visits.detail.delete()
    qtbot.waitUntil(lambda: visits.pane.model.rowCount() == before - 1)
    assert visits.detail.record is None
