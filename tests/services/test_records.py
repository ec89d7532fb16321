"""The one door for writes: what is filled in, what is refused, what is kept, what is told."""

from __future__ import annotations

import dataclasses
import json
import unicodedata

import pytest

from commissioner_app.domain.record import Record
from commissioner_app.errors import InputError
from commissioner_app.services.listing import ListQuery
from commissioner_app.services.program import Program
from commissioner_app.store.rows import Version
from commissioner_app.sync import restored
from tests.services.conftest import COUNTY, MATE, ME, TEAM, Bench, from_server, take_receipts, visit_answers


def test_what_the_program_knows_is_filled_in(program: Program, host: str) -> None:
    written = program.records.put("visit", visit_answers(host))
    answers = written.record.answers
    assert answers["writer"] == ME and answers["team"] == TEAM and answers["county"] == COUNTY
    assert answers["host_name"] == "金寨县青山茶叶专业合作社" and answers["host_type"] == "T03"
    assert answers["year"] == 2026 and answers["rec_no"] == f"{COUNTY}-2026-A7-0001"
    assert written.record.form_id == "visit_tea" and written.record.form_version
    assert written.record.state == "0" and written.record.rev == 0
    assert ("visit", written.record.id) in written.changes.pairs


def test_numbers_rise_and_a_failed_write_leaves_no_gap(program: Program, host: str) -> None:
    first = program.records.put("visit", visit_answers(host)).record
    with pytest.raises(InputError):
        program.records.put("visit", visit_answers(host, start_at="gestern"))
    second = program.records.put("visit", visit_answers(host)).record
    assert [one.answers["rec_no"][-4:] for one in (first, second)] == ["0001", "0002"]


def test_a_changed_host_brings_its_name(program: Program, host: str) -> None:
    other = from_server(program, "host", {"host_name": "霍山县白云农庄", "county": COUNTY}, state="2")
    visit = program.records.put("visit", visit_answers(host)).record
    moved = program.records.put("visit", {"host": other}, id=visit.id, partial=True).record
    assert moved.answers["host_name"] == "霍山县白云农庄"
    assert moved.answers["place"] == "青山村茶园"


def test_texts_are_normalised_and_empty_ones_left_out(program: Program, host: str) -> None:
    decomposed = unicodedata.normalize("NFD", " Café 茶 ")
    answers = program.records.put(
        "visit", visit_answers(host, place=decomposed, companions="", photos=[])
    ).record.answers
    assert answers["place"] == "Café 茶"
    assert "companions" not in answers and "photos" not in answers


def test_control_characters_are_no_answers(program: Program, host: str) -> None:
    answers = program.records.put(
        "visit", visit_answers(host, place="青山\x00村", content="一\x0b二\n三\t四")
    ).record.answers
    assert answers["place"] == "青山村" and answers["content"] == "一\n二\n三\t四"


@pytest.mark.parametrize(
    ("answers", "name"),
    [({"county": "341525"}, "county"), ({"team": MATE}, "team"), ({"content": "茶" * 300_000}, "")],
)
def test_what_the_server_would_refuse_is_refused_here(
    program: Program, host: str, answers: dict[str, object], name: str
) -> None:
    visit = program.records.put("visit", visit_answers(host)).record.id
    for record_id in (None, visit):
        with pytest.raises(InputError) as caught:
            program.records.put("visit", visit_answers(host) | answers, id=record_id, partial=True)
        assert caught.value.code == ("not_placed" if name else "record_too_large")
        assert caught.value.params.get("name", "") == name
    with pytest.raises(InputError) as caught:
        program.records.put("visit", {"writer": MATE}, id=visit, partial=True)
    assert caught.value.params["name"] == "writer"
    assert program.records.put("resource", {"res_name": "茶树修剪", "counties": [COUNTY, "341525"]}).record.id


def test_a_host_is_deleted_by_who_registered_it_or_the_county(bench: Bench) -> None:
    own = bench.program()
    registered = own.records.put("host", {"host_name": "新登记合作社", "county": COUNTY}).record.id
    own.records.delete(registered)
    for loaded in ({}, {"writer": MATE}):
        with pytest.raises(InputError) as caught:
            own.records.delete(from_server(own, "host", {"host_name": "老社", "county": COUNTY} | loaded, state="2"))
        assert caught.value.code in {"not_allowed", "record_locked"}
        waiting = from_server(own, "host", {"host_name": "新社", "county": COUNTY} | loaded, state="1")
        with pytest.raises(InputError):
            own.records.delete(waiting)
    office = bench.program(role="COUNTY", team="")
    office.records.delete(from_server(office, "host", {"host_name": "老社", "county": COUNTY}, state="1"))


