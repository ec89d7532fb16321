"""Undo takes back what was not sent, in words, through the same door."""

from __future__ import annotations

import pytest

from commissioner_app.errors import InputError
from commissioner_app.services.listing import ListQuery
from commissioner_app.services.program import Program
from tests.services.conftest import COUNTY, ME, TEAM, from_server, take_receipts, visit_answers


def test_a_new_record_goes_without_a_trace(program: Program, host: str) -> None:
    visit = program.records.put("visit", visit_answers(host)).record
    assert program.undo.last() == "新建走访“金寨县青山茶叶专业合作社”"
    undone = program.undo.undo()
    assert undone.text == "已撤销：新建走访“金寨县青山茶叶专业合作社”"
    assert undone.changes.pairs == {("visit", visit.id)}
    assert program.desk.store.records.get(visit.id) is None and program.undo.last() == ""


def test_steps_come_back_one_by_one(program: Program, host: str) -> None:
    mine = from_server(program, "visit", visit_answers(host, writer=ME, county=COUNTY, team=TEAM), state="0")
    program.records.put("visit", {"place": "一"}, id=mine, partial=True)
    program.records.move(mine, "submit")
    program.records.delete(mine)
    for place, state in (("一", "1"), ("一", "0"), ("青山村茶园", "0")):
        program.undo.undo()
        record = program.records.get(mine)
        assert (record.answers["place"], record.state) == (place, state)
    with pytest.raises(InputError) as caught:
        program.undo.undo()
    assert caught.value.code == "nothing_to_undo"
    assert [step.action for step in program.records.history(mine)][:3] == ["undo", "undo", "undo"]


def test_what_was_sent_is_not_undone(program: Program, host: str) -> None:
    program.records.put("visit", visit_answers(host))
    take_receipts(program)
    assert program.undo.last() == ""


def test_a_discarded_draft_comes_back(program: Program, host: str) -> None:
    draft = program.drafts.start("visit", answers={"host": host})
    program.drafts.save(draft.id, {"place": "半页"}, "service", "problem_desc")
    program.drafts.discard(draft.id)
    assert program.drafts.rows() == [] and "金寨县青山茶叶专业合作社" in program.undo.last()
    program.undo.undo()
    assert program.drafts.rows()[0].saved == {"place": "半页"}
    assert program.records.count(ListQuery("visit")) == 0
