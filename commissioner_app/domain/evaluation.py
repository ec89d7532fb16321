"""F16 Host evaluation: what a host says of the service, outside of a visit's own sheet (domain.md 2.16)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commissioner_app.domain.buckets import subject_buckets
from commissioner_app.domain.kind import Field, FieldType, Kind, Summary
from commissioner_app.domain.states import (
    OFFICES,
    READERS,
    REVIEW_FIELDS,
    REVIEW_MOVES,
    REVIEW_STATES,
    WRITERS,
    code_of,
    text_of,
)

T = FieldType

FIELDS = (
    Field("host", T.REF, "服务对象", "Host", "R", ref="host"),
    Field("host_name", T.TEXT, "服务对象名称", "Host name", max_len=100, searched=True),
    Field("person", T.REF, "被评价的特派员", "Commissioner evaluated", "R", ref="person"),
    Field("person_name", T.TEXT, "特派员姓名", "Commissioner's name", max_len=30, searched=True),
    Field("visit", T.REF, "对应的走访", "Visit", ref="visit"),
    Field("eval_person", T.TEXT, "评价人", "Evaluated by", "R", max_len=30),
    Field("eval_at", T.DATE, "评价时间", "Evaluated on", "R"),
    Field("eval_satisfaction", T.CHOICE, "满意度", "Satisfaction", "R", "L_SATISFY"),
    Field("eval_attitude", T.INT, "服务态度", "Attitude", unit="分"),
    Field("eval_skill", T.INT, "专业水平", "Skill", unit="分"),
    Field("eval_solving", T.INT, "解决问题", "Problem solving", unit="分"),
    Field("eval_timely", T.INT, "及时性", "Timeliness", unit="分"),
    Field("eval_solved", T.CHOICE, "是否解决问题", "Solved", "", "L_SOLVED"),
    Field("eval_opinion", T.LONG, "评价意见", "Host's opinion", max_len=1000, searched=True),
    Field("eval_sign", T.SIGN, "签字", "Signature", "r"),
    Field("county", T.CHOICE, "县(市、区)", "County", "R", "L_COUNTY"),
    Field("writer", T.REF, "填报人", "Recorder", "R", ref="person"),
    Field("team", T.REF, "特派团", "Team", ref="team"),
    *REVIEW_FIELDS,
)


def summary(answers: Mapping[str, Any]) -> Summary:
    """Host and the commissioner; the opinion below."""
    who = " – ".join(part for part in (text_of(answers, "host_name"), text_of(answers, "person_name")) if part)
    return Summary(
        title=who or text_of(answers, "eval_person"),
        subtitle=text_of(answers, "eval_opinion", limit=60),
        date=code_of(answers, "eval_at"),
        host=code_of(answers, "host"),
        county=code_of(answers, "county"),
        owner=code_of(answers, "person") or code_of(answers, "writer"),
    )


KIND = Kind(
    name="evaluation",
    zh="服务评价",
    en="evaluation",
    fields=FIELDS,
    states=REVIEW_STATES,
    moves=REVIEW_MOVES,
    first_state="0",
    form="evaluation",
    summary=summary,
    buckets=subject_buckets,
    read_roles=READERS,
    write_roles=WRITERS | OFFICES,
    locked_states=frozenset({"2", "4"}),
)
