"""Plan: a visit somebody intends to make (domain.md 2.2 ``next_visit_on``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commissioner_app.domain.buckets import writer_buckets
from commissioner_app.domain.kind import Field, FieldType, Kind, Move, State, Summary
from commissioner_app.domain.states import READERS, WRITERS, code_of, text_of

T = FieldType

FIELDS = (
    Field("writer", T.REF, "走访人", "Visitor", "R", ref="person"),
    Field("host", T.REF, "服务对象", "Host", "R", ref="host"),
    Field("host_name", T.TEXT, "服务对象名称", "Host name", max_len=100, searched=True),
    Field("date", T.DATE, "计划日期", "Planned date", "R"),
    Field("time", T.TEXT, "时间", "Time", max_len=8),
    Field("purpose", T.MULTI, "走访目的", "Purpose", "R", "L_PURPOSE"),
    Field("note", T.LONG, "备注", "Note", max_len=300, searched=True),
    Field("need", T.REF, "相关需求", "Related need", ref="need"),
    Field("visit", T.REF, "完成的走访", "Visit made", ref="visit"),
    Field("county", T.CHOICE, "县(市、区)", "County", "", "L_COUNTY"),
    Field("team", T.REF, "特派团", "Team", ref="team"),
)

STATES = (
    State("planned", "已计划", "planned", "waiting"),
    State("done", "已完成", "done", "ok"),
    State("cancelled", "已取消", "cancelled", "closed"),
)
MOVES = (
    Move("done", "planned", "done", WRITERS),
    Move("cancel", "planned", "cancelled", WRITERS),
    Move("reopen", "cancelled", "planned", WRITERS),
    Move("reopen", "done", "planned", WRITERS),
)


def summary(answers: Mapping[str, Any]) -> Summary:
    """Host and planned day; the note below."""
    return Summary(
        title=text_of(answers, "host_name", "note", limit=60),
        subtitle=text_of(answers, "note", limit=60),
        date=code_of(answers, "date"),
        host=code_of(answers, "host"),
        county=code_of(answers, "county"),
        owner=code_of(answers, "writer"),
    )


KIND = Kind(
    name="plan",
    zh="计划",
    en="plan",
    fields=FIELDS,
    states=STATES,
    moves=MOVES,
    first_state="planned",
    form="plan",
    summary=summary,
    buckets=writer_buckets,
    read_roles=READERS,
    write_roles=WRITERS,
)
