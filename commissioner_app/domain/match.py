"""F12 Match: a need brought together with a resource, from the first contact to the outcome (domain.md 2.12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commissioner_app.domain.buckets import writer_buckets
from commissioner_app.domain.kind import Field, FieldType, Kind, Move, State, Summary
from commissioner_app.domain.states import COUNTY, OFFICES, READERS, REVIEWERS, SPECIALISTS, WRITERS, code_of, text_of

T = FieldType

CONTACT_ITEMS = (
    Field("contact_on", T.DATE, "日期", "Date", "R"),
    Field("contact_how", T.CHOICE, "方式", "Way", "", "L_MODE"),
    Field("contact_who", T.TEXT, "人员", "Who", max_len=60),
    Field("contact_content", T.TEXT, "内容", "Content", max_len=200),
    Field("contact_result", T.TEXT, "结果", "Result", max_len=200),
)

FIELDS = (
    Field("need", T.REF, "需求", "Need", "R", ref="need"),
    Field("need_title", T.TEXT, "需求名称", "Need title", max_len=60, searched=True),
    Field("host", T.REF, "需求单位", "Host", ref="host"),
    Field("host_name", T.TEXT, "需求单位名称", "Host name", max_len=100, searched=True),
    Field("resource", T.REF, "对接资源", "Resource", ref="resource"),
    Field("resource_name", T.TEXT, "资源名称", "Resource name", max_len=100, searched=True),
    Field("claim_unit", T.TEXT, "认领单位", "Claiming unit", "R", max_len=100, searched=True),
    Field("leader", T.TEXT, "团队负责人", "Team leader", "R", max_len=30, searched=True),
    Field("leader_title", T.TEXT, "职称", "Title", max_len=30),
    Field("leader_phone", T.PHONE, "联系电话", "Phone", "r", sensitive=True),
    Field("existing_base", T.LONG, "现有工作基础", "Existing base", "r", max_len=500),
    Field("plan_text", T.LONG, "初步方案", "Preliminary plan", "R", max_len=1000, searched=True),
    Field("expected_result", T.LONG, "预期成果", "Expected result", max_len=500),
    Field("expected_by", T.DATE, "预计完成时间", "Expected by"),
    Field("price_wan", T.MONEY_WAN, "报价", "Price", unit="万元"),
    Field("started_on", T.DATE, "对接日期", "Started on", "R"),
    Field("contacts", T.REPEAT, "对接记录", "Contact log", items=CONTACT_ITEMS),
    Field("outcome", T.CHOICE, "对接结果", "Outcome", "", "L_MATCHOUT"),
    Field("contract", T.REF, "技术合同", "Technical contract", ref="contract"),
    Field("contract_no", T.TEXT, "合同编号", "Contract number", max_len=40),
    Field("amount_wan", T.MONEY_WAN, "合同金额", "Contract amount", unit="万元"),
    Field("fail_reason", T.CHOICE, "未达成原因", "Reason if failed", "C", "L_MATCHFAIL"),
    Field("fail_note", T.TEXT, "原因说明", "Note on the reason", max_len=200),
    Field("county", T.CHOICE, "县(市、区)", "County", "", "L_COUNTY"),
    Field("writer", T.REF, "填报人", "Recorder", "R", ref="person"),
    Field("team", T.REF, "特派团", "Team", ref="team"),
)

STATES = (
    State("10", "拟对接", "proposed", "draft"),
    State("20", "对接中", "matching", "attention"),
    State("30", "达成意向", "letter of intent", "attention"),
    State("40", "已签约", "contract signed", "ok"),
    State("90", "未达成", "failed", "closed"),
)
MOVES = (
    Move("submit", "10", "20", WRITERS),
    Move("intent", "20", "30", SPECIALISTS | REVIEWERS),
    Move("sign", "20", "40", frozenset({COUNTY})),
    Move("sign", "30", "40", frozenset({COUNTY})),
    Move("fail", "10", "90", WRITERS, reason_required=True),
    Move("fail", "20", "90", WRITERS, reason_required=True),
    Move("fail", "30", "90", WRITERS, reason_required=True),
    Move("reopen", "90", "20", WRITERS),
)


def summary(answers: Mapping[str, Any]) -> Summary:
    """The need; who answers it below; the day it began."""
    return Summary(
        title=text_of(answers, "need_title", "plan_text", limit=60),
        subtitle=text_of(answers, "resource_name", "claim_unit"),
        date=text_of(answers, "started_on"),
        host=code_of(answers, "host"),
        county=code_of(answers, "county"),
        owner=code_of(answers, "writer"),
    )


KIND = Kind(
    name="match",
    zh="对接",
    en="match",
    fields=FIELDS,
    states=STATES,
    moves=MOVES,
    first_state="10",
    form="match",
    summary=summary,
    buckets=writer_buckets,
    read_roles=READERS,
    write_roles=WRITERS | OFFICES,
)
