"""Every rule finds what it should and says nothing about records that are right (domain.md 5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from commissioner_app.domain import credit_code
from commissioner_app.domain.registry import KINDS
from commissioner_app.domain.rules.registry import RULES
from commissioner_app.domain.rules.rule import Context, PhotoFacts
from commissioner_app.domain.validation import blocks, check
from commissioner_app.i18n import LANGUAGES, tr
from tests.domain.samples import HOST, NEED, NOW, PAPERS, VISIT, found, lists

PHOTO = "a" * 64 + ".jpg"
PHOTOS = [{"id": "i1", "photo": PHOTO}]
WRONG_PART = "91340000MA2TFX018"
ID_NUMBER = "11010519491231002X"
ACTIVITY: dict[str, Any] = {
    "id": "a1", "act_kind": "AK2", "title": "茶园防冻现场课", "date": "2026-03-01", "hours": 3, "county": "341524",
    "town": "341524112", "place": "响山村", "lecturers": "方明山", "audience": ["AU1"], "n_total": 40, "writer": "p1",
}  # fmt: skip
RESOURCE: dict[str, Any] = {
    "id": "r1", "resource_type": "achievement", "res_name": "茶园防霜风机", "keywords": "防霜", "unit": "某农业大学",
    "intro": "离地六米的风机，降温时自动开启",
}  # fmt: skip
MATCH: dict[str, Any] = {
    "id": "m1", "need": "n1", "claim_unit": "某农业大学", "leader": "方明山", "plan_text": "装六台风机试验一季",
    "started_on": "2026-03-06", "writer": "p1",
}  # fmt: skip
BASES = {
    "host": HOST,
    "visit": VISIT,
    "need": NEED,
    "activity": ACTIVITY,
    "resource": RESOURCE,
    "match": MATCH,
    **PAPERS,
}


def visit(id: str = "v2", **changes: Any) -> dict[str, Any]:  # noqa: A002
    return {**VISIT, "id": id, "content": "另一次服务，内容不同", **changes}


def at(hours: str) -> dict[str, str]:
    start, end = hours.split("-")
    return {"start_at": f"2026-03-05T{start}:00+08:00", "end_at": f"2026-03-05T{end}:00+08:00"}


FAR = {"lng": 116.36, "lat": 30.849, "datum": "WGS84"}
HERE = VISIT["gps"]
CAMERA = "2026-03-05T10:00:00+08:00"

Case = tuple[str, str, dict[str, Any], dict[str, Any]]

HITS: list[Case] = [
    ("V30", "assessment", {"pxnm": 80}, {}),
    ("A01", "assessment", {"sxcz": 1_000_000}, {}),
    ("A02", "assessment", {}, {"action": "approve"}),
    ("A03", "agreement", {"scan": "", "sign_a": PHOTO}, {"action": "submit"}),
    ("A04", "agreement", {"term_to": "2026-01-01"}, {}),
    ("A05", "agreement", {"party_c": ""}, {}),
    ("R07", "visit", {"obs_tea/altitude_m": 1800}, {}),
    ("R07", "visit", {"obs_trichosanthes/density": 20}, {}),
    ("R07", "visit", {"obs_aquaculture/water_test": [{"id": "i", "do_mgl": 3.5}]}, {}),
    ("R01", "visit", {"place": ""}, {}),
    ("R01", "need", {"commit": False}, {}),
    ("R01", "visit", {"purpose": []}, {}),
    ("R02", "visit", {"place": "园" * 61}, {}),
    ("R03", "visit", {"pxnm": -1}, {}),
    ("R04", "activity", {"satisfaction": 101}, {}),
    ("R05", "visit", {"mode": "M9"}, {}),
    ("R05", "visit", {"service_types": ["S01", "S77"]}, {}),
    ("R06", "host", {"revenue_last_wan": 10_001}, {}),
    ("C01", "host", {"uscc": ""}, {}),
    ("C02", "host", {"host_type": "H03", "uscc": ""}, {}),
    ("C03", "host", {"uscc": "93340828MA8KDB2171"}, {}),
    ("C04", "host", {"uscc": "91341525MA2TFX017L"}, {}),
    ("C05", "host", {"uscc": WRONG_PART + credit_code.check_character(WRONG_PART)}, {}),
    ("C06", "host", {"host_type": "H01", "uscc": "91350100M000100Y43"}, {}),
    ("C07", "host", {"host_type": "H06", "uscc": ""}, {}),
    ("C08", "host", {}, {"hosts": [{"id": "h2", "host_name": "别的", "uscc": HOST["uscc"]}]}),
    ("C09", "host", {"area_total_mu": None}, {}),
    ("C10", "host", {"consent_way": ""}, {}),
    ("C11", "host", {"founded_on": "2026-03-07"}, {}),
    ("F01", "host", {"contact_phone": "1380000123"}, {}),
    ("F02", "host", {"email": "wang@"}, {}),
    ("F03", "host", {"legal_rep": "12"}, {}),
    ("F04", "host", {"address": "\ue123山"}, {}),
    ("F05", "host", {"host_name": "茶社"}, {}),
    ("F06", "visit", {"obs_tea_make/sc_no": "SC123"}, {}),
    ("F07", "resource", {"ip_no": "ZL202110000001.5"}, {}),
    ("P01", "visit", {"gps": {"lng": 121.47, "lat": 31.23}}, {}),
    ("P02", "visit", {"gps": {"lng": 117.063, "lat": 30.543}}, {}),
    ("P03", "visit", {"gps": {"lng": 31.727, "lat": 115.934}}, {}),
    ("P04", "visit", {"gps": {"lng": 0, "lat": 0}}, {}),
    ("P04", "host", {}, {"hosts": [{"id": "h2", "gps": {"lng": 115.9340001, "lat": 31.727}}]}),
    ("P05", "visit", {"gps": {**HERE, "acc_m": 150}}, {}),
    ("P06", "visit", {}, {"host": {"gps": {"lng": 115.96, "lat": 31.727}}}),
    ("P07", "visit", {"gps": {**HERE, "alt": 2500}}, {}),
    ("V01", "visit", at("16:00-09:00"), {}),
    ("V02", "visit", {"service_days": 2.5}, {}),
    ("V03", "visit", {}, {"others": [visit(**at("15:00-17:00"))]}),
    ("V04", "visit", {}, {"others": [visit(f"v{n}", host=f"h{n}", **at("16:00-16:30")) for n in range(2, 6)]}),
    ("V05", "visit", {}, {"others": [visit(gps=FAR, **at("16:30-17:00"))]}),
    ("V05", "visit", {}, {"others": [visit(gps=FAR, **at("07:00-08:30"))]}),
    ("V06", "visit", {}, {"others": [visit(f"v{n}", service_days=15.5, **at("16:00-17:00")) for n in (2, 3)]}),
    ("V07", "visit", {}, {"now": datetime.fromisoformat("2026-04-10T08:00:00+08:00")}),
    ("V08", "visit", {}, {"appointment": {"start": "2026-04-01", "end": "2026-12-31"}}),
    ("V09", "visit", {}, {"appointment": {"hosts": ["h7"]}}),
    ("V10", "activity", {"n_women": 41}, {}),
    ("V10", "visit", {"pxry": 10, "pxpkqz": 11}, {}),
    ("V11", "visit", {"obs_tea/area_mu": 100, "obs_tea/area_yield_mu": 101}, {}),
    ("V11P", "visit", {"obs_tea/area_mu": 400}, {"host": HOST}),
    ("V12", "visit", {"obs_tea_sale/yield": 1300, "obs_tea_sale/yield_per_mu": 10, "obs_tea/area_yield_mu": 100}, {}),
    ("V13", "visit", {"obs_tea_sale/yield": 1000, "obs_tea_sale/price_yuan_kg": 100, "obs_tea_sale/output_wan": 20}, {}),
    ("V14", "visit", {"obs_tea_make/fresh_kg_mu": 300, "obs_tea_make/made_kg_mu": 100}, {}),
    ("V15", "need", {"indicators": []}, {}),
    ("V15", "need", {"indicators": [{"id": "i", "ind_name": "准确率", "ind_target": "较高"}]}, {}),
    ("V16", "need", {"public_title": "霜冻预警", "public_text": "联系汪小满"}, {"action": "publish"}),
    ("V16", "need", {"public_title": "霜冻", "public_text": "云雾岭茶叶的园子"}, {"action": "publish", "host": HOST}),
    ("V16", "need", {"public_title": "霜冻", "public_text": "电138 0000 1234"}, {"action": "push"}),
    ("V16", "need", {"public_title": "霜冻", "public_text": f"代码{HOST['uscc']}"}, {"action": "publish"}),
    ("V16", "need", {"public_level": "P2", "public_title": "x", "public_text": "0564-1234567"}, {"action": "publish"}),
    ("V17", "need", {}, {"others": [{**NEED, "id": "n2", "need_title": "高山茶园低温霜冻预警技术", "state": "50"}]}),
    ("V18", "need", {"budget_wan": 0}, {}),
    ("V19", "match", {"amount_wan": 10, "tech_amount_wan": 11}, {}),
    ("V20", "match", {"amount_wan": 61}, {"need": NEED}),
    ("V21", "visit", {}, {"agreement_end": "2026-02-28"}),
    ("V22", "visit", {"pxnm": 2001}, {}),
    ("V22", "visit", {"ddzs": 10_001}, {}),
    ("V23", "visit", {"photos": PHOTOS}, {"photos": {PHOTO: PhotoFacts("2026-03-01T10:00:00+08:00")}}),
    ("V23", "visit", {"photos": PHOTOS}, {"photos": {PHOTO: PhotoFacts(CAMERA, (116.36, 30.849))}}),
    ("V24", "visit", {"photos": PHOTOS}, {"photos": {PHOTO: PhotoFacts(other_records=("v7",))}}),
    ("V25", "visit", {}, {"others": [{**VISIT, "id": "v2", **at("17:00-18:00")}]}),
    ("V26", "visit", {"obs_x/pests": [{"id": "i", "pest": "AP01"}]}, {}),
    ("V26M", "visit", {"obs_x/death_pct_30d": 6}, {}),
    ("V27", "visit", {"advice_given": "可用甲胺磷喷雾"}, {}),
    ("V28", "visit", {"content": f"户主{ID_NUMBER}，查看茶园并讲解修剪"}, {}),
    ("V28", "visit", {"followups": [{"id": "i", "what": ID_NUMBER}]}, {}),
    ("V28B", "visit", {"materials": "4111 1111 1111 1111"}, {}),
    ("V29", "visit", {"content": "按机密★文件要求查看茶园并讲解修剪"}, {}),
    ("V29", "visit", {}, {"attachment_names": ["秘密★通知.pdf"]}),
    ("D01", "visit", {"start_at": "2026-03-06T18:11:00+08:00", "end_at": "2026-03-06T19:00:00+08:00"}, {}),
    ("D01", "visit", {"start_at": "2006-12-31T09:00:00+08:00"}, {}),
    ("D02", "visit", {"start_at": "2026-02-10T09:00:00+08:00"}, {}),
    ("D03", "visit", {"service_days": 0.7}, {}),
    ("D03", "visit", {"travel_days": 1.5}, {}),
    ("D04", "visit", {"next_visit_on": "2026-03-01"}, {}),
    ("D05", "activity", {"date": "2026-03-07"}, {}),
    ("N01", "need", {}, {"action": "publish"}),
    ("N02", "need", {"public_level": "P0"}, {"action": "publish"}),
    ("N03", "need", {"need_title": "金寨县云雾岭茶叶霜冻预警"}, {}),
    ("N04", "need", {"coop_mode": ["C12"]}, {}),
    ("N05", "need", {"valid_to": "2026-03-05"}, {}),
]  # fmt: skip

MISSES: list[Case] = [
    ("V30", "assessment", {"pxnm": 80, "diff_reason": "两次现场会未录入"}, {}),
    ("A01", "assessment", {"sxcz": 999_999}, {}),
    ("A02", "assessment", {"grade": "G1"}, {"action": "approve"}),
    ("A03", "agreement", {"scan": "", "sign_a": PHOTO, "sign_b": PHOTO}, {"action": "submit"}),
    ("A05", "agreement", {"agr_kind": "AK2", "party_c": "", "rights_c": ""}, {}),
    ("R07", "visit", {"obs_tea/altitude_m": 1780, "obs_camellia/density": 200, "content": 5000}, {}),
    ("R07", "visit", {"obs_aquaculture/water_test": [{"id": "i", "do_mgl": 4}]}, {}),
    ("V19", "contract", {"tech_amount_wan": 20}, {}),
    ("R01", "visit", {"service_days": 0}, {}),
    ("R06", "host", {"revenue_last_wan": 10_000}, {}),
    ("C04", "host", {"host_type": "H99", "uscc": "91341525MA2TFX017L"}, {}),
    ("C07", "host", {"host_type": "H06", "uscc": "", "no_code_reason": "NC2"}, {}),
    ("C08", "host", {}, {"hosts": [HOST]}),
    ("C09", "host", {"area_total_mu": None, "industry_main": "I20"}, {}),
    ("F01", "host", {"contact_phone": "0564-1234567"}, {}),
    ("F05", "host", {"host_type": "H06", "host_name": "方明山"}, {}),
    ("F07", "resource", {"ip_no": "技术秘密"}, {}),
    ("P02", "visit", {"gps": {"lng": 116.24, "lat": 31.727}}, {}),
    ("P05", "visit", {"gps": {**HERE, "acc_m": 100}}, {}),
    ("P06", "visit", {}, {"host": HOST}),
    ("V02", "visit", {"service_days": 2}, {}),
    ("V03", "visit", {}, {"others": [visit(**at("16:00-17:00")), VISIT]}),
    ("V04", "visit", {}, {"others": [visit(f"v{n}", host="h1", **at("16:00-16:30")) for n in range(2, 9)]}),
    ("V05", "visit", {}, {"others": [visit(gps=FAR, **at("18:30-19:00")), visit(gps=HERE, **at("16:00-17:00"))]}),
    ("V06", "visit", {}, {"others": [visit(service_days=30, **at("16:00-17:00"))]}),
    ("V07", "visit", {"late_reason": "山洪断路"}, {"now": datetime.fromisoformat("2026-04-10T08:00:00+08:00")}),
    ("V07", "visit", {}, {"now": datetime.fromisoformat("2026-04-04T08:00:00+08:00")}),
    ("V07", "visit", {}, {"now": datetime.fromisoformat("2026-04-10T08:00:00+08:00"), "state": "2"}),
    ("V08", "visit", {}, {"appointment": {"start": "2026-01-01", "end": ""}}),
    ("V09", "visit", {}, {"appointment": {"hosts": ["h1"]}}),
    ("V11", "visit", {"obs_tea/area_mu": 100, "obs_tea/area_yield_mu": 100}, {}),
    ("V11P", "visit", {"obs_tea/area_mu": 352}, {"host": HOST}),
    ("V12", "visit", {"obs_tea_sale/yield": 1200, "obs_tea_sale/yield_per_mu": 10, "obs_tea/area_yield_mu": 100}, {}),
    ("V13", "visit", {"obs_tea_sale/yield": 1000, "obs_tea_sale/price_yuan_kg": 100, "obs_tea_sale/output_wan": 13}, {}),
    ("V14", "visit", {"obs_tea_make/fresh_kg_mu": 430, "obs_tea_make/made_kg_mu": 100}, {}),
    ("V16", "need", {"public_title": "霜冻预警", "public_text": "某茶叶合作社的园子"}, {"action": "publish", "host": HOST}),
    ("V16", "need", {"public_text": "联系汪小满"}, {"action": "submit"}),
    ("V16", "need", {"public_level": "P2", "public_title": "x", "public_text": "云雾岭茶叶"}, {"action": "publish"}),
    ("V17", "need", {}, {"others": [NEED, {**NEED, "id": "n2", "state": "95"}, {**NEED, "id": "n3", "host": "h8"}]}),
    ("V18", "need", {"budget_wan": 0, "budget_open": True}, {}),
    ("V18", "need", {"budget_wan": 0, "coop_mode": ["C11"]}, {}),
    ("V20", "match", {"amount_wan": 60}, {"need": NEED}),
    ("V21", "visit", {}, {"agreement_end": "2026-03-05"}),
    ("V22", "visit", {"pxnm": 2000}, {}),
    ("V23", "visit", {"photos": PHOTOS}, {"photos": {PHOTO: PhotoFacts("2026-03-06T10:00:00+08:00", (115.94, 31.73))}}),
    ("V24", "visit", {"photos": PHOTOS}, {"photos": {PHOTO: PhotoFacts(other_records=("v1",))}}),
    ("V25", "visit", {"content": "看茶园"}, {"others": [{**VISIT, "id": "v2", "content": "看茶园", **at("17:00-18:00")}]}),
    ("V26", "visit", {"obs_x/pests": [{"id": "i", "pest": "TP01"}]}, {}),
    ("V26M", "visit", {"obs_x/death_pct_30d": 5}, {}),
    ("D01", "visit", {"start_at": "2026-03-06T18:09:00+08:00", "end_at": "2026-03-06T19:00:00+08:00"}, {}),
    ("N03", "need", {"host_name": "茶"}, {}),
    ("N04", "need", {"coop_mode": ["C12"], "selfsolve_no": True, "no_bad_credit": True}, {}),
]  # fmt: skip


@pytest.mark.parametrize("kind", BASES)
def test_a_good_record_has_no_findings(kind: str) -> None:
    assert found(kind, BASES[kind]) == set()


@pytest.mark.parametrize("case", HITS, ids=lambda case: f"{case[0]}-{case[1]}")
def test_finds(case: Case) -> None:
    rule, kind, changes, facts = case
    assert rule in found(kind, {**BASES[kind], **changes}, **facts)


@pytest.mark.parametrize("case", MISSES, ids=lambda case: f"{case[0]}-{case[1]}")
def test_stays_silent(case: Case) -> None:
    rule, kind, changes, facts = case
    assert rule not in found(kind, {**BASES[kind], **changes}, **facts)


def test_every_rule_is_tried_and_named_once() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))
    assert {case[0] for case in HITS} == set(ids)


@pytest.mark.parametrize("case", HITS, ids=lambda case: f"{case[0]}-{case[1]}")
def test_every_finding_has_its_text(case: Case) -> None:
    _, kind, changes, facts = case
    context = Context(**{"now": NOW, "lists": lists(), "record_id": BASES[kind]["id"], **facts})
    for finding in check(KINDS[kind], {**BASES[kind], **changes}, context):
        for lang in LANGUAGES:
            text = tr(f"rule.{finding.rule}", lang, **finding.params)
            assert not text.startswith("rule.") and "{" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_and_nonsense_are_no_crash(kind: str) -> None:
    """Answers of wrong types come from broken servers and old versions; rules pass over them."""
    names = [field.name for field in KINDS[kind].fields]
    context = Context(now=NOW, lists=lists())
    check(KINDS[kind], {}, context)
    for nonsense in (None, "", "茶", 1, -1.5, True, [], ["x"], [{"id": "i"}], {}, {"lng": 1}, "2026-03-05"):
        check(KINDS[kind], dict.fromkeys(names, nonsense), context)


def test_worst_first_and_errors_block() -> None:
    context = Context(now=NOW, lists=lists())
    findings = check(KINDS["host"], {**HOST, "host_type": "H03", "uscc": "", "contact_phone": "12"}, context)
    assert [finding.severity for finding in findings] == sorted(
        (finding.severity for finding in findings), key="EWI".index
    )
    assert blocks(findings)
    assert not blocks([finding for finding in findings if finding.severity != "E"])
