"""F02 Visit: the service record, log and visit sheet of a commissioner (domain.md 2.2)."""

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
from commissioner_app.domain.visit_counters import COUNTERS

T = FieldType

PHOTO_ITEMS = (
    Field("photo", T.PHOTO, "照片", "Photo"),
    Field("caption", T.TEXT, "说明", "Caption", max_len=60),
    Field("taken_at", T.DATETIME, "拍摄时间", "Taken at"),
    Field("gps", T.GPS, "拍摄位置", "Position"),
)
SAMPLE_ITEMS = (
    Field("sample_no", T.TEXT, "样品编号", "Sample no.", max_len=32),
    Field("sample_kind", T.CHOICE, "样品类型", "Kind", "", "L_SAMPLEKIND"),
    Field("sample_part", T.TEXT, "部位", "Part", max_len=40),
    Field("lab", T.TEXT, "检测单位", "Laboratory", max_len=60),
    Field("result", T.TEXT, "结果", "Result", max_len=200),
)
FOLLOWUP_ITEMS = (
    Field("what", T.TEXT, "事项", "What", "R", max_len=100),
    Field("who", T.TEXT, "负责人", "Who", max_len=30),
    Field("due_on", T.DATE, "完成时限", "Due"),
    Field("follow_state", T.CHOICE, "进展", "State", "", "L_FOLLOWSTATE"),
)

WHO_WHERE_WHEN = (
    Field("rec_no", T.TEXT, "记录编号", "Record no.", max_len=32, searched=True),
    Field("writer", T.REF, "填报人", "Recorder", "R", ref="person"),
    # Filled from the session; a writer without a running appointment may still hand in (V08 asks).
    Field("appointment", T.REF, "特派员类型/任期", "Appointment", "C", ref="appointment"),
    Field("is_3area", T.BOOL, "本年度是否“三区”人才", '"Three areas" expert this year'),
    Field("team", T.REF, "特派团", "Team", "C", ref="team"),
    Field("log_kind", T.CHOICE, "日志类型", "Log kind", "", "L_LOGKIND"),
    Field("year", T.YEAR, "年度", "Year"),
    Field("host", T.REF, "服务对象", "Host", "R", ref="host"),
    Field("host_name", T.TEXT, "服务对象名称", "Host name", max_len=100, searched=True),
    Field("host_type", T.CHOICE, "服务对象类型", "Host type", "", "L_HOST_TYPE"),
    Field("county", T.CHOICE, "县(市、区)", "County", "", "L_COUNTY"),
    Field("town", T.CHOICE, "乡镇(街道)", "Township", "", "L_TOWN"),
    Field("start_at", T.DATETIME, "服务开始时间", "Start", "R"),
    Field("end_at", T.DATETIME, "服务结束时间", "End", "R"),
    Field("service_days", T.DEC, "科技服务天数", "Service days", "R", unit="天"),
    Field("travel_days", T.DEC, "其中在途天数", "Of which travel", unit="天"),
    Field("mode", T.CHOICE, "服务方式", "Mode", "R", "L_MODE"),
    Field("place", T.TEXT, "服务地点", "Place", "R", max_len=60, searched=True),
    Field("gps", T.GPS, "定位", "Position", "r"),
    Field("companions", T.TEXT, "同行人员", "Companions", max_len=100),
    Field("met_persons", T.TEXT, "接待人员", "Met with", "r", max_len=100),
    Field("purpose", T.MULTI, "走访目的", "Purpose", "R", "L_PURPOSE"),
    Field("late_reason", T.TEXT, "补录原因", "Reason of late entry", "C", max_len=100),
)
WHAT_WAS_DONE = (
    Field("service_types", T.MULTI, "服务类型", "Service types", "R", "L_SERVICE"),
    Field("problem_desc", T.LONG, "存在问题", "Problems found", "R", max_len=1000, searched=True),
    Field("advice_given", T.LONG, "技术指导意见", "Advice given", "R", max_len=1000, searched=True),
    Field("materials", T.TEXT, "发放资料/物资", "Materials handed out", max_len=200),
    Field("sample_taken", T.REPEAT, "取样送检", "Samples", items=SAMPLE_ITEMS),
    Field("content", T.LONG, "工作总结(服务内容)", "Content", "R", max_len=1000, searched=True),
    Field("effect", T.LONG, "服务成效", "Effect", "r", max_len=500, searched=True),
    Field("needs_found", T.REFS, "收集需求", "Needs collected", ref="need"),
    Field("followups", T.REPEAT, "后续事项", "Follow-ups", items=FOLLOWUP_ITEMS),
    Field("next_visit_on", T.DATE, "计划下次服务时间", "Next visit"),
    Field("photos", T.REPEAT, "现场照片", "Photos", "r", items=PHOTO_ITEMS),
    Field("log_scan", T.FILE, "纸质日志扫描", "Scan of paper log"),
)
CONFIRMATION = (
    Field("host_sign", T.SIGN, "服务对象签字(盖章)", "Host signature", "r"),
    Field("stc_sign", T.SIGN, "科技特派员签字", "Commissioner signature", "r"),
    Field("eval_person", T.TEXT, "评价人", "Evaluated by", max_len=30),
    Field("eval_at", T.DATE, "评价时间", "Evaluated on"),
    Field("eval_satisfaction", T.CHOICE, "满意度", "Satisfaction", "", "L_SATISFY"),
    Field("eval_attitude", T.INT, "服务态度", "Attitude", unit="分"),
    Field("eval_skill", T.INT, "专业水平", "Skill", unit="分"),
    Field("eval_solving", T.INT, "解决问题", "Problem solving", unit="分"),
    Field("eval_timely", T.INT, "及时性", "Timeliness", unit="分"),
    Field("eval_solved", T.CHOICE, "是否解决问题", "Solved", "", "L_SOLVED"),
    Field("eval_opinion", T.LONG, "评价意见", "Host's opinion", max_len=1000),
    *REVIEW_FIELDS,
)

FIELDS = WHO_WHERE_WHEN + WHAT_WAS_DONE + COUNTERS + CONFIRMATION


def summary(answers: Mapping[str, Any]) -> Summary:
    """Host and day; below it what was found."""
    return Summary(
        title=text_of(answers, "host_name", "place"),
        subtitle=text_of(answers, "problem_desc", "content", "place", limit=60),
        date=code_of(answers, "start_at")[:10],
        host=code_of(answers, "host"),
        county=code_of(answers, "county"),
        owner=code_of(answers, "writer"),
    )


KIND = Kind(
    name="visit",
    zh="走访",
    en="visit",
    fields=FIELDS,
    states=REVIEW_STATES,
    moves=FIELD_REVIEW_MOVES,
    first_state="0",
    form="visit",
    summary=summary,
    buckets=writer_buckets,
    read_roles=READERS,
    write_roles=WRITERS,
    locked_states=frozenset({"2", "4"}),
)
