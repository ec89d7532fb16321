"""What the industry forms and papers say and ask on the spot (domain.md 2.4 to 2.10, 3.3 to 3.8)."""

from __future__ import annotations

import pytest

from commissioner_app.forms.instance.form import FormInstance
from tests.domain.samples import ASSESSMENT, NOW
from tests.domain.test_form_examples import definition


def opened(form: str, **answers: object) -> FormInstance:
    return FormInstance(definition(form), now=lambda: NOW, answers=answers or None)


def asked(form: FormInstance, ref: str) -> bool:
    return form.node(ref).relevant


def test_a_suspected_epidemic_is_said_and_must_be_acknowledged() -> None:
    form = opened("visit_livestock", county="341524")
    health = "/data/obs_livestock_health"
    assert not asked(form, f"{health}/epidemic_note")
    form.answer("/data/obs_livestock/pests[1]/pest", "AP01")
    assert asked(form, f"{health}/epidemic_note") and "不代替法定报告" in form.node(f"{health}/epidemic_note").label
    assert [one.value for one in form.node(f"{health}/vet_phone").choices] == ["VP341524"]
    assert f"{health}/epidemic_told" in {problem.ref for problem in form.problems()}
    form.answer(f"{health}/epidemic_told", "OK")
    assert f"{health}/epidemic_told" not in {problem.ref for problem in form.problems()}
    form.answer("/data/obs_livestock/pests[1]/pest", "AG01")
    assert not asked(form, f"{health}/epidemic_note")
    form.answer(f"{health}/death_pct_30d", "5.5")
    assert asked(form, f"{health}/epidemic_note")


@pytest.mark.parametrize(("species", "question", "there"), [
    ("AN1", "egg_n", True), ("AN1", "down_g", True), ("AN1", "psy", False), ("AN4", "psy", True), ("AN4", "egg_n", False),
])  # fmt: skip
def test_questions_follow_the_animal(species: str, question: str, there: bool) -> None:
    form = opened("visit_livestock")
    form.answer("/data/obs_livestock/species", species)
    assert asked(form, f"/data/obs_livestock/{question}") is there


def test_diseases_are_those_of_the_industry() -> None:
    for form, block, code in (
        ("visit_trichosanthes", "obs_trichosanthes", "TrD02"),
        ("visit_vegetable", "obs_vegetable", "VJ01"),
        ("visit_livestock", "obs_livestock", "AP01"),
        ("visit_aquaculture", "obs_aquaculture", "FD04"),
    ):
        codes = {choice.value for choice in opened(form).node(f"/data/{block}/pests[1]/pest").choices}
        assert code in codes and "XX99" in codes and "TP01" not in codes, form


def test_the_add_on_opens_for_fungi() -> None:
    herb = opened("visit_herb")
    herb.answer("/data/obs_herb/herb", "HB06")
    assert not asked(herb, "/data/obs_fungi/fungus_kind")
    herb.answer("/data/obs_herb/herb", "HB08")
    assert asked(herb, "/data/obs_fungi/fungus_kind")
    vegetable = opened("visit_vegetable")
    vegetable.answer("/data/obs_vegetable/crop", "VG15")
    assert asked(vegetable, "/data/obs_fungi/bags_wan")
    assert asked(opened("visit_fungi"), "/data/obs_fungi/bags_wan")


@pytest.mark.parametrize(("form", "ref", "answer", "note"), [
    ("visit_trichosanthes", "/data/obs_trichosanthes/continuous_years", "4", "/data/obs_trichosanthes/nematode_note"),
    ("visit_vegetable", "/data/obs_vegetable/same_family_years", "2", "/data/obs_vegetable/rotation_note"),
    ("visit_aquaculture", "/data/obs_aquaculture/zone", "QZ3", "/data/obs_aquaculture/zone_note"),
    ("visit_aquaculture", "/data/obs_aquaculture/water_test[1]/do_mgl", "1.5", "/data/obs_aquaculture/water_test[1]/do_note"),
])  # fmt: skip
def test_what_needs_care_is_said(form: str, ref: str, answer: str, note: str) -> None:
    instance = opened(form)
    assert not asked(instance, note)
    instance.answer(ref, answer)
    assert asked(instance, note) and instance.node(note).label


def test_rice_is_asked_with_fish_in_the_field() -> None:
    form = opened("visit_aquaculture")
    assert not asked(form, "/data/obs_aquaculture_sale/rice_yield")
    form.answer("/data/obs_aquaculture/mode", "QM2")
    assert asked(form, "/data/obs_aquaculture_sale/rice_yield")


def test_a_third_party_is_asked_where_there_is_one() -> None:
    form = opened("agreement")
    form.answer("/data/parties/agr_kind", "AK2")
    assert not asked(form, "/data/parties/party_c")
    form.answer("/data/parties/agr_kind", "AK1")
    missing = {problem.ref for problem in form.problems() if problem.kind == "required"}
    assert {"/data/parties/party_c", "/data/duties/rights_c"} <= missing


def test_a_reason_is_asked_where_declared_and_ledger_differ() -> None:
    answers = {key: value for key, value in ASSESSMENT.items() if key != "id"}
    form = opened("assessment", **answers)
    assert not asked(form, "/data/counters/diff_reason")
    form.answer("/data/counters/pxnm", "80")
    assert asked(form, "/data/counters/diff_reason")
    assert "60" in form.node("/data/counters/pxnm").hint


def test_milestones_belong_to_list_and_challenge() -> None:
    form = opened("need")
    assert not asked(form, "/data/milestones")
    form.answer("/data/cooperation/coop_mode", ["C12"])
    assert asked(form, "/data/milestones[1]/ms_name")


def test_a_corporate_commissioner_is_a_unit() -> None:
    form = opened("person")
    form.answer("/data/stc_kind", "SC1")
    assert not asked(form, "/data/uscc")
    form.answer("/data/stc_kind", "SC2")
    missing = {problem.ref for problem in form.problems() if problem.kind == "required"}
    assert {"/data/uscc", "/data/legal_rep", "/data/name", "/data/skill/expertise"} <= missing
    form.answer("/data/stc_kind", "SC8")
    assert "/data/skill/expertise" not in {problem.ref for problem in form.problems()}
