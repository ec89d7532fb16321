"""A field that two people changed: shown with both values, decided by choice or by a typed value."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from commissioner_app.domain.record import Conflict
from commissioner_app.errors import InputError
from commissioner_app.services.conflicts import Decision, both_texts
from commissioner_app.services.program import Program
from commissioner_app.sync import moves
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


def two_in_conflict(program: Program, host: str) -> list[str]:
    """Two visits with two open conflicts each, the second one locked by review."""
    visits = [in_conflict(program, host, "place", "我的", "他的", place="他的") for _ in range(2)]
    for number, visit in enumerate(visits):
        record = program.desk.store.records.get(visit)
        assert record is not None
        (first,) = record.conflicts
        more = (first, replace(first, id="c2", field="effect", mine="好", theirs=None))
        state = "2" if number else "0"
        program.desk.store.records.put(replace(record, conflicts=more, state=state), dirty=False)
    return visits


def test_many_are_decided_in_one_step_that_undo_takes_back(program: Program, host: str) -> None:
    free, locked = two_in_conflict(program, host)
    rows = program.conflicts.rows()
    assert program.conflicts.count() == 4
    outcome = program.conflicts.decide([Decision(row.record_id, row.id, "mine") for row in rows])
    assert (outcome.done, {error.code for _, error in outcome.failed}) == (2, {"record_locked"})
    record = program.records.get(free)
    assert (record.answers["place"], record.answers["effect"], record.conflicts) == ("我的", "好", ())
    entries = [one for one in program.desk.store.journal.of_record(free) if one.action == "resolve"]
    assert len(entries) == 1 and sorted(entries[0].patch["close_conflicts"]) == ["c1", "c2"]
    assert len(program.records.get(locked).conflicts) == 2
    assert (
        program.conflicts.decide(
            [Decision(row.record_id, row.id, "theirs") for row in rows if row.record_id == locked]
        ).done
        == 2
    )
    assert program.conflicts.count() == 0
    program.undo.undo(), program.undo.undo()
    assert program.conflicts.count() == 4 and program.records.get(free).answers["place"] == "他的"


def test_a_batch_over_several_records_is_one_step(program: Program, host: str) -> None:
    visits = two_in_conflict(program, host)
    rows = program.conflicts.rows()
    outcome = program.conflicts.decide([Decision(row.record_id, row.id, "theirs") for row in rows])
    assert (outcome.done, outcome.failed, len(outcome.changes.pairs)) == (4, (), 2)
    assert program.undo.last() == "2条记录中4处的决定"
    undone = program.undo.undo()
    assert {record_id for _, record_id in undone.changes.pairs} == set(visits)
    assert program.conflicts.count() == 4


def test_a_step_that_did_not_count_is_told_until_it_was_read(program: Program, host: str) -> None:
    visit = in_conflict(program, host, "place", "我的", "他的", place="他的")
    store = program.desk.store
    note = {"by": ME, "state": "3", "role": "LEAD", "at": "2026-03-01T09:00:00+08:00", "reason": "照片不清", "rev": 4}
    with store.transaction():
        moves.note_received(store, visit, "visit", [note], "t")
    assert program.conflicts.lost_moves() == []  # made on another laptop, which tells of it
    program.records.put("visit", {"content": "再看"}, id=visit, partial=True)
    with store.transaction():
        moves.note_received(store, visit, "visit", [note, {**note, "at": "2026-03-02T09:00:00+08:00"}], "t")
    (lost,) = program.conflicts.lost_moves()
    assert (lost.state, lost.stands, lost.said) == ("退回", "待提交", "照片不清")
    assert any("没有生效" in step.text and step.reason == "照片不清" for step in program.records.history(visit))
    program.conflicts.read_lost([lost.id])
    assert program.conflicts.lost_moves() == []


def test_both_texts_are_put_together_where_they_do_not_touch(program: Program, host: str) -> None:
    visit = in_conflict(
        program, host, "content", "三月重修剪，施肥20公斤", "三月修剪，施肥35公斤", content="三月修剪，施肥35公斤"
    )
    record = program.desk.store.records.get(visit)
    assert record is not None
    conflict = replace(record.conflicts[0], base="三月修剪，施肥20公斤")
    program.desk.store.records.put(replace(record, conflicts=(conflict,)), dirty=False)
    both = both_texts(program.conflicts.rows()[0])
    assert both is not None and (both.text, both.clean) == ("三月重修剪，施肥35公斤", True)
    assert both_texts(replace(program.conflicts.rows()[0], mine=1)) is None
