"""What a printed form is given besides the record."""

from __future__ import annotations

from commissioner_app.services.program import Program
from commissioner_app.services.report_sources import ReportSources
from tests.services.conftest import ME, from_server


def test_a_visit_prints_the_needs_it_names_and_those_written_from_it(program: Program, host: str) -> None:
    own = {"host": host, "writer": ME, "county": "341524"}
    named = from_server(program, "need", own | {"need_title": "机采改造", "need_no": "N-1"}, state="10")
    visit = from_server(program, "visit", own | {"needs_found": [named]}, state="1")
    from_server(program, "need", own | {"need_title": "霜冻预警", "need_no": "N-2", "source_visit": visit}, state="10")
    from_server(program, "need", own | {"need_title": "别处的需求", "need_no": "N-3"}, state="10")
    sources = ReportSources(program.desk, program.lists, program.forms)
    lines = sources.of(program.records.get(visit), "zh").needs
    assert [(line.number, line.title) for line in lines] == [("N-1", "机采改造"), ("N-2", "霜冻预警")]


def test_a_match_prints_the_contract_that_names_it(program: Program, host: str) -> None:
    match = from_server(program, "match", {"host": host, "writer": ME}, state="40")
    other = from_server(program, "match", {"host": host, "writer": ME}, state="40")
    from_server(program, "contract", {"host": host, "match": match, "amount_wan": 8}, state="2")
    sources = ReportSources(program.desk, program.lists, program.forms)
    assert sources.of(program.records.get(match), "zh").contract["amount_wan"] == 8
    assert sources.of(program.records.get(other), "zh").contract == {}


def test_matches_of_a_visits_needs_are_counted(program: Program, host: str) -> None:
    visit = from_server(program, "visit", {"host": host, "writer": ME}, state="1")
    need = from_server(program, "need", {"host": host, "writer": ME, "source_visit": visit}, state="50")
    for state in ("20", "40"):
        from_server(program, "match", {"host": host, "writer": ME, "need": need}, state=state)
    from_server(program, "match", {"host": host, "writer": ME, "need": "another"}, state="40")
    sources = ReportSources(program.desk, program.lists, program.forms)
    assert sources.of(program.records.get(visit), "zh").matched == (2, 1)


def test_records_that_a_form_refers_to_print_by_their_titles(program: Program, host: str) -> None:
    resource = from_server(program, "resource", {"res_name": "茶园防霜风机"}, state="2")
    answers = {"host": host, "writer": ME, "county": "341524", "obs_firm_match/resource_offered": resource}
    visit = program.records.put("visit", answers, form_id="visit_firm").record
    extras = ReportSources(program.desk, program.lists, program.forms).of(visit, "zh").extras
    assert [extra.value for extra in extras] == ["茶园防霜风机"]


def test_further_answers_print_as_people_write_numbers(program: Program, host: str) -> None:
    own = {"host": host, "writer": ME, "county": "341524"}
    answers = own | {"obs_tea/area_mu": 120, "obs_tea/area_yield_mu": 95.5}
    visit = program.records.put("visit", answers, form_id="visit_tea").record
    extras = ReportSources(program.desk, program.lists, program.forms).of(visit, "zh").extras
    assert {extra.value for extra in extras} == {"120", "95.5"}
