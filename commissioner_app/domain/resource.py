"""F11 Resource: an achievement, an expert or a platform that may answer a need (domain.md 2.11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commissioner_app.domain.buckets import resource_buckets
from commissioner_app.domain.kind import Field, FieldType, Kind, Summary
from commissioner_app.domain.need import ATTACH_ITEMS
from commissioner_app.domain.states import OFFICES, READERS, REVIEW_MOVES, REVIEW_STATES, WRITERS, code_of, text_of

T = FieldType

COMMON = (
    Field("resource_type", T.CHOICE, "资源类型", "Resource type", "R", "L_RESTYPE"),
    Field("res_name", T.TEXT, "名称", "Name", "R", max_len=100, searched=True),
    Field("keywords", T.TAGS, "关键词", "Keywords", "R", max_len=100, searched=True),
    Field("unit", T.TEXT, "单位", "Unit", "R", max_len=100, searched=True),
    Field("industries", T.MULTI, "服务产业", "Industries", "r", "L_INDUSTRY"),
    Field("tech_fields", T.MULTI, "技术领域", "Fields", "r", "L_HITECH"),
    Field("intro", T.LONG, "简介", "Introduction", "R", max_len=2000, searched=True),
    Field("contact_name", T.TEXT, "联系人", "Contact", "r", max_len=30),
    Field("contact_phone", T.PHONE, "联系电话", "Phone", "r", sensitive=True),
    Field("contact_email", T.EMAIL, "电子邮箱", "E-mail", max_len=100, sensitive=True),
    Field("landline", T.PHONE, "座机", "Landline", sensitive=True),
    Field("legal_rep", T.TEXT, "法定代表人", "Legal representative", max_len=30),
    Field("org_code", T.USCC, "统一社会信用代码", "Credit code"),
    Field("attach", T.REPEAT, "附件", "Attachments", items=ATTACH_ITEMS),
    Field("contact_way", T.TEXT, "联系方式说明", "Way of contact", max_len=100),
    Field("counties", T.MULTI, "服务范围(县)", "Service counties", "", "L_COUNTY"),
    Field("source", T.TEXT, "信息来源", "Source", max_len=100),
    Field("last_checked_on", T.DATE, "最近核实日期", "Last checked on", "r"),
    Field("consent", T.BOOL, "已征得本人/单位同意", "Consent given", "C"),
    Field("county", T.CHOICE, "登记县(市、区)", "Registering county", "", "L_COUNTY"),
    Field("county_only", T.BOOL, "仅本县可见", "Visible in this county only"),
    Field("photos", T.REPEAT, "图片", "Pictures", items=(Field("photo", T.PHOTO, "图片", "Picture"),)),
    Field("writer", T.REF, "登记人", "Registered by", ref="person"),
    Field("remarks", T.LONG, "备注", "Remarks", max_len=200),
)
ACHIEVEMENT = (
    Field("owner_phone", T.PHONE, "权属人电话", "Owner's phone", sensitive=True),
    Field("owner_name", T.TEXT, "成果权属人", "Owner", "C", max_len=60, searched=True),
    Field("done_on", T.DATE, "成果完成时间", "Completed on"),
    Field("funding", T.TEXT, "资助情况", "Funding", max_len=200),
    Field("application", T.LONG, "应用领域", "Application", "C", max_len=300, searched=True),
    Field("ach_kind", T.CHOICE, "成果类别", "Kind of achievement", "", "L_ACHKIND"),
    Field("obtained", T.CHOICE, "成果获得方式", "How obtained", "", "L_OBTAIN"),
    Field("trl", T.CHOICE, "技术成熟度", "Maturity", "r", "L_TRL"),
    Field("awards", T.TEXT, "获奖情况", "Awards", max_len=200),
    Field("coop_mode", T.MULTI, "合作方式", "Cooperation", "", "L_COOP"),
    Field("price_wan", T.MONEY_WAN, "合作价格", "Price", unit="万元"),
    Field("price_open", T.BOOL, "价格面议", "Price negotiable"),
    Field("ip_kinds", T.MULTI, "知识产权形式", "IP", "", "L_IP"),
    Field("ip_no", T.TEXT, "知识产权编号", "IP number", max_len=60, searched=True),
    Field("indicators_text", T.LONG, "技术指标", "Indicators", "C", max_len=1000, searched=True),
    Field("market", T.LONG, "商业分析", "Market analysis", max_len=500),
    Field("trade_kind", T.CHOICE, "交易类型", "Kind of trade", "", "L_TRADEKIND"),
)
EXPERT = (
    Field("title", T.TEXT, "职称", "Title", max_len=30, searched=True),
    Field("title_level", T.CHOICE, "职称级别", "Title level", "", "L_TITLE"),
    Field("available_months", T.MULTI, "可服务月份", "Available months", "", "L_MONTH"),
    Field("languages", T.TEXT, "语言", "Languages", max_len=60),
)
PLATFORM = (
    Field("platform_kind", T.CHOICE, "平台类型", "Kind of platform", "C", "L_PLATFORM"),
    Field("test_items", T.LONG, "检测/服务项目", "Test items", max_len=500, searched=True),
    Field("cma_no", T.TEXT, "CMA 证书编号", "CMA number", max_len=40),
    Field("cnas_no", T.TEXT, "CNAS 证书编号", "CNAS number", max_len=40),
    Field("opening_rule", T.LONG, "开放规则", "Opening rule", max_len=300),
    Field("price_note", T.TEXT, "收费说明", "Price note", max_len=200),
    Field("address", T.TEXT, "地址", "Address", max_len=100),
)
FIELDS = COMMON + ACHIEVEMENT + EXPERT + PLATFORM


def summary(answers: Mapping[str, Any]) -> Summary:
    """Name; unit and title below it; the day it was last checked."""
    below = " · ".join(part for part in (text_of(answers, "unit"), text_of(answers, "title")) if part)
    return Summary(
        title=text_of(answers, "res_name"),
        subtitle=below,
        date=text_of(answers, "last_checked_on", "done_on"),
        county=code_of(answers, "county"),
        owner=code_of(answers, "writer"),
    )


KIND = Kind(
    name="resource",
    zh="资源",
    en="resource",
    fields=FIELDS,
    states=REVIEW_STATES,
    moves=REVIEW_MOVES,
    first_state="0",
    form="resource",
    summary=summary,
    buckets=resource_buckets,
    read_roles=READERS,
    write_roles=WRITERS | OFFICES,
    locked_states=frozenset({"4"}),
)
