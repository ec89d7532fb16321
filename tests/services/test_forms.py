"""Forms of the library: chosen by industry, filled, turned into records and back, printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from commissioner_app import i18n
from commissioner_app.errors import InputError
from commissioner_app.services.forms import visit_form
from commissioner_app.services.program import Program
from tests.services.conftest import COUNTY, HOST, ME, TEAM, Bench, from_server, take_receipts, visit_answers


@pytest.fixture(autouse=True)
def kept_conversions(program: Program, tmp_path_factory: pytest.TempPathFactory) -> None:
    """One conversion of the shipped forms serves all tests: it is the same every time."""
    from commissioner_app.services import shipped_forms

    made = _MADE.setdefault("made", {})
    program.forms._shipped._made = made
    assert shipped_forms.shipped_ids()


_MADE: dict[str, dict[str, str]] = {}


def test_the_form_follows_the_hosts_industry(program: Program, host: str) -> None:
    assert program.forms.form_for("visit", host) == "visit_tea"
    assert program.forms.form_for("visit") == "visit" and program.forms.form_for("need", host) == "need"
    assert program.forms.newest("visit_tea") == program.forms.newest_or_none("visit_tea") != ""
    rows = {row.id: row.kind for row in program.forms.rows()}
    assert rows["visit_tea"] == "visit" and rows["need"] == "need" and "obs_tea" not in rows
    assert {"visit", "visit_tea", "visit_factory"} <= {row.id for row in program.forms.rows("visit")}
    with pytest.raises(InputError):
        program.forms.newest("nothing")


@pytest.mark.parametrize(
    ("industry", "role", "form"),
    [
        ("I03", "STC", "visit_trichosanthes"), ("I05", "STC", "visit_vegetable"), ("I06", "LEAD", "visit_livestock"),
        ("I07", "STC", "visit_aquaculture"), ("I08", "STC", "visit_fungi"), ("I10", "STC", "visit_crop"),
        ("I20", "STC", "visit_factory"), ("I15", "STC", ""), ("", "STC", ""),
        ("I20", "DCS", "visit_factory"), ("I01", "DCS", "visit_firm"), ("", "DCS", "visit_firm"),
    ],
)  # fmt: skip
def test_the_form_of_an_industry_and_a_role(industry: str, role: str, form: str) -> None:
    assert visit_form(industry, role) == form


def test_a_specialist_records_visits_to_firms(bench: Bench) -> None:
    program = bench.program(role="DCS")
    answers = {**HOST, "industry_main": "I21"}
    firm = program.records.put("host", answers).record.id
    assert program.forms.form_for("visit", firm) == "visit_factory"
    assert program.forms.form_for("visit") == "visit_firm"


def test_a_form_speaks_the_windows_language(program: Program) -> None:
    chinese = [label for _, label in program.forms.sections("visit_tea")]
    i18n.set_language("en")
    english = [label for _, label in program.forms.sections("visit_tea")]
    assert len(chinese) == len(english) > 3 and chinese != english and "基本情况" in chinese


def test_from_draft_to_record_and_back(program: Program, host: str) -> None:
    draft = program.drafts.start("visit", answers={"host": host})
    instance = program.forms.instance(draft.form_id, draft.form_version, answers=draft.answers)
    place = next(path for path, key in program.forms.core_names(draft.form_id).items() if key == "place")
    instance.answer(f"/{instance.root.name}/{place}", "青山村茶园")
    program.drafts.save(draft.id, instance.save(), "basics", place)
    again = program.forms.instance(draft.form_id, draft.form_version, saved=program.drafts.get(draft.id).saved)
    answers = again.to_answers()
    assert answers["place"] == "青山村茶园" and answers["writer"] == ME and answers["host"] == host
    written = program.records.put(
        "visit", answers, draft_id=draft.id, form_id=draft.form_id, form_version=draft.form_version
    )
    assert written.record.answers["host_name"] == "金寨县青山茶叶专业合作社"
    assert written.record.form_id == "visit_tea" and program.drafts.rows() == []


def test_question_paths_become_core_fields_and_unknown_keys_stay(program: Program, host: str) -> None:
    names = program.forms.core_names("visit_tea")
    path = next(path for path, key in names.items() if key == "place" and "/" in path)
    answers = visit_answers(host)
    del answers["place"]
    record = program.records.put(
        "visit", answers | {path: "按路径", "obs_tea/plot_name": "一号地", "extra/x": 1}
    ).record
    assert record.answers["place"] == "按路径" and record.answers["obs_tea/plot_name"] == "一号地"
    assert record.answers["extra/x"] == 1 and path not in record.answers
    with pytest.raises(InputError) as caught:
        program.records.put("visit", visit_answers(host) | {path: "zweimal"})
    assert caught.value.code == "answer_twice"


def test_a_form_that_is_handed_in_keeps_what_it_does_not_ask(program: Program, host: str) -> None:
    answers = visit_answers(host, writer=ME, county=COUNTY, team=TEAM) | {"review_opinion": "补照片", "effect": "旧"}
    mine = from_server(program, "visit", answers, state="3")
    handed_in = visit_answers(host, writer=ME, county=COUNTY, team=TEAM, place="新")
    record = program.records.put("visit", handed_in, id=mine, form_id="visit_tea").record
    assert record.answers["review_opinion"] == "补照片" and record.answers["place"] == "新"
    assert "effect" not in record.answers


def test_a_record_prints_with_its_forms_further_answers(program: Program, host: str, tmp_path: Path) -> None:
    visit = program.records.put("visit", visit_answers(host) | {"obs_tea/plot_name": "一号地"}).record
    take_receipts(program)
    assert {kind.name for kind in program.reports.kinds("visit")} >= {"visit_record"}
    assert program.reports.pdf("visit_record", visit.id).startswith(b"%PDF")
    assert program.reports.together("visit_record", [visit.id, visit.id]).startswith(b"%PDF")
    paths = program.reports.write("visit_record", [visit.id, visit.id], tmp_path)
    assert len({path.name for path in paths}) == 2 and all(path.exists() for path in paths)
    draft = program.drafts.start("visit", answers={"host": host})
    assert program.reports.draft_pdf(draft.id).startswith(b"%PDF")
    with pytest.raises(InputError) as caught:
        program.reports.write("visit_record", [visit.id], tmp_path, "xlsx")
    assert caught.value.code == "report_format"


def test_further_answers_are_worded_by_the_form(program: Program, host: str) -> None:
    from commissioner_app.services.report_sources import ReportSources

    stage = program.lists.get("L_TEASTAGE").items[0]
    names = program.forms.core_names("visit_tea")
    key = next(key for key in names.values() if key.startswith("obs_tea/") and "stage" in key)
    visit = program.records.put("visit", visit_answers(host) | {key: stage.code, "obs_tea/plot_name": "一号地"}).record
    extras = ReportSources(program.desk, program.lists, program.forms).of(visit, "zh").extras
    values = {extra.value for extra in extras}
    assert "一号地" in values and all("obs_tea/" not in extra.label for extra in extras)
    assert stage.zh in values


def test_fitting_resources_are_offered_with_reasons(program: Program, host: str) -> None:
    from_server(program, "resource", {"res_name": "茶树冻害防控团队", "unit": "农大", "keywords": ["茶树", "冻害"],
                "industries": ["I01"], "intro": "倒春寒防冻技术"}, state="2")  # fmt: skip
    from_server(program, "resource", {"res_name": "白鹅育种", "unit": "农科院", "keywords": ["白鹅"], "industries": ["I06"],
                "intro": "种鹅选育"}, state="2")  # fmt: skip
    program.matching.reload()
    fits = program.matching.fits({"need_title": "茶园倒春寒冻害预警", "industry": "I01", "problem": "新梢受冻"})
    assert fits[0].title == "茶树冻害防控团队" and fits[0].reasons and 0 < fits[0].score <= 1
    assert program.matching.fits(visit_answers(host))[0].title == "茶树冻害防控团队"
    prepared = program.matching._resources()[0]
    assert program.matching._resources()[0] is prepared  # once, not with every key