def test_partial_writes_keep_the_rest_and_null_takes_out(program: Program, host: str) -> None:
    visit = program.records.put("visit", visit_answers(host, effect="好")).record
    changed = program.records.put("visit", {"effect": None, "place": "油坊店"}, id=visit.id, partial=True).record
    assert "effect" not in changed.answers and changed.answers["place"] == "油坊店"
    assert changed.answers["problem_desc"] == visit.answers["problem_desc"]


@pytest.mark.parametrize(
    ("answers", "place"),
    [
        ({"service_days": "many"}, "service_days"),
        ({"start_at": "yesterday"}, "start_at"),
        ({"pxnm": 3.5}, "pxnm"),
        ({"purpose": {"a": 1}}, "purpose"),
        ({"photos": [{"photo": "photo.jpg"}]}, "photos[0].photo"),
        ({"photos": ["x"]}, "photos[0]"),
        ({"gps": {"lng": 400, "lat": 31}}, "gps"),
        ({"is_3area": "perhaps"}, "is_3area"),
        ({"host": 3.5}, "host"),
        ({"@state": "2"}, "@state"),
        ({"place": "\ud800"}, "place"),
        ({"obs/x": [{"y": float("inf")}]}, "obs/x[0].y"),
        ({"service_days": 10**400}, "service_days"),
        ({"obs/x": json.loads("[" * 60 + "]" * 60)}, "obs/x" + "[0]" * 25),
        ({"next_visit_on": "2026-02-28 nachmittags"}, "next_visit_on"),
    ],
)
def test_an_answer_of_the_wrong_type_is_named(
    program: Program, host: str, answers: dict[str, object], place: str
) -> None:
    with pytest.raises(InputError) as caught:
        program.records.put("visit", visit_answers(host) | answers)
    assert caught.value.code == "bad_answer" and caught.value.params["field"] == place
    assert program.records.count(ListQuery("visit")) == 0


def test_items_of_repeats_get_ids_and_keep_them(program: Program, host: str) -> None:
    visit = program.records.put("visit", visit_answers(host, followups=[{"what": "复查"}, {"what": "寄种苗"}])).record
    items = visit.answers["followups"]
    assert len({item["id"] for item in items}) == 2
    items[0]["who"] = "程岚"
    again = program.records.put("visit", {"followups": items}, id=visit.id, partial=True).record
    assert [item["id"] for item in again.answers["followups"]] == [item["id"] for item in items]


def test_a_draft_state_record_may_be_wrong_but_not_be_submitted(program: Program, host: str) -> None:
    backwards = visit_answers(host, start_at="2026-03-05T09:40:00+08:00", end_at="2026-03-05T08:00:00+08:00")
    visit = program.records.put("visit", backwards).record
    with pytest.raises(InputError) as caught:
        program.records.move(visit.id, "submit")
    assert caught.value.code == "record_invalid" and caught.value.params["n"] >= 1
    assert any("结束时间" in line for line in caught.value.params["lines"])
    assert program.records.get(visit.id).state == "0"


def test_submit_and_take_back(program: Program, host: str) -> None:
    visit = program.records.put("visit", visit_answers(host)).record
    assert {move.action for move in program.records.moves(visit.id)} == {"submit"}
    assert program.records.move(visit.id, "submit").record.state == "1"
    assert program.records.move(visit.id, "recall").record.state == "0"
    with pytest.raises(InputError) as caught:
        program.records.move(visit.id, "approve")
    assert caught.value.code == "bad_move"


def test_an_edit_in_review_may_not_take_what_is_required(program: Program, host: str) -> None:
    visit = program.records.put("visit", visit_answers(host), action="submit").record
    assert visit.state == "1"
    edited = program.records.put("visit", {"effect": "见效"}, id=visit.id, partial=True).record
    assert edited.state == "1" and edited.answers["effect"] == "见效"


def test_nobody_writes_what_the_appointment_does_not_allow(bench: Bench) -> None:
    auditor = bench.program(role="AUDIT")
    with pytest.raises(InputError) as caught:
        auditor.records.put("visit", {"place": "x"})
    assert caught.value.code == "not_allowed" and not auditor.records.may_create("visit")


def test_a_colleagues_record_and_a_locked_one_are_refused(program: Program, host: str) -> None:
    theirs = from_server(program, "visit", visit_answers(host, writer=MATE, team=TEAM, county=COUNTY), state="0")
    with pytest.raises(InputError) as caught:
        program.records.put("visit", {"place": "x"}, id=theirs, partial=True)
    assert caught.value.code == "not_allowed" and not program.records.may_write(theirs)
    mine = from_server(program, "visit", visit_answers(host, writer=ME, team=TEAM, county=COUNTY), state="2")
    with pytest.raises(InputError) as caught:
        program.records.put("visit", {"place": "x"}, id=mine, partial=True)
    assert caught.value.code == "record_locked"


