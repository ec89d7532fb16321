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


@cache
def lists() -> CodeLists:
    """The lists as they ship."""
    return CodeLists([parse_csv(path.stem, path.read_text(encoding="utf-8")) for path in LISTS_FOLDER.glob("L_*.csv")])


def found(kind: str, answers: dict[str, Any], **facts: Any) -> set[str]:
    """The rules that find something in a record, with facts of the context."""
    facts = {"now": NOW, "lists": lists(), "record_id": str(answers.get("id", "")), **facts}
    return {finding.rule for finding in check(KINDS[kind], answers, Context(**facts))}
