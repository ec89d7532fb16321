"""Appointment: the role a person holds in a county for a year; a person may hold several (domain.md 1.2 to 1.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commissioner_app.domain.buckets import appointment_buckets
from commissioner_app.domain.kind import Field, FieldType, Kind, Move, State, Summary
from commissioner_app.domain.states import ADMIN, CITY, COUNTY, LIAISON, OFFICES, READERS, code_of, text_of

T = FieldType

FIELDS = (
    Field("person", T.REF, "人员", "Person", "R", ref="person"),
    Field("person_name", T.TEXT, "姓名", "Name", max_len=30, searched=True),
    Field("role", T.CHOICE, "角色", "Role", "R", "L_ROLE"),
    Field("stc_kind", T.CHOICE, "特派员类型", "Kind of commissioner", "R", "L_STCKIND"),
    Field("level", T.CHOICE, "级别", "Level", "R", "L_LEVEL"),
    Field("year", T.YEAR, "年度", "Year", "R"),
    Field("start", T.DATE, "开始日期", "Start", "R"),
    Field("end", T.DATE, "结束日期", "End", "R"),
    Field("assessment_year", T.YEAR, "考核年度", "Assessment year"),
    Field("doc_no", T.TEXT, "文号", "Document no.", max_len=60),
    # Of a commissioner; a province clerk has no county, and no office clerk has hosts.
    Field("county", T.CHOICE, "县(市、区)", "County", "C", "L_COUNTY"),
    Field("counties", T.MULTI, "服务县", "Counties", "", "L_COUNTY"),
    Field("town", T.CHOICE, "乡镇(街道)", "Township", "", "L_TOWN"),
    Field("hosts", T.REFS, "服务对象/结对村", "Hosts", "C", ref="host"),
    Field("team", T.REF, "特派团", "Team", ref="team"),
    Field("team_role", T.CHOICE, "团内身份", "Role in the team", "", "L_TEAMROLE"),
    Field("is_3area", T.BOOL, "“三区”科技人才", '"Three areas" expert'),
)

STATES = (
    State("applied", "已申请", "applied", "waiting"),
    State("town_checked", "乡镇初审", "checked by township", "waiting"),
    State("county_checked", "县级审核", "checked by county", "waiting"),
    State("approved", "已批准", "approved", "ok"),
    State("published", "已公布", "published", "ok"),
    State("active", "在聘", "active", "ok"),
    State("renewed", "已续聘", "renewed", "ok"),
    State("ended", "已到期", "ended", "closed"),
    State("replaced", "已更换", "replaced", "closed"),
    State("withdrawn", "已退出", "withdrawn", "closed"),
    State("rejected", "未通过", "rejected", "closed"),
)
COUNTY_CITY = frozenset({COUNTY, CITY})
MOVES = (
    Move("check_town", "applied", "town_checked", frozenset({LIAISON, COUNTY})),
    Move("check_county", "town_checked", "county_checked", frozenset({COUNTY})),
    Move("approve", "county_checked", "approved", COUNTY_CITY),
    Move("publish", "approved", "published", COUNTY_CITY),
    Move("activate", "published", "active", COUNTY_CITY),
    Move("renew", "active", "renewed", COUNTY_CITY),
    Move("end", "active", "ended", COUNTY_CITY),
    Move("end", "renewed", "ended", COUNTY_CITY),
    Move("replace", "active", "replaced", COUNTY_CITY, reason_required=True),
    Move("withdraw", "active", "withdrawn", COUNTY_CITY, reason_required=True),
    Move("reject", "applied", "rejected", frozenset({LIAISON, COUNTY}), reason_required=True),
    Move("reject", "town_checked", "rejected", frozenset({COUNTY}), reason_required=True),
    Move("reject", "county_checked", "rejected", COUNTY_CITY, reason_required=True),
)


def summary(answers: Mapping[str, Any]) -> Summary:
    """Who and in which year; the document below."""
    return Summary(
        title=" ".join(part for part in (text_of(answers, "person_name"), text_of(answers, "year")) if part),
        subtitle=text_of(answers, "doc_no"),
        date=text_of(answers, "start"),
        county=code_of(answers, "county"),
        owner=text_of(answers, "person"),
    )


KIND = Kind(
    name="appointment",
    zh="选派",
    en="appointment",
    fields=FIELDS,
    states=STATES,
    moves=MOVES,
    first_state="applied",
    form="appointment",
    summary=summary,
    buckets=appointment_buckets,
    read_roles=READERS,
    write_roles=OFFICES | {ADMIN, LIAISON},
)
