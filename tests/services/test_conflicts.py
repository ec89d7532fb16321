"""A field that two people changed: shown with both values, decided by choice or by a typed value."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from commissioner_app.domain.record import Conflict
from commissioner_app.errors import InputError
from commissioner_app.services.program import Program
from tests.services.conftest import COUNTY, MATE, ME, TEAM, from_server, visit_answers


def in_conflict(program: Program, host: str, field: str, mine: Any, theirs: Any, **more: Any) -> str:
    """A record of the server with one open conflict; ``theirs`` stands."""
    answers = visit_answers(host, writer=ME, county=COUNTY, team=TEAM, **more)
    visit = from_server(program, "visit", answers, state="0")
    record = program.desk.store.records.get(visit)
    assert record is not None
    at = "2026-03-01T09:00:00+08:00"
    conflict = Conflict("c1", field, None, theirs, MATE, at, mine, ME, at)
    program.desk.store.records.put(replace(record, conflicts=(conflict,)), dirty=False)
    return visit


def test_both_values_are_shown_in_words(program: Program, host: str) -> None:
    from_server(program, "person", {"name": "汪澄", "county": COUNTY}, state="active")
    visit = in_conflict(program, host, "mode", "M1", "M2")
    row = program.conflicts.rows()[0]
    assert (row.record_id, row.label, row.own, row.mine_by) == (visit, "服务方式", True, "程岚")
    assert row.mine_text == program.lists.label("L_MODE", "M1") and row.theirs_text == program.lists.label(
        "L_MODE", "M2"
    )
    assert program.conflicts.count() == 1 and program.records.rows(_all())[0].mark == "conflict"


def _all() -> Any:
    from commissioner_app.services.listing import ListQuery

    return ListQuery("visit")


@pytest.mark.parametrize(
    ("choice", "value", "expected"), [("mine", None, "我的"), ("theirs", None, "他的"), ("value", " 两者 ", "两者")]
)
def test_decisions(program: Program, host: str, choice: Any, value: Any, expected: str) -> None:
    visit = in_conflict(program, host, "place", "我的", "他的", place="他的")
    record = program.conflicts.resolve(visit, "c1", choice, value).record
    assert record.answers["place"] == expected and record.conflicts == ()
    entry = program.desk.store.journal.of_record(visit)[-1]
    assert entry.action == "resolve" and entry.patch["close_conflicts"] == ["c1"]
    assert program.undo.last().startswith("对“")
    with pytest.raises(InputError) as caught:
        program.conflicts.resolve(visit, "c1", "mine")
    assert caught.value.code == "conflict_not_found"


def test_a_record_is_not_decided_away_to_somebody_else(program: Program, host: str) -> None:
    visit = in_conflict(program, host, "writer", MATE, ME)
    with pytest.raises(InputError) as caught:
        program.conflicts.resolve(visit, "c1", "mine")
    assert caught.value.code == "not_placed"
    assert program.conflicts.resolve(visit, "c1", "theirs").record.answers["writer"] == ME


def test_what_review_has_locked_can_only_stay(program: Program, host: str) -> None:
    visit = in_conflict(program, host, "place", "我的", "他的", place="他的")
    record = program.desk.store.records.get(visit)
    assert record is not None
    program.desk.store.records.put(replace(record, state="2"), dirty=False)
    with pytest.raises(InputError) as caught:
        program.conflicts.resolve(visit, "c1", "mine")
    assert caught.value.code == "record_locked"
    assert program.conflicts.resolve(visit, "c1", "theirs").record.conflicts == ()


def test_inside_a_repeat_and_for_the_state(program: Program, host: str) -> None:
    items = [{"id": "i1", "what": "复查", "who": "汪"}]
    visit = in_conflict(program, host, "followups/i1/who", "程", "汪", followups=items)
    assert program.conflicts.rows()[0].label == "后续事项 · 负责人"
    assert program.conflicts.resolve(visit, "c1", "mine").record.answers["followups"][0]["who"] == "程"
    other = in_conflict(program, host, "@state", "1", "0")
    assert program.conflicts.rows(other)[0].mine_text == "待审核"
    assert program.conflicts.resolve(other, "c1", "mine").record.state == "1"


def test_a_typed_value_must_fit(program: Program, host: str) -> None:
    visit = in_conflict(program, host, "service_days", 1, 2)
    with pytest.raises(InputError) as caught:
        program.conflicts.resolve(visit, "c1", "value", "viel")
    assert caught.value.code == "bad_answer"
    assert program.conflicts.resolve(visit, "c1", "value", "1.5").record.answers["service_days"] == 1.5
