"""What follows from an answer: the form that fits the host, and what is known of a record that was named."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from commissioner_app.services.program import Program
from tests.services.conftest import COUNTY, HOST, ME, from_server, visit_answers
from tests.ui.form_fill.support import FakeShell, Filling

PERSON = {
    "name": "程岚",
    "mobile": "13800001111",
    "unit": "某农业大学",
    "unit_kind": "U1",
    "title": "副教授",
    "county": COUNTY,
}


def choose(page: Any, ref: str, value: str) -> None:
    """As the picker does it."""
    page.session.answer(ref, value)
    page.body.answered.emit(page.session.node(ref))


def test_the_form_changes_with_the_host_and_keeps_what_was_entered(
    filling: Filling, program: Program, shell: FakeShell, qtbot: QtBot
) -> None:
    fish = from_server(program, "host", HOST | {"industry_main": "I07"}, state="2")
    page = filling.show(program.drafts.start("visit"))
    assert page.draft.form_id == "visit"
    choose(page, "/data/service/problem_desc", "凌晨缺氧浮头")
    choose(page, "/data/basics/host", fish)
    qtbot.waitUntil(lambda: bool(shell.forms), timeout=15_000)
    assert shell.forms == [("visit", {})] and not page.isEnabled()
    draft = program.drafts.get(page.draft.id)
    assert draft.form_id == "visit_aquaculture" and draft.saved
    again = filling.show(draft)
    assert again.session.node("/data/service/problem_desc").value == "凌晨缺氧浮头"
    assert again.session.node("/data/basics/host").value == fish
    assert again.session.node("/data/obs_aquaculture/species").relevant
    again.leave()
    assert program.drafts.get(page.draft.id).form_id == "visit_aquaculture"


def test_observations_come_back_with_their_form(program: Program) -> None:
    draft = program.drafts.start("visit", form_id="visit_tea")
    given = {"host": "h", "obs_tea/plot_name": "东冲茶园"}
    elsewhere = program.drafts.refit(draft.id, "visit_herb", given)
    assert "obs_tea/plot_name" in elsewhere.answers
    back = program.drafts.refit(draft.id, "visit_tea", {"host": "h2"}, "basics", "/data/basics/place@2")
    form = program.forms.instance(back.form_id, back.form_version, saved=back.saved)
    assert form.node("/data/obs_tea/plot_name").value == "东冲茶园"
    assert (back.page, back.focus) == ("basics", "/data/basics/place@2")


def test_the_same_form_stays(filling: Filling, program: Program, shell: FakeShell, host: str, qtbot: QtBot) -> None:
    page = filling.show(program.drafts.start("visit", answers={"host": host}))
    other = from_server(program, "host", HOST | {"host_name": "金寨县白云茶厂"}, state="2")
    choose(page, "/data/basics/host", other)
    qtbot.waitUntil(lambda: page.session.node("/data/host_name").value == "金寨县白云茶厂")
    qtbot.wait(100)
    assert page.isEnabled() and not shell.forms


def test_a_party_that_is_named_fills_its_lines(filling: Filling, program: Program, host: str, qtbot: QtBot) -> None:
    person = from_server(program, "person", PERSON, state="active")
    page = filling.show(program.drafts.start("agreement"))
    choose(page, "/data/parties/party_b", person)
    qtbot.waitUntil(lambda: page.session.node("/data/parties/party_b_unit").value == "某农业大学")
    choose(page, "/data/parties/party_a", host)
    qtbot.waitUntil(lambda: page.session.node("/data/parties/party_a_name").value == HOST["host_name"])
    assert page.session.node("/data/parties/party_b_name").value == "程岚"
    other = from_server(program, "person", PERSON | {"name": "吴建国", "unit": "县茶叶站"}, state="active")
    choose(page, "/data/parties/party_b", other)
    qtbot.waitUntil(lambda: page.session.node("/data/parties/party_b_name").value == "吴建国")


def test_the_ledger_follows_person_and_year(
    program: Program, shell: FakeShell, qtbot: QtBot, host: str, filling: Filling
) -> None:
    visit = visit_answers(host, writer=ME, county=COUNTY, service_days=1, pxnm=20)
    from_server(program, "visit", visit, state="2")
    page = filling.show(program.drafts.start("assessment"))
    assert page.session.node("/data/pxnm_sum").value == "20"
    assert page.session.node("/data/counters/pxnm").value == "20"
    assert "20" in page.session.node("/data/counters/pxnm").hint
    choose(page, "/data/basics/year", "2025")
    qtbot.waitUntil(lambda: page.session.node("/data/pxnm_sum").value == "0")
    assert page.session.node("/data/counters/pxnm").value == "0"


def test_the_offices_part_is_for_offices(filling: Filling, program: Program) -> None:
    page = filling.show(program.drafts.start("assessment"))
    groups = {section.group for section in page.navigator._sections}
    assert "/data/scores" in groups and "/data/office" not in groups
    program.desk.session = replace(program.desk.session, roles=frozenset({"COUNTY"}))
    office = filling.show(program.drafts.start("assessment"))
    assert "/data/office" in {section.group for section in office.navigator._sections}


def test_a_host_whose_answers_come_late_does_not_replace_the_one_chosen_since(
    filling: Filling, program: Program, host: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = filling.show(program.drafts.start("visit"))
    other = from_server(program, "host", HOST | {"host_name": "金寨县白云茶厂"}, state="2")
    read, may_arrive = program.records.get, threading.Event()

    def slow(id: str) -> Any:  # noqa: A002
        if id == host:
            may_arrive.wait(5)
        return read(id)

    monkeypatch.setattr(program.records, "get", slow)
    choose(page, "/data/basics/host", host)
    choose(page, "/data/basics/host", other)
    qtbot.waitUntil(lambda: page.session.node("/data/host_name").value == "金寨县白云茶厂")
    may_arrive.set()
    qtbot.wait(200)
    assert page.session.node("/data/host_name").value == "金寨县白云茶厂"
