"""F13 Technical contract card: what a match came to, as the registry wants it (domain.md 2.13).

Seals are print only (0.3); the registry fixes the technology amount and gives the number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commissioner_app.domain.buckets import writer_buckets
from commissioner_app.domain.kind import Field, FieldType, Kind, Move, State, Summary
from commissioner_app.domain.states import OFFICES, READERS, REVIEW_FIELDS, REVIEWERS, WRITERS, code_of, text_of

T = FieldType

PARTIES = (
    Field("seller", T.TEXT, "卖方(受托/让与/许可方)", "Seller", "R", max_len=100, searched=True),
    Field("seller_uscc", T.USCC, "卖方统一社会信用代码", "Seller's credit code"),
    Field("seller_kind", T.CHOICE, "卖方单位性质", "Seller's kind of unit", "", "L_UNITKIND"),
    Field("seller_division", T.TEXT, "卖方所在地行政区划代码", "Seller's division code", max_len=6),
    Field("seller_country", T.TEXT, "卖方国别代码", "Seller's country code", max_len=3),
    Field("host", T.REF, "买方(服务对象)", "Buyer (host)", ref="host"),
    Field("buyer", T.TEXT, "买方", "Buyer", "R", max_len=100, searched=True),
    Field("buyer_uscc", T.USCC, "买方统一社会信用代码", "Buyer's credit code"),
    Field("buyer_kind", T.CHOICE, "买方单位性质", "Buyer's kind of unit", "", "L_UNITKIND"),
    Field("buyer_division", T.TEXT, "买方所在地行政区划代码", "Buyer's division code", max_len=6),
    Field("buyer_country", T.TEXT, "买方国别代码", "Buyer's country code", max_len=3),
)

FIELDS = (
    Field("contract_reg_no", T.TEXT, "合同登记编号", "Registration no.", max_len=16, searched=True),
    Field("project_name", T.TEXT, "项目名称", "Project", "R", max_len=100, searched=True),
    Field("category", T.CHOICE, "合同类别", "Category", "R", "L_CONTRACT"),
    Field("signed_on", T.DATE, "签订日期", "Signed on", "R"),
    Field("valid_from", T.DATE, "有效期起", "Valid from", "R"),
    Field("valid_to", T.DATE, "有效期止", "Valid to", "R"),
    *PARTIES,
    Field("amount_wan", T.MONEY_WAN, "合同成交额", "Contract amount", "R", unit="万元"),
    Field("tech_amount_wan", T.MONEY_WAN, "技术交易额", "Technology amount", unit="万元"),
    Field("ip_kind", T.CHOICE, "知识产权", "IP", "", "L_IP"),
    Field("tech_field", T.CHOICE, "技术领域", "Field", "", "L_CTFIELD"),
    Field("new_invest_wan", T.MONEY_WAN, "预计新增投入", "New investment expected", "C", unit="万元"),
    Field("new_output_wan", T.MONEY_WAN, "预计新增产值", "New output expected", "C", unit="万元"),
    Field("registered_on", T.DATE, "登记日期", "Registered on"),
    Field("registry", T.TEXT, "登记机构", "Registry", max_len=60),
    Field("scan", T.FILE, "合同扫描件", "Scan of the contract"),
    Field("need", T.REF, "来源需求", "From need", ref="need"),
    Field("match", T.REF, "来源对接", "From match", ref="match"),
    Field("county", T.CHOICE, "县(市、区)", "County", "R", "L_COUNTY"),
    Field("writer", T.REF, "填报人", "Recorder", "R", ref="person"),
    Field("team", T.REF, "特派团", "Team", ref="team"),
    *REVIEW_FIELDS,
)

STATES = (
    State("0", "草稿", "draft", "draft"),
    State("1", "待登记", "waiting to be registered", "waiting"),
    State("2", "已登记", "registered", "ok"),
    State("3", "退回补正", "returned", "returned"),
    State("4", "未予登记", "not registered", "closed"),
    State("5", "已终止", "ended", "closed"),
)
MOVES = (
    Move("submit", "0", "1", WRITERS),
    Move("submit", "3", "1", WRITERS),
    Move("recall", "1", "0", WRITERS),
    Move("approve", "1", "2", REVIEWERS),
    Move("return", "1", "3", REVIEWERS, reason_required=True),
    Move("return", "2", "3", REVIEWERS, reason_required=True),
    Move("refuse", "1", "4", REVIEWERS, reason_required=True),
    Move("end", "2", "5", REVIEWERS, reason_required=True),
)


def summary(answers: Mapping[str, Any]) -> Summary:
    """Project; seller and buyer below; the day it was signed."""
    below = " → ".join(part for part in (text_of(answers, "seller"), text_of(answers, "buyer")) if part)
    return Summary(
        title=text_of(answers, "project_name"),
        subtitle=below,
        date=code_of(answers, "signed_on"),
        host=code_of(answers, "host"),
        county=code_of(answers, "county"),
        owner=code_of(answers, "writer"),
    )


KIND = Kind(
    name="contract",
    zh="技术合同",
    en="contract",
    fields=FIELDS,
    states=STATES,
    moves=MOVES,
    first_state="0",
    form="contract",
    summary=summary,
    buckets=writer_buckets,
    read_roles=READERS,
    write_roles=WRITERS | OFFICES,
    locked_states=frozenset({"2", "4", "5"}),
)
