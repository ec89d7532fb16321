"""The window on real services: an encrypted profile with records as a first sync brings them, no fakes below the window."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from commissioner_app.services.program import Program
from commissioner_app.ui.app import SCREENS
from tests.services.conftest import COUNTY, HOST, ME, TEAM, Bench, from_server
from tests.ui.conftest import Opened
from tests.ui.typing import write

LEFT = Qt.MouseButton.LeftButton
VISIT = {
    "writer": ME, "county": COUNTY, "team": TEAM, "start_at": "2026-03-04T09:00:00+08:00",
    "end_at": "2026-03-04T15:00:00+08:00", "service_days": 1.0, "mode": "M1", "place": "青山村", "purpose": ["PU02"],
    "service_types": ["S01"], "problem_desc": "倒春寒冻害", "advice_given": "轻修剪", "content": "现场指导",
}  # fmt: skip
NEED = {
    "need_title": "低温霜冻预警", "keywords": ["霜冻", "预警"], "need_kind": "N1", "tech_field": "G2", "industry": "I01",
    "background": "倒春寒", "problem": "需要低成本预警", "writer": ME, "team": TEAM, "county": COUNTY,
    "collected_on": "2026-03-01", "valid_to": "2027-03-01", "public_level": "P0",
}  # fmt: skip


def filled(program: Program) -> dict[str, str]:
    """A host with a visit and a need, as a pull would have stored them."""
    host = from_server(program, "host", HOST, state="2")
    about = {"host": host, "host_name": HOST["host_name"]}
    return {
        "hosts": host,
        "visits": from_server(program, "visit", VISIT | about, state="1"),
        "needs": from_server(program, "need", NEED | about, state="10"),
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_screen_opens_on_a_real_profile(bench: Bench, opened: Opened, qtbot: QtBot, language: str) -> None:
    program = bench.program()
    ids = filled(program)
    window = opened(program, lang=language)
    for screen in SCREENS:
        window.open(screen.key, ids.get(screen.key, ""))
        qtbot.wait(20)
        assert window.message_bar.message is None, (screen.key, window.message_bar.message)
    window.close()


def test_a_plain_profile_says_what_belongs_where(bench: Bench, opened: Opened, qtbot: QtBot) -> None:
    window = opened(bench.program())
    for key in ("hosts", "visits", "needs", "matches", "resources", "plans"):
        window.open(key)
        page: Any = window.page(key)
        assert page.pane._empty.isVisible() and page.pane.model.rowCount() == 0
    window.close()


def test_a_form_opens_from_a_host_and_its_draft_stays(bench: Bench, opened: Opened, qtbot: QtBot) -> None:
    program = bench.program()
    ids = filled(program)
    window = opened(program)
    window.open("hosts", ids["hosts"])
    page: Any = window.page("hosts")
    qtbot.mouseClick(page.detail.findChild(QPushButton, "action.visit"), LEFT)
    qtbot.waitUntil(lambda: window.forms.form is not None, timeout=30_000)
    form: Any = window.forms.form
    field = form.findChild(QLineEdit, "q:/data/basics/met_persons")
    field.setFocus()
    write(field, "汪师傅")
    window.open("visits")
    assert window.forms.form is None
    qtbot.waitUntil(lambda: len(program.drafts.rows("visit")) == 1, timeout=10_000)
    visits: Any = window.page("visits")
    visits.pane.set_filter("drafts")
    window.close()


def test_a_county_approves_and_sends_back(bench: Bench, opened: Opened, qtbot: QtBot) -> None:
    program = bench.program(role="COUNTY")
    mate = "019a0000-0000-7000-8000-000000000002"
    host = from_server(program, "host", HOST, state="2")
    about = {"host": host, "host_name": HOST["host_name"], "writer": mate}
    for _ in range(2):
        from_server(program, "visit", VISIT | about, state="1")
    window = opened(program)
    window.open("review")
    review: Any = window.page("review")
    assert review.model.rowCount() == 2
    review.view.setCurrentIndex(review.model.index(0))
    first = review.detail.row.id
    qtbot.mouseClick(review.detail.findChild(QPushButton, "action.approve"), LEFT)
    qtbot.waitUntil(lambda: program.records.get(first).state == "2", timeout=10_000)
    qtbot.waitUntil(lambda: review.model.rowCount() == 1)
    second = review.detail.row.id
    qtbot.mouseClick(review.detail.findChild(QPushButton, "action.sendBack"), LEFT)
    write(review.detail.findChild(QPlainTextEdit, "reasonText"), "请补充照片")
    qtbot.mouseClick(review.detail.findChild(QPushButton, "reasonConfirm"), LEFT)
    qtbot.waitUntil(lambda: program.records.get(second).state == "3", timeout=10_000)
    qtbot.waitUntil(lambda: "2条走访待发送" in window.status_line.text())
    window.close()


def test_search_and_undo_work_through_the_window(bench: Bench, opened: Opened, qtbot: QtBot) -> None:
    program = bench.program()
    host = from_server(program, "host", HOST, state="2")
    about = {"host": host, "host_name": HOST["host_name"]}
    written = program.records.put("visit", VISIT | about)
    window = opened(program)
    window.open("visits")
    visits: Any = window.page("visits")
    assert visits.pane.model.rowCount() == 1
    window.open("visits", written.record.id)
    visits.detail.delete()
    qtbot.waitUntil(lambda: visits.pane.model.rowCount() == 0, timeout=10_000)
    assert window.message_bar.message.action == "撤销"
    window.undo()
    qtbot.waitUntil(lambda: visits.pane.model.rowCount() == 1, timeout=10_000)
    visits.pane._search.setText("没有这样的")
    qtbot.waitUntil(lambda: visits.pane.model.rowCount() == 0, timeout=10_000)
    visits.pane._search.setText("青山")
    qtbot.waitUntil(lambda: visits.pane.model.rowCount() == 1, timeout=10_000)
    window.close()
