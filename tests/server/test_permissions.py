"""Rights, by trying: every role reads and writes what its appointments allow and nothing else (domain.md 1.7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.server.laptop import Laptop, change
from tests.server.test_push import visit

Of = Callable[[str], Laptop]
OTHER_COUNTY = "341525"


def status(laptop: Laptop, one: dict[str, Any]) -> str:
    (result,) = laptop.push(one)
    return str(result.get("code", result["status"]))


def written(laptop: Laptop, **answers: Any) -> str:
    one = visit(laptop, **answers)
    assert status(laptop, one) == "accepted"
    return str(one["record_id"])


@pytest.mark.parametrize("role", ["LIAISON", "CITY", "PROVINCE", "AUDIT", "ADMIN", "DCS"])
def test_nobody_but_writer_team_and_county_edits_a_visit(laptop: Of, role: str) -> None:
    record = written(laptop("STC"))
    assert status(laptop(role), change("visit", record, 1, set={"content": "改"})) == "not_allowed"


@pytest.mark.parametrize("role", ["STC", "LEAD", "COUNTY"])
def test_writer_team_leader_and_county_edit_a_visit(laptop: Of, role: str) -> None:
    record = written(laptop("STC"))
    assert status(laptop(role), change("visit", record, 1, set={"content": "改"})) == "accepted"


def test_a_colleague_of_the_team_reads_but_does_not_edit(server: Any, laptop: Of) -> None:
    colleague = Laptop(server.url, server.users[1])
    colleague.sign_in()
    record = written(laptop("STC"))
    assert record in colleague.pull_all(limit=2000)["team:T1"]
    assert status(colleague, change("visit", record, 1, set={"content": "改"})) == "not_allowed"


@pytest.mark.parametrize(
    ("role", "reads"),
    [("STC", True), ("LEAD", True), ("COUNTY", True), ("LIAISON", True), ("CITY", True), ("PROVINCE", True),
     ("AUDIT", True), ("DCS", False), ("ADMIN", False)],
)  # fmt: skip
def test_who_reads_a_visit(laptop: Of, role: str, reads: bool) -> None:
    record = written(laptop("STC"))
    held = laptop(role).pull_all(limit=2000)
    assert any(record in records for records in held.values()) is reads
    # A stale push must not be a way to read it either.
    answer = laptop(role).sync_reply(change("visit", record, 9, set={"x": 1}), limit=1).json()["results"][0]
    assert ("current" in answer) is reads


def test_what_one_writes_stays_in_ones_own_county_team_and_name(laptop: Of) -> None:
    stc = laptop("STC")
    assert status(stc, visit(stc, county=OTHER_COUNTY)) == "not_allowed"
    assert status(stc, visit(stc, team="T2")) == "not_allowed"
    assert status(stc, visit(stc, writer=laptop("DCS").auth["person_id"])) == "not_allowed"
    record = written(stc)
    assert status(stc, change("visit", record, 1, set={"county": OTHER_COUNTY})) == "not_allowed"
    assert status(stc, change("visit", record, 1, set={"team": "T2"})) == "not_allowed"
    assert status(stc, change("visit", record, 1, set={"writer": "someone"})) == "not_allowed"
    assert status(stc, change("visit", record, 1, unset=["writer"])) == "not_allowed"


def test_review_is_for_reviewers(laptop: Of) -> None:
    stc = laptop("STC")
    record = written(stc)
    assert status(stc, change("visit", record, 1, state="2")) == "bad_state"
    assert status(laptop("COUNTY"), change("visit", record, 1, state="2")) == "bad_state"
    assert status(stc, change("visit", record, 1, state="1")) == "accepted"
    assert status(stc, change("visit", record, 2, state="2")) == "bad_state"
    assert status(laptop("LEAD"), change("visit", record, 2, state="3", set={"review_opinion": "补充"})) == "accepted"
    assert status(stc, change("visit", record, 3, state="1")) == "accepted"
    review = {"reviewer": laptop("CITY").auth["person_id"], "review_opinion": "同意"}
    assert (
        status(laptop("CITY"), change("visit", record, 4, state="2", set={**review, "content": "改"})) == "not_allowed"
    )
    assert status(laptop("CITY"), change("visit", record, 4, state="2", set=review)) == "accepted"


def test_a_leader_judges_the_own_team_but_not_the_own_work(laptop: Of) -> None:
    stc, leader = laptop("STC"), laptop("LEAD")
    record = written(stc)
    stc.push(change("visit", record, 1, state="1"))
    approved = {"reviewer": leader.auth["person_id"], "review_opinion": "同意"}
    assert status(laptop("DCS"), change("visit", record, 2, state="2")) == "not_allowed"
    assert status(leader, change("visit", record, 2, state="2", set=approved)) == "accepted"
    assert status(leader, change("visit", record, 3, state="3")) == "bad_state"
    assert (
        status(laptop("COUNTY"), change("visit", record, 3, state="3", set={"review_opinion": "缺照片"})) == "accepted"
    )
    own = written(leader)
    leader.push(change("visit", own, 1, state="1"))
    assert status(leader, change("visit", own, 2, state="2")) == "bad_state"
    assert status(leader, change("visit", own, 2, state="3")) == "bad_state"


def test_an_accepted_visit_is_locked_but_may_still_show_a_conflict(laptop: Of) -> None:
    stc = laptop("STC")
    record = written(stc)
    stc.push(change("visit", record, 1, state="1"))
    laptop("COUNTY").push(change("visit", record, 2, state="2"))
    assert status(stc, change("visit", record, 3, set={"content": "晚到"})) == "not_allowed"
    assert status(stc, change("visit", record, 3, deleted=True)) == "not_allowed"
    sides = dict.fromkeys(("theirs_by", "theirs_at", "mine_by", "mine_at"), "x")
    late = {"id": "c", "field": "content", "base": "a", "theirs": "b", "mine": "晚到"} | sides
    assert status(stc, change("visit", record, 3, open_conflicts=[late])) == "accepted"


def test_hosts_belong_to_the_whole_county_and_no_other(laptop: Of) -> None:
    stc, dcs = laptop("STC"), laptop("DCS")
    host = change("host", set={"writer": stc.auth["person_id"], "county": "341524", "host_name": "样例"})
    assert status(stc, host) == "accepted"
    assert status(dcs, change("host", host["record_id"], 1, set={"village": "东冲"})) == "accepted"
    assert status(laptop("AUDIT"), change("host", host["record_id"], 2, set={"village": "x"})) == "not_allowed"
    assert status(dcs, change("host", host["record_id"], 2, set={"county": OTHER_COUNTY})) == "not_allowed"
    assert status(dcs, change("host", host["record_id"], 2, deleted=True)) == "not_allowed"
    assert status(laptop("COUNTY"), change("host", host["record_id"], 2, deleted=True)) == "accepted"


def test_a_host_of_the_ledger_without_a_writer_is_sent_in_by_whoever_writes_it(laptop: Of) -> None:
    """The laptop offers it: what names no writer is anybody's (``commissioner_app.domain.permissions.is_own``)."""
    ledger = {"county": "341524", "host_name": "台账样例"}
    host = change("host", set=ledger)
    assert status(laptop("COUNTY"), host) == "accepted"
    assert status(laptop("AUDIT"), change("host", host["record_id"], 1, state="1")) in ("not_allowed", "bad_state")
    assert status(laptop("STC"), change("host", host["record_id"], 1, state="1")) == "accepted"
    mine = change("host", set=ledger | {"writer": laptop("STC").auth["person_id"]})
    assert status(laptop("STC"), mine) == "accepted"
    assert status(laptop("DCS"), change("host", mine["record_id"], 1, state="1")) == "bad_state"


