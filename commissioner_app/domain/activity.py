"""F03 Activity: a training or demonstration (domain.md 2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commissioner_app.domain.buckets import writer_buckets
from commissioner_app.domain.kind import Field, FieldType, Kind, Summary
from commissioner_app.domain.states import (
    FIELD_REVIEW_MOVES,
    READERS,
    REVIEW_FIELDS,
    REVIEW_STATES,
    WRITERS,
    code_of,
    text_of,
)
from commissioner_app.domain.visit import PHOTO_ITEMS

T = FieldType

FIELDS = (
    Field("act_kind", T.CHOICE, "活动类型", "Kind", "R", "L_ACTKIND"),
    Field("title", T.TEXT, "主题", "Title", "R", max_len=60, searched=True),
    Field("date", T.DATE, "日期", "Date", "R"),
    Field("hours", T.DEC, "学时", "Hours", "R", unit="学时"),
    Field("county", T.CHOICE, "县(市、区)", "County", "R", "L_COUNTY"),
    Field("town", T.CHOICE, "乡镇(街道)", "Township", "R", "L_TOWN"),
    Field("place", T.TEXT, "地点", "Place", "R", max_len=60, searched=True),
    Field("gps", T.GPS, "定位", "Position"),
    Field("host", T.REF, "承办服务对象", "Host", ref="host"),
    Field("host_name", T.TEXT, "承办服务对象名称", "Host name", max_len=100, searched=True),
    Field("industries", T.MULTI, "涉及产业", "Industries", "", "L_INDUSTRY"),
    Field("lecturers", T.TEXT, "授课人", "Lecturers", "R", max_len=100, searched=True),
    Field("audience", T.MULTI, "对象", "Audience", "R", "L_AUDIENCE"),
    Field("n_total", T.INT, "参加人次", "Attendance", "R", unit="人次"),
    Field("n_women", T.INT, "其中妇女", "Of which women", unit="人次"),
    Field("n_poor", T.INT, "其中脱贫人口", "Of which formerly poor", unit="人次"),
    Field("n_tech", T.INT, "其中企业技术人员", "Of which firm technicians", unit="人次"),
    Field("materials_n", T.INT, "发放资料", "Leaflets", unit="份"),
    Field("signin_sheet", T.FILE, "签到表", "Sign-in sheet", "r"),
    Field("photos", T.REPEAT, "照片", "Photos", "r", items=PHOTO_ITEMS),
    Field("summary", T.LONG, "小结", "Summary", "r", max_len=500, searched=True),
    Field("satisfaction", T.DEC, "满意率", "Satisfaction", unit="%"),
    Field("writer", T.REF, "填报人", "Recorder", "R", ref="person"),
    Field("team", T.REF, "特派团", "Team", ref="team"),
    Field("appointment", T.REF, "特派员类型/任期", "Appointment", ref="appointment"),
    Field("year", T.YEAR, "年度", "Year"),
    *REVIEW_FIELDS,
)


def summary(answers: Mapping[str, Any]) -> Summary:
    """Title; place below it."""
    return Summary(
        title=text_of(answers, "title"),
        subtitle=text_of(answers, "place", "summary", limit=60),
        date=code_of(answers, "date"),
        host=code_of(answers, "host"),
        county=code_of(answers, "county"),
        owner=code_of(answers, "writer"),
    )


KIND = Kind(
    name="activity",
    zh="培训活动",
    en="activity",
    fields=FIELDS,
    states=REVIEW_STATES,
    moves=FIELD_REVIEW_MOVES,
    first_state="0",
    form="activity",
    summary=summary,
    buckets=writer_buckets,
    read_roles=READERS,
    write_roles=WRITERS,
    locked_states=frozenset({"2", "4"}),
)
