"""Drafts are stored at once, restored exactly, and gone in the transaction that writes their record."""

from __future__ import annotations

import pytest

from commissioner_app import bootstrap
from commissioner_app.errors import InputError
from commissioner_app.services.program import Program
from commissioner_app.system.secrets import MemoryStore
from tests.services.conftest import COUNTY, ME, PASSWORD, TEAM, Bench, from_server, visit_answers


def test_a_draft_begins_with_what_is_known(program: Program, host: str) -> None:
    draft = program.drafts.start("visit", answers={"host": host}, context={"plan": "x"})
    assert draft.form_id == "visit_tea" and draft.form_version
    assert draft.answers["writer"] == ME and draft.answers["host_name"] == "金寨县青山茶叶专业合作社"
    assert draft.context == {"plan": "x"} and draft.title == "金寨县青山茶叶专业合作社"


def test_a_draft_survives_the_program(bench: Bench, program: Program, host: str) -> None:
    draft = program.drafts.start("visit", answers={"host": host})
    saved_at = program.drafts.save(draft.id, {"values": {"place": "青山"}}, "service", "/data/service/place", "标题")
    folder = program.desk.folder
    program.desk.store.database.close()
    again = bootstrap.open_profile(folder, PASSWORD, clock=bench.clock, secrets=MemoryStore())
    bench.programs[:] = [again]
    found = again.drafts.get(draft.id)
    assert (found.saved, found.page, found.focus, found.title) == (
        {"values": {"place": "青山"}}, "service", "/data/service/place", "标题",
    )  # fmt: skip
    assert found.updated_at == saved_at and found.answers["host"] == host


def test_submitting_removes_the_draft_with_the_same_write(program: Program, host: str) -> None:
    draft = program.drafts.start("visit", answers={"host": host})
    written = program.records.put(
        "visit", visit_answers(host), draft_id=draft.id, form_id=draft.form_id, form_version=draft.form_version
    )
    assert program.drafts.rows() == []
    assert written.changes.pairs == {("visit", written.record.id), ("draft", draft.id)}


def test_a_refused_submit_leaves_the_draft(program: Program, host: str) -> None:
    draft = program.drafts.start("visit", answers={"host": host})
    wrong = visit_answers(host, end_at="2026-03-05T07:00:00+08:00")
    with pytest.raises(InputError):
        program.records.put("visit", wrong, draft_id=draft.id, action="submit")
    assert [one.id for one in program.drafts.rows("visit")] == [draft.id]
    assert program.records.waiting() == {}


def test_a_record_has_one_draft(program: Program, host: str) -> None:
    mine = from_server(program, "visit", visit_answers(host, writer=ME, county=COUNTY, team=TEAM), state="3")
    first = program.drafts.start("visit", record_id=mine)
    assert first.answers["place"] == "青山村茶园" and first.record_id == mine and first.form_id == "visit"
    assert program.drafts.start("visit", record_id=mine).id == first.id
    locked = from_server(program, "visit", visit_answers(host, writer=ME, county=COUNTY, team=TEAM), state="2")
    with pytest.raises(InputError) as caught:
        program.drafts.start("visit", record_id=locked)
    assert caught.value.code == "record_locked"


def test_who_may_not_write_gets_no_draft(bench: Bench) -> None:
    with pytest.raises(InputError) as caught:
        bench.program(role="PROVINCE").drafts.start("visit")
    assert caught.value.code == "not_allowed"
    with pytest.raises(InputError):
        bench.programs[0].drafts.get("nothing")
