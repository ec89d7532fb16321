"""F09 Need: a firm's technology need, with its life cycle of domain.md 4.9 and the 揭榜挂帅 columns of F10."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commissioner_app.domain.buckets import need_buckets
from commissioner_app.domain.kind import Field, FieldType, Kind, Summary
from commissioner_app.domain.need_states import MOVES, OPEN_STATES, STATES
from commissioner_app.domain.states import OFFICES, READERS, WRITERS, code_of, text_of

T = FieldType

INDICATOR_ITEMS = (
    Field("ind_name", T.TEXT, "指标名称", "Indicator", "R", max_len=60),
    Field("ind_symbol", T.TEXT, "要求", "Symbol", max_len=8),
    Field("ind_now", T.TEXT, "现状值", "Present value", max_len=30),
    Field("ind_target", T.TEXT, "目标值", "Target value", "R", max_len=30),
    Field("ind_unit", T.TEXT, "单位", "Unit", max_len=20),
)
ATTACH_ITEMS = (
    Field("file", T.FILE, "附件", "File"),
    Field("note", T.TEXT, "说明", "Note", max_len=60),
)

MILESTONE_ITEMS = (
    Field("ms_name", T.TEXT, "阶段任务", "Milestone", "R", max_len=100),
    Field("ms_by", T.DATE, "完成时间", "By", "R"),
    Field("ms_result", T.TEXT, "阶段成果", "Result", max_len=100),
)

FIELDS = (
    Field("need_title", T.TEXT, "需求名称", "Title", "R", max_len=60, searched=True),
    Field("keywords", T.TAGS, "关键词", "Keywords", "R", max_len=100, searched=True),
    Field("need_kind", T.CHOICE, "需求类别", "Category", "R", "L_NEEDKIND"),
    Field("tech_field", T.CHOICE, "技术领域", "Field", "R", "L_HITECH"),
    Field("industry", T.CHOICE, "所属产业", "Industry", "R", "L_INDUSTRY"),
    Field("chain", T.CHOICE, "所属产业链", "Industry chain", "", "L_CHAIN"),
    Field("background", T.LONG, "需求背景与现状", "Background", "R", max_len=1000, searched=True),
    Field("problem", T.LONG, "需解决的主要技术问题", "Problem", "R", max_len=2000, searched=True),
    Field("indicators", T.REPEAT, "技术指标(量化)", "Target indicators", "R", items=INDICATOR_ITEMS),
    Field("existing_base", T.LONG, "现有工作基础", "Present base", "r", max_len=500),
    Field("constraints", T.LONG, "限制条件", "Constraints", max_len=300),
    Field("deadline", T.DATE, "时限要求", "Deadline", "r"),
    Field("budget_wan", T.MONEY_WAN, "拟投入资金", "Budget", "r", unit="万元"),
    Field("budget_open", T.BOOL, "资金面议", "Budget negotiable"),
    Field("coop_mode", T.MULTI, "合作方式", "Cooperation", "R", "L_COOP"),
    Field("wish_unit", T.TEXT, "意向合作单位", "Wished unit", max_len=60),
    Field("wish_expert", T.TEXT, "意向专家", "Wished expert", max_len=60),
    Field("ip_wish", T.CHOICE, "知识产权归属要求", "IP ownership", "r", "L_IPWISH"),
    Field("partner_req", T.LONG, "对合作方要求", "Partner requirements", max_len=300),
    Field("urgency", T.CHOICE, "紧急程度", "Urgency", "r", "L_URGENCY"),
    Field("source_visit", T.REF, "来源走访", "From visit", ref="visit"),
    Field("host", T.REF, "需求单位", "Host", "R", ref="host"),
    Field("host_name", T.TEXT, "需求单位名称", "Host name", max_len=100, searched=True),
    Field("contact", T.TEXT, "联系人", "Contact", "R", max_len=30, searched=True),
    Field("phone", T.PHONE, "联系电话", "Phone", "R", sensitive=True),
    Field("email", T.EMAIL, "电子邮箱", "E-mail", max_len=100, sensitive=True),
    Field("county", T.CHOICE, "县(市、区)", "County", "", "L_COUNTY"),
    Field("attach", T.REPEAT, "附件/图片/视频", "Attachments", items=ATTACH_ITEMS),
    Field("valid_to", T.DATE, "有效期", "Valid to", "R"),
    Field("public_level", T.CHOICE, "公开方式", "Publication", "R", "L_PUBLIC"),
    Field("public_title", T.TEXT, "脱密后名称", "Public title", "C", max_len=60, searched=True),
    Field("public_text", T.LONG, "脱密后内容", "Public text", "C", max_len=2000),
    Field("publish_channel", T.TEXT, "发布渠道", "Published through", max_len=100),
    Field("commit", T.BOOL, "真实性承诺", "Truth statement", "R"),
    Field("bounty_total_wan", T.MONEY_WAN, "榜单总投入", "List-and-challenge budget", unit="万元"),
    Field("pay_taker_wan", T.MONEY_WAN, "支付揭榜方", "Payment to the taker", unit="万元"),
    Field("milestones", T.REPEAT, "阶段任务", "Milestones", items=MILESTONE_ITEMS),
    Field("acceptance_method", T.LONG, "考核验收方式", "Acceptance method", max_len=300),
    Field("rd_intensity_pct", T.DEC, "上年研发投入强度", "R&D intensity last year", unit="%"),
    Field("selfsolve_no", T.BOOL, "本单位无法自行解决", "Cannot be solved by the firm itself"),
    Field("no_bad_credit", T.BOOL, "无不良信用记录", "No bad credit record"),
    Field("recommend_unit", T.TEXT, "推荐单位", "Recommended by", max_len=60),
    Field("need_no", T.TEXT, "需求编号", "Need no.", max_len=32, searched=True),
    Field("writer", T.REF, "填报人", "Recorder", "R", ref="person"),
    Field("team", T.REF, "特派团", "Team", ref="team"),
    Field("year", T.YEAR, "年度", "Year"),
    Field("collected_on", T.DATE, "征集日期", "Collected on"),
    Field("close_reason", T.LONG, "结案说明", "Closing note", max_len=255),
    Field("firm_sign", T.SIGN, "需求单位签字(盖章)", "Host signature"),
)


def summary(answers: Mapping[str, Any]) -> Summary:
    """Title; the host below it; the day it was collected."""
    return Summary(
        title=text_of(answers, "need_title"),
        subtitle=text_of(answers, "host_name", "problem", limit=60),
        date=text_of(answers, "collected_on", "valid_to"),
        host=code_of(answers, "host"),
        county=code_of(answers, "county"),
        owner=code_of(answers, "writer"),
    )


KIND = Kind(
    name="need",
    zh="需求",
    en="need",
    fields=FIELDS,
    states=STATES,
    moves=MOVES,
    first_state="00",
    form="need",
    summary=summary,
    buckets=need_buckets,
    read_roles=READERS,
    write_roles=WRITERS | OFFICES,
    locked_states=frozenset(state.code for state in STATES) - OPEN_STATES,
)
