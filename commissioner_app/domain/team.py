"""F08 Team: commissioners who serve one leading industry of a county together (domain.md 2.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commissioner_app.domain.buckets import county_buckets
from commissioner_app.domain.kind import Field, FieldType, Kind, Move, State, Summary
from commissioner_app.domain.states import LEAD, OFFICES, READERS, code_of, text_of

T = FieldType

MEMBER_ITEMS = (
    Field("member", T.REF, "团员", "Member", "R", ref="person"),
    Field("member_name", T.TEXT, "姓名", "Name", max_len=30),
    Field("member_role", T.CHOICE, "团内身份", "Role", "", "L_TEAMROLE"),
    Field("member_unit", T.TEXT, "单位", "Unit", max_len=100),
    Field("member_title", T.TEXT, "职称", "Title", max_len=30),
    Field("member_major", T.TEXT, "专业", "Major", max_len=60),
    Field("member_mobile", T.PHONE, "手机", "Mobile", sensitive=True),
    Field("member_email", T.EMAIL, "邮箱", "E-mail", max_len=100, sensitive=True),
    Field("share_pct", T.DEC, "分工占比", "Share", unit="%"),
)
GOAL_ITEMS = (
    Field("goal", T.TEXT, "指标", "Indicator", "R", max_len=60),
    Field("target", T.TEXT, "目标", "Target", max_len=30),
    Field("done", T.TEXT, "完成", "Done", max_len=30),
)
BUDGET_ITEMS = (
    Field("budget_source", T.CHOICE, "经费来源", "Source", "R", "L_BUDGETSRC"),
    Field("budget_part_wan", T.MONEY_WAN, "金额", "Amount", "R", unit="万元"),
    Field("budget_note", T.TEXT, "说明", "Note", max_len=60),
)

FIELDS = (
    Field("team_name", T.TEXT, "特派团名称", "Team name", "R", max_len=60, searched=True),
    Field("county", T.CHOICE, "县(市、区)", "County", "R", "L_COUNTY"),
    Field("direction", T.TEXT, "服务方向", "Service direction", "R", max_len=100, searched=True),
    Field("industry", T.CHOICE, "主导产业", "Industry", "R", "L_INDUSTRY"),
    Field("start", T.DATE, "开始日期", "Start", "R"),
    Field("end", T.DATE, "结束日期", "End", "R"),
    Field("villages", T.TEXT, "服务村", "Villages", max_len=200),
    Field("lead_unit", T.TEXT, "牵头单位", "Lead unit", "R", max_len=60, searched=True),
    Field("leader", T.REF, "团长", "Leader", "R", ref="person"),
    Field("leader_name", T.TEXT, "团长姓名", "Leader's name", max_len=30, searched=True),
    Field("level", T.CHOICE, "备案级别", "Record level", "", "L_LEVEL"),
    Field("record_no", T.TEXT, "备案编号", "Record number", max_len=40),
    Field("bases", T.TEXT, "示范基地", "Bases", max_len=200),
    Field("members", T.REPEAT, "团员", "Members", items=MEMBER_ITEMS),
    Field("goals", T.REPEAT, "年度目标", "Yearly goals", items=GOAL_ITEMS),
    Field("budget_wan", T.MONEY_WAN, "经费预算", "Budget", unit="万元"),
    Field("budgets", T.REPEAT, "经费来源", "Budget by source", items=BUDGET_ITEMS),
    Field("plan_text", T.LONG, "年度计划", "Plan", max_len=1000),
    Field("yearly_summary", T.LONG, "年度总结", "Yearly summary", max_len=999),
)

STATES = (
    State("active", "运行中", "active", "ok"),
    State("ended", "已结束", "ended", "closed"),
)
MOVES = (
    Move("end", "active", "ended", OFFICES),
    Move("reopen", "ended", "active", OFFICES),
)


def summary(answers: Mapping[str, Any]) -> Summary:
    """Name; leader and direction below."""
    below = " · ".join(part for part in (text_of(answers, "leader_name"), text_of(answers, "direction")) if part)
    return Summary(
        title=text_of(answers, "team_name"),
        subtitle=below,
        date=text_of(answers, "start"),
        county=code_of(answers, "county"),
        owner=text_of(answers, "leader"),
    )


KIND = Kind(
    name="team",
    zh="特派团",
    en="team",
    fields=FIELDS,
    states=STATES,
    moves=MOVES,
    first_state="active",
    form="team",
    summary=summary,
    buckets=county_buckets,
    read_roles=READERS,
    write_roles=OFFICES | {LEAD},
    locked_states=frozenset({"ended"}),
)
