"""Papers: a list for each kind without a screen of its own, on real services."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from commissioner_app.domain.registry import KINDS
from commissioner_app.services.program import Program
from commissioner_app.ui.app import SCREENS
from commissioner_app.ui.screens.papers.names import PAPERS
from commissioner_app.ui.window import MainWindow
from tests.domain import samples
from tests.services.conftest import HOST, ME, TEAM, Bench, from_server
from tests.ui.conftest import Opened

LEFT = Qt.MouseButton.LeftButton


def filled(program: Program) -> dict[str, str]:
    """One record of each kind of paper, as a pull would have stored them."""
    host = from_server(program, "host", HOST, state="2")
    mine = {"p1": ME, "h1": host, "t1": TEAM}
    found = {}
    for kind, sample in samples.PAPERS.items():
        answers = {key: mine.get(str(value), value) for key, value in sample.items() if key not in ("id", "scan")}
        state = "1" if any(one.action == "approve" and one.source == "1" for one in KINDS[kind].moves) else "active"
        found[kind] = from_server(program, kind, answers, state=state)
    return found


def papers(window: MainWindow) -> Any:
    window.open("papers")
    return window.page("papers")


def test_every_kind_with_a_form_has_a_screen() -> None:
    shown = [kind for screen in SCREENS for kind in screen.kinds]
    assert len(shown) == len(set(shown)) and set(shown) == {
        kind.name for kind in KINDS.values() if kind.form or kind.local
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_paper_is_shown_in_its_list(bench: Bench, opened: Opened, qtbot: QtBot, language: str) -> None:
    program = bench.program(role="COUNTY")
    ids = filled(program)
    window = opened(program, lang=language)
    for kind, record_id in ids.items():
        window.open_record(kind, record_id)
        page = papers(window)
        qtbot.wait(20)
        assert page.page.spec.kind == kind and page.page.detail.record.id == record_id
        assert page.page.pane.model.rowCount() == 1
        title = page.page.detail.findChild(QLabel, "detailTitle")
        assert title.text() == KINDS[kind].summary(program.records.get(record_id).answers).title
        assert window.findChild(QPushButton, f"papers.{kind}").isChecked()
        assert window.message_bar.message is None
    window.close()


@pytest.mark.parametrize(("role", "makes"), [("STC", {"agreement", "evaluation"}), ("COUNTY", {"person", "team"})])
def test_new_begins_the_form_of_the_list_in_front(
    bench: Bench, opened: Opened, qtbot: QtBot, role: str, makes: set[str]
) -> None:
    window = opened(bench.program(role=role))
    page = papers(window)
    for kind in PAPERS:
        qtbot.mouseClick(window.findChild(QPushButton, f"papers.{kind}"), LEFT)
        assert page.new.isVisible() is bool(KINDS[kind].write_roles & {role})
        if kind in makes:
            qtbot.mouseClick(page.new, LEFT)
            qtbot.waitUntil(lambda: window.forms.form is not None, timeout=20_000)
            form: Any = window.forms.form
            assert (form.draft.kind, form.draft.form_id) == (kind, kind)
            window.forms.leave()
    window.close()


def test_the_last_list_is_there_again(bench: Bench, opened: Opened, qtbot: QtBot) -> None:
    program = bench.program()
    first = opened(program)
    page = papers(first)
    qtbot.mouseClick(first.findChild(QPushButton, "papers.contract"), LEFT)
    assert page.page.spec.kind == "contract"
    qtbot.waitUntil(lambda: program.preferences.get_state("papers.kind") == "contract")
    again = opened(program)
    assert papers(again).page.spec.kind == "contract"
    first.close()
    again.close()


def test_an_office_fills_in_its_part_from_the_review(bench: Bench, opened: Opened, qtbot: QtBot) -> None:
    program = bench.program(role="COUNTY")
    answers = {key: value for key, value in samples.ASSESSMENT.items() if key != "id"}
    record = from_server(program, "assessment", answers, state="1")
    window = opened(program)
    window.open("review")
    review: Any = window.page("review")
    review.view.setCurrentIndex(review.model.index(0))
    qtbot.waitUntil(lambda: review.detail.record is not None and review.detail.record.id == record)
    qtbot.mouseClick(window.findChild(QPushButton, "action.edit"), LEFT)
    qtbot.waitUntil(lambda: window.forms.form is not None, timeout=20_000)
    form: Any = window.forms.form
    assert form.session.node("/data/office/grade").relevant
    window.forms.leave()
    window.close()


def test_an_agreement_shows_what_was_served(bench: Bench, opened: Opened, qtbot: QtBot) -> None:
    program = bench.program(role="COUNTY")
    record = filled(program)["agreement"]
    window = opened(program)
    window.open_record("agreement", record)
    said = {label.text() for label in papers(window).page.detail.findChildren(QLabel)}
    assert {"0 天，协议约定24 天", "0 次，协议约定12 次"} <= said
    window.close()


def test_what_was_declared_stands_beside_the_ledger(bench: Bench, opened: Opened, qtbot: QtBot) -> None:
    program = bench.program(role="COUNTY")
    record = from_server(program, "assessment", samples.ASSESSMENT | {"id": "", "pxnm": 80}, state="1")
    window = opened(program)
    window.open_record("assessment", record)
    detail = papers(window).page.detail
    said = {label.text() for label in detail.findChildren(QLabel)}
    assert "80 人次（台账 60）" in said and "12 次" in said
    window.close()


def test_papers_that_wait_are_found_in_the_review(bench: Bench, opened: Opened, qtbot: QtBot) -> None:
    program = bench.program(role="COUNTY")
    filled(program)
    window = opened(program)
    window.open("review")
    review: Any = window.page("review")
    qtbot.mouseClick(window.findChild(QPushButton, "reviewFilter.papers"), LEFT)
    kinds = {row.kind for row in program.review.queue()} - {"visit", "need", "host", "resource"}
    assert kinds and review.model.rowCount() == len(kinds)
    window.close()


def test_an_office_begins_with_what_waits_for_its_review(bench: Bench, opened: Opened, qtbot: QtBot) -> None:
    program = bench.program(role="COUNTY")
    filled(program)
    window = opened(program)
    assert window.findChild(QWidget, "todayReview").isVisible()
    qtbot.mouseClick(window.findChild(QPushButton, "hint.review"), LEFT)
    assert window.current_screen() == "review"
    window.open("today")
    left = {made.objectName() for made in window.findChildren(QPushButton) if made.objectName().startswith("hint.")}
    assert left <= {"hint.host", "hint.sync"}
    window.close()


def test_where_nothing_can_be_done_no_empty_bar_is_left(bench: Bench, opened: Opened, qtbot: QtBot) -> None:
    program = bench.program(role="STC")
    ids = filled(program)
    window = opened(program)
    heights = set()
    for kind, record_id in ids.items():
        window.open_record(kind, record_id)
        bar = papers(window).page.detail.bar
        qtbot.waitUntil(lambda bar=bar: bar.isVisible() == bar.any_actions)  # type: ignore[misc]
        qtbot.wait(20)
        if bar.any_actions:
            heights.add(bar.height())
    assert len(heights) == 1
    assert not papers(window).choose("person").detail.bar.isVisible()
    window.close()


def test_a_member_is_named_once(bench: Bench, opened: Opened) -> None:
    program = bench.program(role="COUNTY")
    member = {"member": ME, "member_name": "李示范", "member_role": "leader"}
    team = {key: value for key, value in samples.TEAM_RECORD.items() if key != "id"} | {"members": [member]}
    window = opened(program)
    window.open_record("team", from_server(program, "team", team, state="active"))
    items = papers(window).page.detail.findChildren(QWidget, "item")
    assert items
    for item in items:
        words = [part for label in item.findChildren(QLabel) for part in label.text().split(" · ") if part]
        assert len(words) == len(set(words))
    window.close()


def test_the_keyboard_is_on_the_page_again_when_a_form_was_left(bench: Bench, opened: Opened, qtbot: QtBot) -> None:
    window = opened(bench.program())
    page = papers(window)
    page.start_new()
    qtbot.waitUntil(lambda: window.forms.form is not None, timeout=20_000)
    qtbot.wait(20)
    window.forms.leave()
    assert window.focusWidget() is page
    window.close()
