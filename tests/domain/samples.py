"""Fictional people, firms and records for the tests of the domain."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from commissioner_app.domain.codelists import CodeLists, parse_csv
from commissioner_app.domain.registry import KINDS
from commissioner_app.domain.rules.rule import Context
from commissioner_app.domain.validation import check

LISTS_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "lists"
NOW = datetime.fromisoformat("2026-03-06T18:00:00+08:00")

HOST: dict[str, Any] = {
    "id": "h1", "host_name": "金寨县云雾岭茶叶专业合作社", "host_type": "H04", "uscc": "93340828MA8KDB2117",
    "county": "341524", "town": "341524112", "village": "响山村", "industry_main": "I01", "legal_rep": "方明山",
    "contact_name": "汪小满", "contact_phone": "13800001234", "consent_notice": True, "consent_on": "2026-03-01",
    "consent_way": "CW1", "area_total_mu": 320, "address": "流波䃥镇响山村茶厂",
    "gps": {"lng": 115.934, "lat": 31.727, "datum": "WGS84"},
}  # fmt: skip
VISIT: dict[str, Any] = {
    "id": "v1", "writer": "p1", "team": "t1", "county": "341524", "host": "h1", "host_name": "金寨县云雾岭茶叶专业合作社",
    "start_at": "2026-03-05T09:00:00+08:00", "end_at": "2026-03-05T16:00:00+08:00", "service_days": 1, "mode": "M1",
    "appointment": "ap1", "place": "响山村茶园", "purpose": ["PU02"], "service_types": ["S01"],
    "problem_desc": "早芽品种嫩梢受冻发红",
    "advice_given": "停止追肥，三天后剪去受冻枝梢", "content": "查看受冻茶园，讲解修剪和补肥的办法，约定下次回访",
    "gps": {"lng": 115.934, "lat": 31.727, "datum": "WGS84"},
}  # fmt: skip
NEED: dict[str, Any] = {
    "id": "n1", "writer": "p1", "team": "t1", "county": "341524", "host": "h1", "host_name": "金寨县云雾岭茶叶专业合作社",
    "need_title": "高山茶园低温霜冻预警", "keywords": "茶园 霜冻 预警", "need_kind": "N1", "tech_field": "G2",
    "industry": "I01", "background": "海拔六百米以上茶园连年受冻", "problem": "缺少提前一天的霜冻预警和防霜手段",
    "indicators": [{"id": "i1", "ind_name": "预警准确率", "ind_target": "90%"}], "coop_mode": ["C6"],
    "contact": "汪小满", "phone": "13800001234", "valid_to": "2027-03-05", "public_level": "P1", "commit": True,
    "budget_wan": 20,
}  # fmt: skip

AGREEMENT: dict[str, Any] = {
    "id": "g1", "writer": "p1", "team": "t1", "county": "341524", "agr_no": "金科协〔2026〕12号", "agr_kind": "AK1",
    "party_a": "h1", "party_a_name": "金寨县云雾岭茶叶专业合作社", "party_a_rep": "方明山",
    "party_a_phone": "13800001234", "party_a_address": "流波䃥镇响山村茶厂", "party_b": "p1", "party_b_name": "程岚",
    "party_b_unit": "某农业大学", "party_b_phone": "13800001111", "party_c": "金寨县科技局", "party_c_rep": "汪局",
    "term_from": "2026-01-01", "term_to": "2026-12-31", "goals": "推广机采300亩，亩均增收200元", "content": ["S01", "S02"],
    "quota_days": 24, "quota_times": 12, "mode": ["M1"], "rights_a": "提供试验茶园和用工",
    "rights_b": "每月到场一次，负责技术指导", "rights_c": "提供交通和资料，组织考核", "benefit": ["BE01"], "fee_wan": 0,
    "copies": 4, "signed_on": "2026-01-05", "scan": "b" * 64 + ".pdf",
}  # fmt: skip
ASSESSMENT: dict[str, Any] = {
    "id": "s1", "writer": "p1", "team": "t1", "county": "341524", "person": "p1", "person_name": "程岚", "unit": "某农业大学",
    "year": 2026, "hosts": ["h1"], "visits_n": 12, "visits_n_sum": 12, "kjfwts": 14.5, "kjfwts_sum": 14.5, "pxnm": 60,
    "pxnm_sum": 60, "yearly_summary": "全年到场服务十二次，推广机采和防霜技术，培训茶农六十人次。", "self_score": 92,
    "host_score": 95, "host_opinion": "服务及时", "unit_score": 90,
}  # fmt: skip
CONTRACT: dict[str, Any] = {
    "id": "k1", "writer": "p1", "county": "341524", "project_name": "高山茶园霜冻预警系统开发", "category": "K11",
    "signed_on": "2026-03-02", "valid_from": "2026-03-02", "valid_to": "2027-03-01", "seller": "某农业大学",
    "buyer": "金寨县云雾岭茶叶专业合作社", "host": "h1", "amount_wan": 20, "tech_amount_wan": 18, "ip_kind": "IP05",
    "tech_field": "9", "contract_reg_no": "2026340000000123",
}  # fmt: skip
EVALUATION: dict[str, Any] = {
    "id": "e1", "writer": "p9", "county": "341524", "host": "h1", "host_name": "金寨县云雾岭茶叶专业合作社", "person": "p1",
    "person_name": "程岚", "eval_person": "汪小满", "eval_at": "2026-03-05", "eval_satisfaction": "5", "eval_attitude": 5,
    "eval_skill": 5, "eval_solving": 4, "eval_timely": 5, "eval_solved": "SV1", "eval_opinion": "来得及时，讲得明白",
}  # fmt: skip
PERSON: dict[str, Any] = {
    "id": "p1", "name": "程岚", "sex": "2", "mobile": "13800001111", "unit": "某农业大学", "unit_kind": "U1", "stc_kind": "SC1",
    "title": "副教授", "title_level": "T2", "education": "10", "major": "茶学", "gb13745": "21040",
    "expertise": "茶树修剪 机采", "industries": ["I01"], "counties": ["341524"], "county": "341524", "hosts": ["h1"],
    "level": "LV2", "year": 2026, "start": "2026-01-01", "end": "2026-12-31", "doc_no": "金科特〔2026〕1号",
}  # fmt: skip
APPOINTMENT: dict[str, Any] = {
    "id": "ap1", "person": "p1", "person_name": "程岚", "role": "STC", "stc_kind": "SC1", "level": "LV2", "year": 2026,
    "start": "2026-01-01", "end": "2026-12-31", "county": "341524", "counties": ["341524"], "hosts": ["h1"],
}  # fmt: skip
TEAM_RECORD: dict[str, Any] = {
    "id": "t1", "team_name": "金寨茶产业科技特派团", "county": "341524", "direction": "机采与防霜", "industry": "I01",
    "start": "2026-01-01", "end": "2028-12-31", "lead_unit": "某农业大学", "leader": "p1", "leader_name": "程岚",
    "members": [{"id": "i1", "member": "p1", "member_role": "leader", "member_mobile": "13800001111"}],
    "goals": [{"id": "i2", "goal": "推广新技术（项）", "target": "6"}],
    "budgets": [{"id": "i3", "budget_source": "BS1", "budget_part_wan": 10}], "budget_wan": 10,
}  # fmt: skip
VILLAGE: dict[str, Any] = {
    "id": "w1", "village_name": "响山村", "village_code": "341524112201", "county": "341524", "town": "341524112",
    "secretary": "方有田", "secretary_phone": "13800002222", "households_n": 420, "population_n": 1500,
    "lifted_households_n": 88, "tea_mu": 1200, "collective_income_wan": 45.5, "commissioner": "p1",
}  # fmt: skip
PAPERS: dict[str, dict[str, Any]] = {
    "agreement": AGREEMENT, "assessment": ASSESSMENT, "contract": CONTRACT, "evaluation": EVALUATION, "person": PERSON,
    "appointment": APPOINTMENT, "team": TEAM_RECORD, "village": VILLAGE,
}  # fmt: skip


@cache
def lists() -> CodeLists:
    """The lists as they ship."""
    return CodeLists([parse_csv(path.stem, path.read_text(encoding="utf-8")) for path in LISTS_FOLDER.glob("L_*.csv")])


def found(kind: str, answers: dict[str, Any], **facts: Any) -> set[str]:
    """The rules that find something in a record, with facts of the context."""
    facts = {"now": NOW, "lists": lists(), "record_id": str(answers.get("id", "")), **facts}
    return {finding.rule for finding in check(KINDS[kind], answers, Context(**facts))}
