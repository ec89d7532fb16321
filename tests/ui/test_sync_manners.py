"""Syncing by itself and being asked not to: the window's driver, the page's notices, the refused, the way out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QLineEdit, QMenu, QPushButton, QTableView, QTimeEdit
from pytestqt.qtbot import QtBot

from commissioner_app.errors import EnvironmentFault
from commissioner_app.services.changes import Changes
from commissioner_app.services.sync_status import SyncStatus
from commissioner_app.ui.window import MainWindow

LEFT = Qt.MouseButton.LeftButton
QUIET = SyncStatus({"visit": 2}, 12, 0, "2026-03-04T18:40:00+08:00", "", online=True, waiting_bytes=3_900_000)
Opened = Callable[..., MainWindow]


def page_of(window: MainWindow, qtbot: QtBot, status: SyncStatus = QUIET) -> Any:
    window.program.sync.stands = status  # type: ignore[attr-defined]
    window.open("sync")
    page: Any = window.page("sync")
    page.refresh()
    qtbot.waitUntil(lambda: page.model.rowCount() > 0)
    return page


def press(qtbot: QtBot, root: Any, name: str) -> None:
    qtbot.mouseClick(root.findChild(QPushButton, name), LEFT)


def test_it_looks_first_and_syncs_once_the_server_is_there(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    auto = window.sync.auto
    auto._facts = replace(auto._facts, edited=None, came_back=program.desk.clock.now(), failures=1)
    auto._shake = 0.0
    program.desk.clock.now = later(program, 10)
    program.sync.there = False
    window.sync._tick()
    qtbot.waitUntil(lambda: auto.facts.reachable is False)
    assert program.sync.run_count == 0
    program.sync.there = True
    window.sync._network_changed(True)
    program.desk.clock.now = later(program, 60)
    auto._shake = 0.0
    with qtbot.waitSignal(window.sync.planned):
        window.sync._tick()
    auto._shake = 0.0
    with qtbot.waitSignal(window.sync.finished):
        window.sync._tick()
    assert program.sync.run_count == 1 and program.sync.anyway == [False] and window.sync.quiet


def later(program: Any, seconds: int) -> Callable[[], Any]:
    from datetime import timedelta

    moment = program.desk.clock.now() + timedelta(seconds=seconds)
    return lambda: moment


def test_a_write_is_noticed_and_what_a_sync_brings_is_not(window: MainWindow) -> None:
    auto = window.sync.auto
    auto._facts = replace(auto._facts, edited=None)
    window.changes.announce(Changes.of("sync", ("visit", "v-1")))
    assert auto.facts.edited is None
    window.changes.announce(Changes.of("records", ("visit", "v-1")))
    assert auto.facts.edited is not None


def test_a_sync_that_failed_by_itself_is_quiet_and_one_by_hand_offers_the_way_out(
    window: MainWindow, program: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program.sync.fails = True
    with qtbot.waitSignal(window.sync.finished):
        window.sync.start(quiet=True)
    assert window.message_bar.message is None
    with qtbot.waitSignal(window.sync.finished):
        window.sync_now()
    message = window.message_bar.message
    assert message is not None and message.action == "导出待发送的内容…" and message.act is not None
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    message.act()
    qtbot.waitUntil(lambda: program.rescue.written == [tmp_path])
    qtbot.waitUntil(lambda: "没有加密" in (window.message_bar.message.text if window.message_bar.message else ""))


def test_pausing_is_kept_and_resuming_syncs_at_once(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    page = page_of(window, qtbot)
    press(qtbot, page, "syncPause")
    menu = page.findChild(QMenu, "syncPauseMenu")
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: program.preferences.values.get("sync_paused") is True)
    assert window.sync.plan().why == "paused"
    page_of(window, qtbot, replace(QUIET, paused=True))
    assert page.findChild(QPushButton, "syncPause").text() == "继续" and "已暂停" in page.state.paused.text()
    window.refresh_status()
    assert window.status_line.text().startswith("自动同步已暂停")
    with qtbot.waitSignal(window.sync.finished):
        press(qtbot, page, "syncResume")
    assert program.preferences.values["sync_paused"] is False and program.sync.run_count == 1


def test_photos_alone_can_be_paused(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    page = page_of(window, qtbot)
    press(qtbot, page, "syncPause")
    page.findChild(QMenu, "syncPauseMenu").actions()[1].trigger()
    qtbot.waitUntil(lambda: program.preferences.values.get("photos_paused") is True)
    assert program.sync.run_count == 0
    page_of(window, qtbot, replace(QUIET, held="paused"))
    assert page.state.held.text() == "照片已暂停发送，12张照片和文件在等。记录照常发送。"
    with qtbot.waitSignal(window.sync.finished):
        press(qtbot, page, "photosResume")
    assert program.preferences.values["photos_paused"] is False


def test_held_photos_go_on_wish(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, replace(QUIET, held="metered"))
    assert "12张照片和文件在等不计流量的网络" in page.state.held.text()
    with qtbot.waitSignal(window.sync.finished):
        press(qtbot, page, "photosAnyway")
    assert program.sync.anyway == [True]


def test_an_expired_sign_in_is_renewed_on_the_page(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, replace(QUIET, last_error="sign_in_again"))
    assert "重新登录" in page.state.trouble.text()
    window.refresh_status()
    assert window.status_line.text().startswith("同步停住了")
    page.findChild(QLineEdit, "signInAgainPassword").setText("tea")
    with qtbot.waitSignal(window.sync.finished):
        press(qtbot, page, "signInAgainGo")
    assert program.sync.passwords == ["tea"] and not page.findChild(QLineEdit, "signInAgainPassword").text()


def test_trouble_keeps_the_words_it_was_told_with(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, replace(QUIET, last_error="certificate_early", error_params={"today": "2031-01-01"}))
    assert "2031-01-01" in page.state.trouble.text()
    page_of(window, qtbot, replace(QUIET, last_error="server_unreachable", online=False))
    assert page.state.trouble.text() == "" and "离线" in page.findChild(QLabel, "syncNext").text()


def test_the_refused_are_found_explained_and_opened(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(window, qtbot)
    press(qtbot, page, "syncFilter.refused")
    assert [line.state for line in page.model.rows] == ["refused"]
    page.view.setCurrentIndex(page.model.index(0, 0))
    assert "夏秋茶机采改造" in page.lines.reason.text() and "没有丢" in page.lines.reason.text()
    begun: list[tuple[str, str]] = []
    monkeypatch.setattr(window, "start_form", lambda kind, record_id: begun.append((kind, record_id)))
    press(qtbot, page, "refusedEdit")
    assert begun == [("need", "n-4")]
    press(qtbot, page, "syncFilter.received")
    assert {line.state for line in page.model.rows} == {"received"} and page.lines.reason.text() == ""


def test_the_last_syncs_are_a_table(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot)
    press(qtbot, page, "syncFilter.runs")
    view = page.findChild(QTableView, "syncRuns")
    assert view.isVisible() and not page.view.isVisible()
    model = view.model()
    assert [model.index(1, n).data() for n in (1, 2, 3, 4, 6)] == ["4", "31", "1", "1.9 MB", "完整"]
    assert "连不上" in model.index(0, 6).data()


def test_bytes_are_told_while_it_runs(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot)
    told: list[str] = []
    window.sync.progressed.connect(lambda _step: told.append(page.findChild(QLabel, "syncBytes").text()))
    with qtbot.waitSignal(window.sync.finished):
        press(qtbot, page, "syncStart")
    assert told and told[-1] == "已发 12 kB · 已收 33 kB"


def test_the_hour_is_asked_for_only_once_a_day(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    window.open("settings")
    settings: Any = window.page("settings")
    hour = settings.findChild(QTimeEdit, "setting.auto_sync_at")
    assert not hour.isVisible()
    press(qtbot, settings, "setting.auto_sync_minutes.0")
    qtbot.waitUntil(hour.isVisible)
    hour.setTime(hour.time().addSecs(90 * 60))
    hour.editingFinished.emit()
    qtbot.waitUntil(lambda: program.preferences.values.get("auto_sync_at") == "19:30")
    settings.findChild(QCheckBox, "setting.photos_paused").click()
    qtbot.waitUntil(lambda: program.preferences.values.get("photos_paused") is True)


def test_a_proxy_is_typed_judged_and_tried(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    window.open("settings")
    settings: Any = window.page("settings")
    address = settings.findChild(QLineEdit, "setting.proxy_address")
    assert not address.isVisible()
    press(qtbot, settings, "setting.proxy.manual")
    qtbot.waitUntil(address.isVisible)
    address.setText("not a proxy")
    address.editingFinished.emit()
    labels = lambda: [label.text() for label in settings.findChildren(QLabel) if label.isVisible()]  # noqa: E731
    qtbot.waitUntil(lambda: any("代理地址要像" in text for text in labels()))
    address.setText("10.1.2.3:8080")
    address.editingFinished.emit()
    qtbot.waitUntil(lambda: program.network.address == "http://10.1.2.3:8080")
    said = settings.findChild(QLabel, "networkSaid.text")
    press(qtbot, settings, "networkTry")
    qtbot.waitUntil(lambda: said.text() == "连上了，用时 0.2 秒。")
    program.network.fails = "proxy_unreachable"
    press(qtbot, settings, "networkTry")
    qtbot.waitUntil(lambda: said.text().startswith("连不上代理服务器"))


def test_a_certificate_is_added_shown_and_taken_away(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    window.open("settings")
    settings: Any = window.page("settings")
    from commissioner_app.ui.screens.settings.network import NetworkPart

    part = settings.findChild(NetworkPart)
    part.add(Path("bad-one.pem"))
    qtbot.waitUntil(lambda: "不是签发机构" in part.judged.text())
    part.add(Path("root.pem"))
    shown = lambda: [x.text() for x in part.findChildren(QLabel, "certificateLine") if x.parent() is not None]  # noqa: E731
    qtbot.waitUntil(lambda: shown() == ["金寨县政务内网根证书（示例），有效到 2031年5月1日"])
    assert part.judged.text() == ""
    press(qtbot, part, "certificateRemove")
    qtbot.waitUntil(
        lambda: not program.network.held and not part.findChild(QPushButton, "certificateRemove").isVisible()
    )


def test_one_that_was_just_stopped_is_waited_for(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    program.sync.running = True
    window.sync.start()
    assert not window.sync.running
    program.sync.running = False
    with qtbot.waitSignal(window.sync.finished):
        pass
    assert program.sync.run_count == 1


class Asked(QCloseEvent):
    """The person's click on the window's cross."""

    def spontaneous(self) -> bool:
        return True


def reachable(window: MainWindow) -> None:
    auto = window.sync.auto
    auto._facts = replace(auto._facts, reachable=True)


def test_closing_sends_what_waits_without_keeping_the_window(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    reachable(window)
    event = Asked()
    window.closeEvent(event)
    assert not event.isAccepted() and not window.isVisible()
    farewell = window.farewell
    assert farewell is not None and farewell.isVisible()
    with qtbot.waitSignal(farewell.ended):
        pass
    assert program.sync.run_count == 1
    qtbot.waitUntil(lambda: window.background._closed)


def test_the_small_window_can_be_closed_at_once(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    reachable(window)
    window.closeEvent(Asked())
    farewell = window.farewell
    assert farewell is not None
    with qtbot.waitSignal(farewell.ended):
        press(qtbot, farewell, "farewellNow")
    assert window.background._closed


@pytest.mark.parametrize("why", ["offline", "paused", "nothing", "program"])
def test_otherwise_closing_is_closing(window: MainWindow, program: Any, why: str) -> None:
    if why != "offline":
        reachable(window)
    if why == "paused":
        program.preferences.values["sync_paused"] = True
    if why == "nothing":
        program.sync.stands = replace(QUIET, waiting_records={}, waiting_files=0)
    event = QCloseEvent() if why == "program" else Asked()
    window.closeEvent(event)
    assert event.isAccepted() and window.farewell is None and program.sync.run_count == 0


def test_after_a_wipe_nothing_is_read_any_more(
    window: MainWindow, program: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **_options: object) -> Any:
        raise EnvironmentFault("laptop_wiped")

    monkeypatch.setattr(program.sync, "run", gone)
    monkeypatch.setattr(program.sync, "status", lambda: pytest.fail("the store is gone"))
    with qtbot.waitSignals([window.sync.finished, window.signed_out]):
        window.sync.start()
    assert not window.sync._timer.isActive()
    monkeypatch.undo()


def test_who_wants_to_be_asked_is_asked_once_for_each_metered_network(
    window: MainWindow, program: Any, qtbot: QtBot
) -> None:
    program.preferences.values["photos_on"] = "ask"
    program.sync.stands = replace(QUIET, held="metered")
    window.sync._metered(True)
    assert program.sync.metered
    with qtbot.waitSignal(window.sync.photos_held):
        window.sync.start(quiet=True)
    message = window.message_bar.message
    assert message is not None and message.action == "现在就发照片" and message.act is not None
    window.message_bar.clear()
    with qtbot.waitSignal(window.sync.finished):
        message.act()
    assert program.sync.anyway == [False, True] and window.message_bar.message is None
    window.sync._metered(True)
    with qtbot.waitSignal(window.sync.photos_held):
        window.sync.start(quiet=True)


def test_only_a_metered_network_is_asked_about(window: MainWindow, program: Any, qtbot: QtBot) -> None:
    program.sync.stands = replace(QUIET, held="metered")
    with qtbot.assertNotEmitted(window.sync.photos_held), qtbot.waitSignal(window.sync.finished):
        window.sync.start(quiet=True)


def test_where_there_are_keys_what_waits_can_leave_sealed(
    window: MainWindow, program: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ready = replace(program.bundles.waiting(), ready=True)
    monkeypatch.setattr(program.bundles, "waiting", lambda: ready)
    page = page_of(window, qtbot)
    asked: list[Path] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a.ktx"), ""))
    monkeypatch.setattr(page.by_hand, "export_to", asked.append)
    press(qtbot, page, "syncExport")
    qtbot.waitUntil(lambda: window.findChild(QMenu, "exportMenu") is not None)
    menu = window.findChild(QMenu, "exportMenu")
    assert menu is not None
    menu.actions()[0].trigger()
    menu.close()
    assert asked == [tmp_path / "a.ktx"] and program.rescue.written == []


def test_a_certificate_that_is_not_believed_leads_to_the_settings(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, replace(QUIET, last_error="server_untrusted"))
    press(qtbot, page, "syncToSettings")
    assert window.current_screen() == "settings"
    settings: Any = window.page("settings")
    entry = settings.findChild(QPushButton, "settingsTo.network")
    qtbot.waitUntil(entry.isChecked)
