"""F07 Person: who works as a commissioner, specialist, liaison officer or clerk (domain.md 2.7, minimal set).

No identity number, birth date, native place, health or bank account: we need them for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commissioner_app.domain.buckets import counties_of, county_buckets
from commissioner_app.domain.kind import Field, FieldType, Kind, Move, State, Summary
from commissioner_app.domain.states import ADMIN, OFFICES, READERS, code_of, text_of

T = FieldType
KEEPERS = OFFICES | {ADMIN}

FIELDS = (
    Field("name", T.TEXT, "姓名", "Name", "R", max_len=30, searched=True),
    Field("sex", T.CHOICE, "性别", "Sex", "", "L_SEX"),
    Field("mobile", T.PHONE, "手机", "Mobile", "R", sensitive=True),
    Field("email", T.EMAIL, "邮箱", "E-mail", max_len=100, sensitive=True),
    Field("unit", T.TEXT, "工作单位", "Unit", "R", max_len=100, searched=True),
    Field("unit_kind", T.CHOICE, "单位性质", "Kind of unit", "R", "L_UNITKIND"),
    Field("dept", T.TEXT, "部门", "Department", max_len=60),
    Field("post", T.TEXT, "职务", "Post", max_len=30),
    Field("title", T.TEXT, "职称", "Title", "r", max_len=30, searched=True),
    Field("title_level", T.CHOICE, "职称级别", "Title level", "r", "L_TITLE"),
    Field("education", T.CHOICE, "学历", "Education", "r", "L_EDU"),
    Field("degree", T.TEXT, "学位", "Degree", max_len=20),
    Field("major", T.TEXT, "专业", "Major", "r", max_len=60, searched=True),
    Field("gb13745", T.TEXT, "学科代码", "Discipline code (GB/T 13745)", "r", max_len=8),
    # Of commissioners and specialists, not of office clerks.
    Field("expertise", T.TAGS, "专业特长", "Expertise", "C", max_len=100, searched=True),
    Field("industries", T.MULTI, "服务产业", "Industries", "C", "L_INDUSTRY"),
    Field("counties", T.MULTI, "服务县", "Counties", "C", "L_COUNTY"),
    Field("county", T.CHOICE, "登记县(市、区)", "Registering county", "", "L_COUNTY"),
    # What the person applies for; the appointment takes it over.
    Field("stc_kind", T.CHOICE, "特派员类型", "Kind of commissioner", "C", "L_STCKIND"),
    Field("level", T.CHOICE, "级别", "Level", "C", "L_LEVEL"),
    Field("year", T.YEAR, "年度", "Year", "C"),
    Field("start", T.DATE, "服务开始", "Start", "C"),
    Field("end", T.DATE, "服务结束", "End", "C"),
    Field("doc_no", T.TEXT, "文号", "Document no.", max_len=60),
    Field("hosts", T.REFS, "服务对象/结对村", "Hosts", "C", ref="host"),
    Field("intended_content", T.TEXT, "拟服务内容", "Intended service", max_len=100),
    # A unit that serves as a corporate commissioner.
    Field("uscc", T.USCC, "统一社会信用代码", "Social credit code", "C"),
    Field("legal_rep", T.TEXT, "法定代表人", "Legal representative", "C", max_len=30),
    Field("strength", T.LONG, "单位实力与服务内容", "Strength and service of the unit", max_len=200),
    Field("advantage", T.TEXT, "服务优势", "Service advantage", max_len=100),
    Field("experience", T.LONG, "科技服务经历", "Service experience", max_len=200),
)

STATES = (
    State("active", "在用", "active", "ok"),
    State("inactive", "停用", "inactive", "closed"),
)
MOVES = (
    Move("deactivate", "active", "inactive", KEEPERS),
    Move("activate", "inactive", "active", KEEPERS),
)


def summary(answers: Mapping[str, Any]) -> Summary:
    """Name; unit and title below."""
    below = " · ".join(part for part in (text_of(answers, "unit"), text_of(answers, "title")) if part)
    first = next(iter(sorted(counties_of(answers))), "")
    return Summary(title=text_of(answers, "name"), subtitle=below, county=code_of(answers, "county") or first)


KIND = Kind(
    name="person",
    zh="人员",
    en="person",
    fields=FIELDS,
    states=STATES,
    moves=MOVES,
    first_state="active",
    form="person",
    summary=summary,
    buckets=county_buckets,
    read_roles=READERS,
    write_roles=KEEPERS,
)
