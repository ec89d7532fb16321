"""From a record to its sheet: each answer at its place, and none left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from commissioner_app.domain.codelists import CodeList, CodeLists, Item
from commissioner_app.domain.need import KIND as NEED
from commissioner_app.domain.visit import KIND as VISIT
from commissioner_app.reports.answers import Sources, digest
from commissioner_app.reports.data import Box, Extra, NeedLine
from commissioner_app.reports.from_record import need_sheet, visit_sheet
from tests.reports.samples import record

PHOTO = "a" * 64 + ".jpg"


def code_list(name: str, *items: tuple[str, str, str]) -> CodeList:
    return CodeList(name, "1", tuple(Item(code, zh, en, sort) for sort, (code, zh, en) in enumerate(items)))


LISTS = CodeLists(
    [
        code_list("L_COUNTY", ("341524", "金寨县", "Jinzhai County")),
        code_list("L_TOWN", ("341524112", "流波䃥镇", "Liubodang Town")),
        code_list("L_MODE", ("M1", "现场", "on site"), ("M2", "电话", "phone")),
        code_list("L_SERVICE", ("S01", "技术指导", "technical guidance"), ("S02", "技术培训", "training")),
        code_list("L_INDUSTRY", ("I01", "茶叶", "tea")),
        code_list("L_SATISFY", ("1", "满意", "satisfied")),
        code_list("L_NEEDKIND", ("N1", "技术研发", "technology R&D"), ("N6", "检测分析", "testing")),
        code_list("L_GB4754", ("0164", "茶叶种植", "tea growing")),
        code_list("L_STCKIND", ("SC1", "个人科技特派员", "individual commissioner")),
    ]
)
SOURCES = Sources(
    lists=LISTS,
    host={"host_name": "云岭合作社", "industry_main": "I01", "county": "341524", "gb4754": "0164"},
    writer={"name": "江映山", "unit": "茶谷研究所", "mobile": "0564-0000000"},
    appointment={"stc_kind": "SC1"},
    needs=(NeedLine("N-1", "霜冻预警"),),
    reviewer="程守正",
    load={PHOTO: b"jpeg"}.get,
    extras=(Extra("茶园观察", "树龄", "18"),),
)
VISIT_ANSWERS: dict[str, Any] = {
    "rec_no": "341524-2026-A7-0042",
    "county": "341524",
    "town": "341524112",
    "place": "响山村",
    "start_at": "2026-03-05T09:30:00+08:00",
    "end_at": "2026-03-05T11:30:00+08:00",
    "service_days": 0.5,
    "mode": "M1",
    "service_types": ["S02"],
    "problem_desc": "霜冻",
    "tgxjs": 1,
    "ddzs": 2.5,
    "pxnm": 0,
    "gps": {"lng": 115.9, "lat": 31.5, "alt": 620, "acc_m": 5, "datum": "WGS84", "method": "gps"},
    "photos": [{"id": "1", "photo": PHOTO, "caption": "新梢"}, {"id": "2", "photo": "b" * 64 + ".png"}],
    "followups": [{"id": "1", "what": "回访", "who": "江映山", "due_on": "2026-04-01"}],
    "eval_satisfaction": "1",
    "eval_opinion": "很及时",
    "late_reason": "停电",
    "stc_sign": PHOTO,
    "log_scan": [PHOTO],
}


def test_visit_answers_find_their_places() -> None:
    sheet = visit_sheet(record("visit", VISIT_ANSWERS, "2"), SOURCES)
    assert (sheet.county, sheet.place, sheet.host, sheet.industry) == (
        "金寨县",
        "流波䃥镇 响山村",
        "云岭合作社",
        "茶叶",
    )
    assert sheet.modes == (Box("现场", True), Box("电话"))
    assert sheet.service_types == (Box("技术指导"), Box("技术培训", True))
    assert sheet.roles == (Box("个人科技特派员", True),)
    assert [(c.label, c.value, c.unit) for c in sheet.counters] == [
        ("推广新技术", "1", "项"),
        ("带动增收", "2.5", "万元"),
    ]
    assert [p.data for p in sheet.photos] == [b"jpeg", b"", b"jpeg"]
    assert sheet.photos[-1].caption == "纸质日志扫描"
    assert sheet.host_opinion == "满意度 满意\n很及时"
    assert (sheet.own_sign.image, sheet.own_sign.signed_on) == (b"jpeg", "2026-03-05")
    assert sheet.extras == (Extra("茶园观察", "树龄", "18"), Extra("其他填报内容", "补录原因", "停电"))
    assert sheet.state == "通过"


def test_english_words_in_an_english_sheet() -> None:
    sheet = visit_sheet(record("visit", VISIT_ANSWERS), SOURCES, "en")
    assert sheet.county == "Jinzhai County"
    assert sheet.modes[0].label == "on site"
    assert sheet.counters[1].unit == "× 10 000 yuan"
    assert sheet.extras[1].label == "Reason of late entry"


def test_a_code_unknown_to_the_list_is_printed_ticked() -> None:
    sheet = visit_sheet(record("visit", {"mode": "M9"}), SOURCES)
    assert sheet.modes[-1] == Box("M9", True)


def test_an_option_no_longer_valid_shows_only_where_ticked() -> None:
    old = CodeList("L_MODE", "1", (Item("M1", "现场", ""), Item("M0", "传真", "", valid_to="2020-12-31")))
    sources = replace(SOURCES, lists=CodeLists([old]))
    day = {"start_at": "2026-03-05T09:30:00+08:00"}
    assert visit_sheet(record("visit", day), sources).modes == (Box("现场"),)
    assert Box("传真", True) in visit_sheet(record("visit", {**day, "mode": "M0"}), sources).modes


def test_need_answers_find_their_places() -> None:
    answers = {
        "need_title": "霜冻预警",
        "keywords": "霜冻、预警",
        "need_kind": "N6",
        "budget_open": True,
        "indicators": [{"id": "1", "ind_name": "提前", "ind_symbol": "ge", "ind_now": "2", "ind_target": "12"}],
        "attach": [{"id": "1", "file": PHOTO, "note": "茶园"}, {"id": "2", "file": "c" * 64 + ".pdf", "note": "图纸"}],
        "bounty_total_wan": 120,
        "selfsolve_no": True,
        "public_text": "不印",
    }
    sheet = need_sheet(record("need", answers, "10"), SOURCES)
    assert sheet.keywords == ("霜冻", "预警")
    assert sheet.kinds == (Box("技术研发"), Box("检测分析", True))
    assert sheet.indicators[0].symbol == "≥"
    assert sheet.negotiable
    assert sheet.trade == "0164 茶叶种植"
    assert [p.caption for p in sheet.photos] == ["茶园"]
    assert sheet.files == ("2. 图纸",)
    assert {(e.label, e.value) for e in sheet.extras[1:]} == {
        ("榜单总投入", "120.00 万元"),
        ("本单位无法自行解决", "是"),
    }


def test_a_record_without_answers_gives_a_sheet() -> None:
    assert visit_sheet(record("visit", {}), Sources()).county == ""
    assert need_sheet(record("need", {}), Sources()).indicators == ()


def test_the_hash_changes_with_what_is_printed() -> None:
    one = record("visit", VISIT_ANSWERS)
    assert digest(one) == digest(record("visit", dict(reversed(VISIT_ANSWERS.items()))))
    assert digest(one) != digest(record("visit", {**VISIT_ANSWERS, "place": "别处"}))
    assert len(digest(one)) == 8


def test_every_text_field_of_a_kind_is_printed_somewhere() -> None:
    for kind, build in ((VISIT, visit_sheet), (NEED, need_sheet)):
        for declared in kind.fields:
            if declared.type.value in {"text", "long"} and declared.name not in _UNPRINTED:
                marked = f"§{declared.name}§"
                sheet = build(record(kind.name, {declared.name: marked}), SOURCES)
                assert marked in repr(sheet), declared.name


# Written by offices for publication; not part of the form a firm signs.
_UNPRINTED = {"public_title", "public_text", "publish_channel", "close_reason"}