def test_a_resource_may_serve_other_counties(laptop: Of) -> None:
    stc = laptop("STC")
    answers = {"writer": stc.auth["person_id"], "county": "341524", "counties": ["341524", OTHER_COUNTY]}
    assert status(stc, change("resource", set=answers)) == "accepted"
    assert status(stc, change("resource", set={**answers, "county": OTHER_COUNTY})) == "not_allowed"


def test_publishing_a_need_is_for_offices(laptop: Of) -> None:
    stc = laptop("STC")
    need = change("need", set={"writer": stc.auth["person_id"], "county": "341524", "public_level": "P1"}, state="10")
    assert status(stc, need) == "accepted"
    assert status(stc, change("need", need["record_id"], 1, state="20")) == "bad_state"
    assert status(stc, change("need", need["record_id"], 1, state="40")) == "bad_state"
    assert status(laptop("COUNTY"), change("need", need["record_id"], 1, state="20")) == "accepted"
    assert status(laptop("COUNTY"), change("need", need["record_id"], 2, state="30")) == "accepted"
    assert status(laptop("PROVINCE"), change("need", need["record_id"], 3, state="40")) == "accepted"
    # Published: a specialist of the county who did not collect it may match it, nobody outside.
    assert status(laptop("DCS"), change("need", need["record_id"], 4, state="50")) == "accepted"
    assert status(laptop("ADMIN"), change("need", need["record_id"], 5, state="60")) == "not_allowed"


@pytest.mark.parametrize("role", ["STC", "LEAD", "LIAISON", "COUNTY", "CITY", "PROVINCE", "AUDIT"])
def test_nobody_makes_themselves_administrator(laptop: Of, role: str) -> None:
    one = laptop(role)
    answers = {"person": one.auth["person_id"], "role": "ADMIN", "county": "341524"}
    assert status(one, change("appointment", set=answers, state="active")) in ("not_allowed", "bad_state")
    own = one.auth["appointments"][0]["id"]
    assert status(one, change("appointment", own, 1, set={"role": "ADMIN"})) == "not_allowed"


def test_a_county_appoints_commissioners_of_its_own(laptop: Of) -> None:
    county = laptop("COUNTY")
    answers = {"person": laptop("DCS").auth["person_id"], "role": "STC", "county": "341524", "team": "T2"}
    appointment = change("appointment", set=answers)
    assert status(county, appointment) == "accepted"
    assert status(county, change("appointment", set={**answers, "county": OTHER_COUNTY})) == "not_allowed"
    assert status(county, change("appointment", set={**answers, "role": "PROVINCE"})) == "not_allowed"
    dcs = laptop("DCS")
    assert "team:T2" not in dcs.sync(limit=1)["buckets"]
    for rev, state in enumerate(("town_checked", "county_checked", "approved"), 1):
        assert status(county, change("appointment", appointment["record_id"], rev, state=state)) == "accepted"
    assert "team:T2" in dcs.sync(limit=1)["buckets"]


def test_plans_are_ones_own(laptop: Of) -> None:
    stc = laptop("STC")
    plan = change("plan", set={"writer": stc.auth["person_id"], "county": "341524", "date": "2026-11-24"})
    assert status(stc, plan) == "accepted"
    assert status(laptop("DCS"), change("plan", plan["record_id"], 1, state="done")) in ("bad_state", "not_allowed")
    assert status(stc, change("plan", plan["record_id"], 1, state="done")) == "accepted"
