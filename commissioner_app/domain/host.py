"""F01 Host: an organisation, farm or household that is served (domain.md 2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commissioner_app.domain.buckets import county_buckets
from commissioner_app.domain.kind import Field, FieldType, Kind, Summary
from commissioner_app.domain.states import READERS, REVIEW_MOVES, REVIEW_STATES, WRITERS, code_of, text_of

T = FieldType

FIELDS = (
    Field("host_name", T.TEXT, "名称", "Name", "R", max_len=100, searched=True),
    Field("host_type", T.CHOICE, "主体类型", "Host type", "R", "L_HOST_TYPE"),
    Field("uscc", T.USCC, "统一社会信用代码", "Social credit code", "C", max_len=18, searched=True),
    Field("no_code_reason", T.CHOICE, "无代码原因", "Why no code", "C", "L_NOCODE"),
    Field("county", T.CHOICE, "所属县(市、区)", "County", "R", "L_COUNTY"),
    Field("town", T.CHOICE, "乡镇(街道)", "Township", "R", "L_TOWN"),
    Field("village", T.TEXT, "村(社区)", "Village", "r", max_len=30, searched=True),
    Field("address", T.TEXT, "详细地址", "Address", "r", max_len=100, searched=True),
    Field("gps", T.GPS, "位置", "Position", "r"),
    Field("industry_main", T.CHOICE, "主导产业", "Main industry", "R", "L_INDUSTRY"),
    Field("gb4754", T.CHOICE, "国民经济行业代码", "Industry code (GB/T 4754)", "r", "L_GB4754"),
    Field("legal_rep", T.TEXT, "法定代表人(负责人)", "Legal representative", "R", max_len=30, searched=True),
    Field("contact_name", T.TEXT, "联系人", "Contact", "R", max_len=30, searched=True),
    Field("contact_phone", T.PHONE, "联系电话", "Phone", "R", sensitive=True, searched=True),
    Field("email", T.EMAIL, "电子邮箱", "E-mail", max_len=100, sensitive=True),
    Field("founded_on", T.DATE, "成立日期", "Founded", "r"),
    Field("reg_capital_wan", T.MONEY_WAN, "注册资本", "Registered capital", unit="万元"),
    Field("assets_wan", T.MONEY_WAN, "资产总额", "Total assets", unit="万元"),
    Field("revenue_last_wan", T.MONEY_WAN, "上年营业收入", "Revenue last year", "r", unit="万元"),
    Field("revenue_year", T.YEAR, "收入所属年度", "Revenue year"),
    Field("staff_n", T.INT, "用工人数", "Workers", "r", unit="人"),
    Field("staff_permanent_n", T.INT, "其中常年用工", "Of which permanent", unit="人"),
    Field("staff_seasonal_n", T.INT, "其中季节用工", "Of which seasonal", unit="人"),
    Field("farmers_linked_n", T.INT, "带动农户数", "Linked households", unit="户"),
    Field("area_total_mu", T.AREA_MU, "经营面积", "Area", "C", unit="亩"),
    Field("leading_level", T.CHOICE, "龙头企业级别", "Leading-enterprise level", "", "L_LEADING"),
    Field("coop_level", T.CHOICE, "示范社/示范场级别", "Model level", "", "L_MODEL"),
    Field("tech_titles", T.MULTI, "科技资质", "Technology titles", "", "L_TECHTITLE"),
    Field("certifications", T.MULTI, "认证", "Certifications", "", "L_CERT"),
    Field("cert_details", T.LONG, "认证编号与有效期", "Certificate numbers and validity", max_len=300),
    Field("brand_gi", T.MULTI, "使用的地理标志", "GI used", "", "L_GI"),
    Field("platforms", T.MULTI, "研发平台", "R&D platforms", "", "L_PLATFORM"),
    Field("partner_units", T.TEXT, "已合作高校院所", "Partner universities", max_len=200, searched=True),
    Field("need_brief", T.LONG, "技术需求(简述)", "Need in brief", max_len=200, searched=True),
    Field("consent_notice", T.BOOL, "已告知信息用途", "Privacy notice given", "R"),
    Field("consent_on", T.DATE, "告知日期", "Notice given on", "C"),
    Field("consent_way", T.CHOICE, "告知方式", "Way of notice", "C", "L_CONSENTWAY"),
    Field("remarks", T.LONG, "备注", "Remarks", max_len=200),
    Field("writer", T.REF, "登记人", "Registered by", ref="person"),
)


def summary(answers: Mapping[str, Any]) -> Summary:
    """Name; village and contact below it; no date: a host is not an event."""
    below = " · ".join(
        part for part in (text_of(answers, "village", "address"), text_of(answers, "contact_name")) if part
    )
    return Summary(
        title=text_of(answers, "host_name"),
        subtitle=below,
        county=code_of(answers, "county"),
        owner=code_of(answers, "writer"),
    )


KIND = Kind(
    name="host",
    zh="服务对象",
    en="host",
    fields=FIELDS,
    states=REVIEW_STATES,
    moves=REVIEW_MOVES,
    first_state="0",
    form="host",
    summary=summary,
    buckets=county_buckets,
    read_roles=READERS,
    write_roles=WRITERS,
    locked_states=frozenset({"4"}),
)
