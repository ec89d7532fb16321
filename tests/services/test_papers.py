"""Agreements, assessments and their kin: what is known is filled in, the ledger is summed, offices keep their answers."""

from __future__ import annotations

from typing import Any

import pytest

from commissioner_app.errors import InputError
from commissioner_app.services.program import Program
from tests.services.conftest import COUNTY, HOST, ME, Bench, from_server, visit_answers

PDF = "c" * 64 + ".pdf"
PERSON = {
    "name": "程岚", "mobile": "13800001111", "unit": "某农业大学", "unit_kind": "U1", "title": "副教授", "county": COUNTY,
    "stc_kind": "SC1", "level": "LV2", "year": 2026, "start": "2026-01-01", "end": "2026-12-31",
}  # fmt: skip


def visited(program: Program, host: str, state: str = "2", day: str = "2026-03-05", **counters: Any) -> str:
    start, end = f"{day}T08:30:00+08:00", f"{day}T16:40:00+08:00"
    answers = visit_answers(host, start_at=start, end_at=end, writer=ME, county=COUNTY, service_days=1) | counters
    return from_server(program, "visit", answers, state=state)


def known_person(program: Program) -> None:
    """The person at the keyboard, as the register holds them."""
    from dataclasses import replace

    made = program.desk.store.records.get(from_server(program, "person", PERSON, state="active"))
    assert made is not None
    program.desk.store.records.put(replace(made, id=ME), dirty=False, received_at=made.created_at)


def test_the_ledger_is_the_sum_of_accepted_visits_of_the_year(program: Program, host: str) -> None:
    visited(program, host, pxnm=20, sxcz=1.25)
    visited(program, host, day="2026-02-10", pxnm=5, sxcz=0.5)
    visited(program, host, state="1", pxnm=1000)
    visited(program, host, day="2025-12-31", pxnm=1000)
    other = visit_answers(host, writer="somebody", county=COUNTY, pxnm=1000)
    from_server(program, "visit", other, state="2")
    answers = program.drafts.start("assessment", answers={}).answers
    assert answers["person"] == ME and answers["year"] == 2026
    assert (answers["visits_n_sum"], answers["pxnm_sum"], answers["sxcz_sum"]) == (2, 25, 1.75)
    assert (answers["visits_n"], answers["pxnm"], answers["kjfwts_sum"]) == (2, 25, 0)
    assert answers["hosts"] == [host]


def test_what_was_declared_stays_and_the_ledger_follows(program: Program, host: str) -> None:
    visited(program, host, pxnm=20)
    made = program.records.put("assessment", {"person": ME, "year": 2026, "pxnm": 30, "pxnm_sum": 999}).record
    assert (made.answers["pxnm"], made.answers["pxnm_sum"]) == (30, 20)
    visited(program, host, day="2026-02-10", pxnm=7)
    again = program.records.put("assessment", {"yearly_summary": "…"}, id=made.id, partial=True).record
    assert (again.answers["pxnm"], again.answers["pxnm_sum"]) == (30, 27)
    findings = program.records.validate("assessment", again.answers)
    assert [one.field for one in findings if one.rule == "V30"] == ["visits_n", "pxnm"]


def test_another_persons_ledger_is_the_countys_to_sum(bench: Bench) -> None:
    mate = bench.program()
    asked = mate.records.put("assessment", {"person": "somebody", "year": 2026}).record.answers
    assert "pxnm_sum" not in asked
    clerk = bench.program(role="COUNTY")
    summed = clerk.records.put("assessment", {"person": "somebody", "year": 2026}).record.answers
    assert summed["pxnm_sum"] == 0 and summed["pxnm"] == 0


def test_grades_are_an_offices_to_give(bench: Bench) -> None:
    program = bench.program()
    with pytest.raises(InputError, match="office_only"):
        program.records.put("assessment", {"person": ME, "year": 2026, "grade": "G1"})
    clerk = bench.program(role="COUNTY")
    theirs = from_server(
        clerk, "assessment", {"person": "p", "writer": "p", "year": 2026, "county": COUNTY, "yearly_summary": "…"}, "1"
    )
    with pytest.raises(InputError, match="record_invalid"):
        clerk.records.move(theirs, "approve")
    clerk.records.put("assessment", {"grade": "G2", "county_score": 88}, id=theirs, partial=True)
    assert clerk.records.move(theirs, "approve").record.state == "2"


def test_an_agreement_knows_its_parties(program: Program, host: str) -> None:
    known_person(program)
    answers = program.drafts.start("agreement", answers={"party_a": host}).answers
    assert answers["party_a_name"] == HOST["host_name"] and answers["party_a_rep"] == "汪青"
    assert answers["party_b"] == ME and answers["party_b_name"] == "程岚" and answers["party_b_unit"] == "某农业大学"


def test_what_was_served_under_an_agreement_is_counted(program: Program, host: str) -> None:
    about = {"party_a": host, "party_b": ME, "county": COUNTY, "term_from": "2026-01-01", "term_to": "2026-12-31"}
    agreement = program.records.get(from_server(program, "agreement", about | {"quota_days": 12}, state="2"))
    assert program.agreements.served(agreement).times == 0
    visited(program, host)
    visited(program, host, day="2026-02-01", service_days=0.5)
    visited(program, host, day="2025-12-31")
    visited(program, host, state="1")
    served = program.agreements.served(agreement)
    assert (float(served.days), served.times) == (1.5, 2)
    assert served.quota_days == 12 and served.quota_times is None


def test_visits_after_the_agreements_end_are_noticed(program: Program, host: str) -> None:
    about = {"party_a": host, "party_b": ME, "county": COUNTY, "term_to": "2026-02-28"}
    visit = visit_answers(host, writer=ME)
    assert "V21" not in {one.rule for one in program.records.validate("visit", visit)}
    from_server(program, "agreement", about, state="2")
    assert "V21" in {one.rule for one in program.records.validate("visit", visit)}
    from_server(program, "agreement", {**about, "term_to": "2026-12-31"}, state="2")
    assert "V21" not in {one.rule for one in program.records.validate("visit", visit)}


def test_what_came_back_waits_for_its_writer(program: Program) -> None:
    assert program.today.counts()["papers"] == 0
    about = {"writer": ME, "party_b": ME, "county": COUNTY}
    returned = from_server(program, "agreement", about, state="3")
    from_server(program, "agreement", about, state="1")
    program.drafts.start("evaluation")
    assert program.today.counts()["papers"] == 2
    assert [row.id for row in program.today.summary().returned] == [returned]


def test_an_appointment_takes_over_the_application(bench: Bench) -> None:
    clerk = bench.program(role="COUNTY")
    person = from_server(clerk, "person", PERSON, state="active")
    answers = clerk.drafts.start("appointment", answers={"person": person}).answers
    assert {name: answers[name] for name in ("person_name", "level", "year", "start", "end", "county")} == {
        "person_name": "程岚", "level": "LV2", "year": 2026, "start": "2026-01-01", "end": "2026-12-31", "county": COUNTY,
    }  # fmt: skip


def test_an_evaluation_knows_the_visit_it_is_about(program: Program, host: str) -> None:
    known_person(program)
    visit = visited(program, host)
    answers = program.drafts.start("evaluation", answers={"visit": visit}).answers
    assert (answers["host"], answers["person"]) == (host, ME)
    assert answers["host_name"] == HOST["host_name"]