def test_unknown_kinds_and_records_are_refused(program: Program, host: str) -> None:
    for call in (lambda: program.records.put("ghost", {}), lambda: program.records.get("nobody")):
        with pytest.raises(InputError):
            call()
    with pytest.raises(InputError) as caught:
        program.records.put("visit", {}, id=host)
    assert caught.value.code == "kind_differs"


def test_delete_is_an_explicit_change(program: Program, host: str) -> None:
    visit = program.records.put("visit", visit_answers(host)).record
    gone = program.records.delete(visit.id, "写重了")
    assert gone.record.deleted
    assert program.records.rows(ListQuery("visit")) == []
    with pytest.raises(InputError):
        program.records.get(visit.id)
    assert program.records.history(visit.id)[0].action == "delete"
    assert program.records.history(visit.id)[0].reason == "写重了"


def test_lists_filter_search_and_mark(program: Program, host: str) -> None:
    visit = program.records.put("visit", visit_answers(host)).record
    program.records.put("visit", visit_answers(host, place="天堂寨", problem_desc="茶尺蠖"), action="submit")
    assert program.records.count(ListQuery("visit")) == 2
    assert [row.mark for row in program.records.rows(ListQuery("visit", states=("0",)))] == ["waiting"]
    found = program.records.rows(ListQuery("visit", text="茶尺蠖"))
    assert len(found) == 1 and found[0].tone == "waiting"
    assert program.records.rows(ListQuery("visit", text="jzx"))[0].title.startswith("金寨县")
    assert program.records.titles([visit.id, "x"]) == {visit.id: "金寨县青山茶叶专业合作社"}
    assert program.records.waiting() == {"visit": 2}
    assert program.records.counts_by_state("visit") == {"0": 1, "1": 1}
    take_receipts(program)
    assert {row.mark for row in program.records.rows(ListQuery("visit"))} == {"received"}
    assert len(list(program.records.stream(ListQuery("visit", text="青山")))) == 2


def test_history_says_each_step_in_words(program: Program, host: str) -> None:
    visit = program.records.put("visit", visit_answers(host)).record
    program.records.put("visit", {"place": "油坊店"}, id=visit.id, partial=True)
    program.records.move(visit.id, "submit")
    latest, edit, created = program.records.history(visit.id)
    assert latest.text == "提交：待审核" and latest.state == "1" and latest.who_name == "程岚"
    assert edit.text == "修改：服务地点"
    assert [(one.label, one.old, one.new) for one in edit.fields] == [("服务地点", "青山村茶园", "油坊店")]
    assert created.text == "新建走访" and not created.sent
    take_receipts(program)
    assert all(step.sent for step in program.records.history(visit.id))


def test_history_shows_what_a_restored_server_lost_with_its_values(program: Program, host: str) -> None:
    visit = program.records.put("visit", visit_answers(host)).record
    store = program.desk.store
    current = {**visit.to_json(), "rev": 0, "answers": {**visit.answers, "place": "青山村茶园"}, "conflicts": []}
    with store.transaction():
        held = dataclasses.replace(visit, rev=1)
        before = Version(answers={**visit.answers, "place": "油坊店"}, state="1")
        restored.remember(store, held, before, current, "t")
    lost = program.records.history(visit.id)[0]
    assert lost.text == "省平台恢复到较早的备份后不再有的内容：服务地点、状态"
    assert [(one.label, one.new) for one in lost.fields] == [("服务地点", "油坊店"), ("状态", "1")]


def test_what_did_not_change_makes_no_step(program: Program, host: str) -> None:
    visit = program.records.put("visit", visit_answers(host)).record
    written = program.records.put("visit", {"place": visit.answers["place"]}, id=visit.id, partial=True)
    assert not written.changes and len(program.records.history(visit.id)) == 1


def test_the_base_is_the_servers_version_until_sent(program: Program, host: str) -> None:
    mine = from_server(program, "visit", visit_answers(host, writer=ME, county=COUNTY, team=TEAM), state="0")
    for place in ("一", "二"):
        program.records.put("visit", {"place": place}, id=mine, partial=True)
    stored = program.desk.store.records.stored(mine)
    assert stored is not None and stored.base is not None
    assert stored.base.answers["place"] == "青山村茶园" and stored.record.rev == 1
    assert isinstance(stored.record, Record)
