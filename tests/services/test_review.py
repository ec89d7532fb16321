"""What waits for a leader or an office, and what they may do with it."""

from __future__ import annotations

import pytest

from commissioner_app.errors import InputError
from commissioner_app.services.program import Program
from tests.services.conftest import COUNTY, HOST, MATE, ME, TEAM, Bench, from_server, visit_answers


def submitted(program: Program, writer: str, team: str = TEAM) -> str:
    host = from_server(program, "host", HOST, state="2")
    return from_server(program, "visit", visit_answers(host, writer=writer, team=team, county=COUNTY), state="1")


def test_the_leader_sends_back_or_approves(bench: Bench) -> None:
    leader = bench.program(team_role="leader")
    visit = submitted(leader, MATE)
    own = submitted(leader, ME)
    rows = [row for row in leader.review.queue() if row.kind == "visit"]
    assert [row.id for row in rows] == [visit]
    assert {move.action for move in rows[0].moves} == {"approve", "return"}
    with pytest.raises(InputError) as caught:
        leader.review.send_back(visit, "  ")
    assert caught.value.code == "reason_required"
    record = leader.review.send_back(visit, "照片不清").record
    assert record.state == "3" and record.answers["review_opinion"] == "照片不清" and record.answers["reviewer"] == ME
    assert leader.records.history(visit)[0].reason == "照片不清"
    approved = leader.review.approve(submitted(leader, MATE), "好").record
    assert approved.state == "2" and approved.answers["reviewer"] == ME
    with pytest.raises(InputError) as refused:
        leader.review.approve(own)
    assert refused.value.code == "bad_move"


def test_the_office_approves(bench: Bench) -> None:
    office = bench.program(role="COUNTY", team="")
    visit = submitted(office, MATE)
    assert office.review.count() == 1
    assert office.review.approve(visit, "好").record.state == "2"
    assert office.review.count() == 0


def test_a_need_goes_through_the_offices_steps(bench: Bench) -> None:
    office = bench.program(role="COUNTY", team="")
    host = from_server(office, "host", HOST, state="2")
    answers = {"need_title": "机采茶园改造", "host": host, "county": COUNTY, "writer": MATE, "public_level": "P1"}
    need = from_server(office, "need", answers, state="10")
    assert office.review.approve(need).record.state == "20"
    assert office.review.approve(need).record.state == "30"
    public = {"public_title": "山地茶园机采", "public_text": "需要适合坡地的采茶机"}
    office.records.put("need", public, id=need, partial=True)
    assert office.review.approve(need).record.state == "40"


def test_commissioners_have_no_queue(program: Program) -> None:
    submitted(program, MATE)
    assert program.review.queue() == []
