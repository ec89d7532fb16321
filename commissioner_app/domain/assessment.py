"""F05 Yearly assessment: the counters of the ledger beside those declared, the summary, scores and grade (domain.md 2.5).

``<counter>_sum`` is computed from the accepted visits of the year; ``<counter>`` is what the person declares. Scores of
county and city, total and grade are for offices alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

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
from commissioner_app.domain.visit_counters import COUNTERS

T = FieldType
LARGEST: Final = 999_999
"""The largest counter of the real form."""

TIMES = Field("visits_n", T.INT, "服务次数", "Services", unit="次")
DECLARED = (TIMES, *COUNTERS)
SUMS = tuple(replace(one, name=f"{one.name}_sum", zh=f"台账：{one.zh}", en=f"Ledger: {one.en}") for one in DECLARED)

SCORERS: Final = (
    ("self", "自评", "Self"),
    ("host", "服务对象", "Host"),
    ("unit", "派出单位", "Sending unit"),
    ("county", "县科技局", "County office"),
    ("city", "市科技局", "City office"),
)


def _scores() -> Iterator[Field]:
    for who, zh, en in SCORERS:
        yield Field(f"{who}_score", T.DEC, f"{zh}评分", f"{en}: score", unit="分")
        yield Field(f"{who}_opinion", T.LONG, f"{zh}意见", f"{en}: opinion", max_len=200)
        yield Field(f"{who}_person", T.TEXT, f"{zh}签字人", f"{en}: signed by", max_len=30)
        yield Field(f"{who}_on", T.DATE, f"{zh}日期", f"{en}: date")


SCORES = tuple(_scores())
EVIDENCE_ITEMS = (
    Field("what", T.TEXT, "材料名称", "What", "R", max_len=60),
    Field("file", T.FILE, "文件", "File"),
)

FIELDS = (
    Field("person", T.REF, "被考核人", "Person assessed", "R", ref="person"),
    Field("person_name", T.TEXT, "姓名", "Name", max_len=30, searched=True),
    Field("unit", T.TEXT, "工作单位", "Unit", max_len=100, searched=True),
    Field("title", T.TEXT, "职称", "Title", max_len=30),
    Field("appointment", T.REF, "特派员类型/任期", "Appointment", ref="appointment"),
    Field("year", T.YEAR, "考核年度", "Assessment year", "R"),
    Field("hosts", T.REFS, "服务对象", "Hosts", ref="host"),
    *DECLARED,
    *SUMS,
    Field("diff_reason", T.LONG, "申报数与台账不一致的原因", "Why declared and ledger differ", "C", max_len=300),
    Field("yearly_summary", T.LONG, "年度总结", "Yearly summary", "R", max_len=999, searched=True),
    *SCORES,
    Field("total_score", T.DEC, "总分", "Total", unit="分"),
    Field("grade", T.CHOICE, "考核等次", "Grade", "C", "L_GRADE"),
    Field("evidence", T.REPEAT, "佐证材料", "Evidence", items=EVIDENCE_ITEMS),
    Field("scan", T.FILE, "盖章扫描件", "Scan with seals"),
    Field("remarks", T.LONG, "备注", "Remarks", max_len=200),
    Field("county", T.CHOICE, "县(市、区)", "County", "R", "L_COUNTY"),
    Field("writer", T.REF, "填报人", "Recorder", "R", ref="person"),
    Field("team", T.REF, "特派团", "Team", ref="team"),
    *REVIEW_FIELDS,
)

OFFICE_FIELDS = frozenset(
    {"total_score", "grade"} | {field.name for field in SCORES if field.name.startswith(("county_", "city_"))}
)


def summary(answers: Mapping[str, Any]) -> Summary:
    """Who and which year; the unit below."""
    return Summary(
        title=" ".join(part for part in (text_of(answers, "person_name"), text_of(answers, "year")) if part),
        subtitle=text_of(answers, "unit", "yearly_summary", limit=60),
        date=code_of(answers, "self_on"),
        county=code_of(answers, "county"),
        owner=code_of(answers, "person") or code_of(answers, "writer"),
    )


KIND = Kind(
    name="assessment",
    zh="年度考核",
    en="assessment",
    fields=FIELDS,
    states=REVIEW_STATES,
    moves=REVIEW_MOVES,
    first_state="0",
    form="assessment",
    summary=summary,
    buckets=subject_buckets,
    read_roles=READERS,
    write_roles=WRITERS | OFFICES,
    locked_states=frozenset({"2", "4"}),
    office_fields=OFFICE_FIELDS,
)
