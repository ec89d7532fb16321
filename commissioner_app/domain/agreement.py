"""F04 Agreement: what host, commissioner and office promise each other for a term (domain.md 2.4).

Seals are print only (0.3): the signed paper comes back as a scan.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commissioner_app.domain.buckets import subject_buckets
from commissioner_app.domain.kind import Field, FieldType, Kind, Move, State, Summary
from commissioner_app.domain.states import COUNTY, OFFICES, READERS, REVIEW_FIELDS, REVIEWERS, WRITERS, code_of, text_of

T = FieldType

PARTIES = (
    Field("party_a", T.REF, "甲方(服务对象)", "Party A (host)", "R", ref="host"),
    Field("party_a_name", T.TEXT, "甲方名称", "Party A's name", max_len=100, searched=True),
    Field("party_a_rep", T.TEXT, "甲方代表人", "Party A's representative", max_len=30),
    Field("party_a_phone", T.PHONE, "甲方电话", "Party A's phone", sensitive=True),
    Field("party_a_address", T.TEXT, "甲方地址", "Party A's address", max_len=100),
    Field("party_b", T.REF, "乙方(科技特派员)", "Party B (commissioner)", "R", ref="person"),
    Field("party_b_name", T.TEXT, "乙方姓名", "Party B's name", max_len=30, searched=True),
    Field("party_b_unit", T.TEXT, "派出单位", "Sending unit", max_len=100, searched=True),
    Field("party_b_phone", T.PHONE, "乙方电话", "Party B's phone", sensitive=True),
    # An office or a sending unit: no record of its own.
    Field("party_c", T.TEXT, "丙方", "Party C", "C", max_len=100, searched=True),
    Field("party_c_rep", T.TEXT, "丙方代表人", "Party C's representative", max_len=30),
    Field("party_c_phone", T.PHONE, "丙方电话", "Party C's phone", sensitive=True),
    Field("party_c_address", T.TEXT, "丙方地址", "Party C's address", max_len=100),
)
TERMS = (
    Field("term_from", T.DATE, "服务期限起", "Term from", "R"),
    Field("term_to", T.DATE, "服务期限止", "Term to", "R"),
    Field("goals", T.LONG, "服务目标", "Goals", "R", max_len=500, searched=True),
    Field("content", T.MULTI, "服务内容", "Service content", "R", "L_SERVICE"),
    Field("content_text", T.LONG, "服务内容说明", "Service content in words", max_len=500),
    Field("quota_days", T.DEC, "年服务天数", "Yearly days", "r", unit="天"),
    Field("quota_times", T.INT, "年服务次数", "Yearly times", "r", unit="次"),
    Field("mode", T.MULTI, "服务方式", "Way", "r", "L_MODE"),
    Field("rights_a", T.LONG, "甲方权利义务", "Party A's rights and duties", "R", max_len=1000),
    Field("rights_b", T.LONG, "乙方权利义务", "Party B's rights and duties", "R", max_len=1000),
    Field("rights_c", T.LONG, "丙方权利义务", "Party C's rights and duties", "C", max_len=1000),
    Field("ip_terms", T.LONG, "知识产权与保密", "IP and secrecy", "r", max_len=500),
    Field("benefit", T.MULTI, "利益联结方式", "Benefit link", "", "L_BENEFIT"),
    Field("fee_wan", T.MONEY_WAN, "经费", "Fee", unit="万元"),
    Field("copies", T.INT, "份数", "Copies", unit="份"),
)

FIELDS = (
    Field("agr_no", T.TEXT, "协议编号", "Agreement no.", "R", max_len=32, searched=True),
    Field("agr_kind", T.CHOICE, "协议类型", "Kind of agreement", "R", "L_AGRKIND"),
    *PARTIES,
    *TERMS,
    Field("sign_a", T.SIGN, "甲方签字", "Party A's signature"),
    Field("sign_b", T.SIGN, "乙方签字", "Party B's signature"),
    Field("sign_c", T.SIGN, "丙方签字", "Party C's signature"),
    Field("scan", T.FILE, "签字盖章扫描件", "Scan with signatures and seals", "C"),
    Field("signed_on", T.DATE, "签订日期", "Signed on", "R"),
    Field("county", T.CHOICE, "县(市、区)", "County", "R", "L_COUNTY"),
    Field("writer", T.REF, "填报人", "Recorder", "R", ref="person"),
    Field("team", T.REF, "特派团", "Team", ref="team"),
    *REVIEW_FIELDS,
)

STATES = (
    State("0", "草拟", "drafted", "draft"),
    State("1", "已签", "signed", "waiting"),
    State("2", "审核通过", "accepted", "ok"),
    State("3", "审核未通过", "not accepted", "returned"),
    State("4", "变更", "being changed", "attention"),
    State("5", "到期", "expired", "closed"),
    State("6", "解除", "dissolved", "closed"),
)
_COUNTY = frozenset({COUNTY})
MOVES = (
    Move("submit", "0", "1", WRITERS),
    Move("submit", "3", "1", WRITERS),
    Move("submit", "4", "1", WRITERS),
    Move("recall", "1", "0", WRITERS),
    Move("approve", "1", "2", REVIEWERS),
    Move("return", "1", "3", REVIEWERS, reason_required=True),
    Move("return", "2", "3", REVIEWERS, reason_required=True),
    Move("change", "2", "4", WRITERS, reason_required=True),
    Move("expire", "2", "5", _COUNTY),
    Move("dissolve", "2", "6", _COUNTY, reason_required=True),
    Move("dissolve", "4", "6", _COUNTY, reason_required=True),
)


def summary(answers: Mapping[str, Any]) -> Summary:
    """Who with whom; number and goals below; the day it was signed."""
    who = " – ".join(part for part in (text_of(answers, "party_a_name"), text_of(answers, "party_b_name")) if part)
    below = " · ".join(part for part in (text_of(answers, "agr_no"), text_of(answers, "goals", limit=60)) if part)
    return Summary(
        title=who or text_of(answers, "agr_no"),
        subtitle=below,
        date=code_of(answers, "signed_on") or code_of(answers, "term_from"),
        host=code_of(answers, "party_a"),
        county=code_of(answers, "county"),
        owner=code_of(answers, "party_b") or code_of(answers, "writer"),
    )


KIND = Kind(
    name="agreement",
    zh="服务协议",
    en="agreement",
    fields=FIELDS,
    states=STATES,
    moves=MOVES,
    first_state="0",
    form="agreement",
    summary=summary,
    buckets=subject_buckets,
    read_roles=READERS,
    write_roles=WRITERS | OFFICES,
    locked_states=frozenset({"2", "5", "6"}),
)
