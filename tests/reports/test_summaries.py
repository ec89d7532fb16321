"""The summary tables of offices: their columns are those of the paper, their cells come from the records (2.15)."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from commissioner_app.errors import InputError
from commissioner_app.reports.answers import Sources
from commissioner_app.reports.data import NeedLine, Options
from commissioner_app.reports.registry import render
from tests.domain import samples
from tests.reports.samples import record

HEADS = {
    "assessment_summary": "序号|姓名|单位|类型|服务对象|服务天数|服务次数|培训（场/人次）|引进品种|推广技术|解决难题|增收（万元）"
    "|自评|对象评分|单位评分|县评分|总分|等次|备注",
    "match_summary": "序号|需求|企业|供方|专家|对接日期|结果|合同类别|金额（万元）|登记号",
    "firm_summary": "序号|专员|企业|行业代码|产业链|走访日期|瓶颈|需求数|对接数|签约数",
    "need_public": "序号|需求名称|县区|类别|领域|主要指标|拟投入（万元）|合作方式|状态",
}
HOST = Sources(lists=samples.lists(), host={"gb4754": "3411"}, writer={"name": "程岚"})


def rows(name: str, kind: str, answers: dict[str, Any], sources: Sources) -> list[tuple[Any, ...]]:
    document = render(name, [(record(kind, answers), sources)], Options(), "zh")
    return list(load_workbook(io.BytesIO(document.data)).active.iter_rows(min_row=3, values_only=True))


@pytest.mark.parametrize("name", HEADS)
def test_the_heads_are_those_of_the_paper(name: str) -> None:
    kind = {
        "assessment_summary": "assessment",
        "match_summary": "match",
        "firm_summary": "visit",
        "need_public": "need",
    }
    assert "|".join(rows(name, kind[name], {}, Sources())[0]) == HEADS[name]


def test_an_assessment_is_a_line_of_declared_figures() -> None:
    answers = samples.ASSESSMENT | {"jbpxb": 3, "pxry": 120, "ddzs": 12.5, "grade": "G1", "county_score": 90}
    sources = Sources(lists=samples.lists(), appointment={"stc_kind": "SC1"}, titles={"h1": "云雾岭合作社"})
    line = rows("assessment_summary", "assessment", answers, sources)[1]
    assert line[1:8] == ("程岚", "某农业大学", "个人科技特派员", "云雾岭合作社", 14.5, 12, "3 / 120")
    assert line[11:18] == (12.5, 92, 95, 90, 90, None, "优秀")


def test_a_match_shows_its_contract() -> None:
    answers = {"need_title": "霜冻预警", "host_name": "云雾岭", "claim_unit": "某农业大学", "leader": "方明山",
               "started_on": "2026-03-06", "outcome": "MO3", "amount_wan": 5}  # fmt: skip
    sources = Sources(lists=samples.lists(), contract=samples.CONTRACT)
    line = rows("match_summary", "match", answers, sources)[1]
    assert line[5:10] == ("2026-03-06", "合同", "委托开发", 20, "2026340000000123")


def test_a_firm_visit_counts_needs_and_matches() -> None:
    answers = samples.VISIT | {"obs_firm/chain": "LC04", "obs_firm/bottleneck_kind": ["BN01", "BN02"]}
    sources = Sources(
        lists=samples.lists(), host=HOST.host, writer=HOST.writer, needs=(NeedLine("N-1", "机采"),), matched=(2, 1)
    )
    line = rows("firm_summary", "visit", answers, sources)[1]
    assert (line[1], line[3], line[6:]) == ("程岚", "3411", ("工艺参数、装备", 1, 2, 1))
    assert line[4] == samples.lists().label("L_CHAIN", "LC04", "zh")
    assert rows("firm_summary", "visit", samples.VISIT, HOST)[1][1] is None


def test_the_public_edition_names_no_firm_and_nothing_that_is_not_public() -> None:
    public = {"public_level": "P1", "public_title": "茶园防霜", "public_text": "高山茶园需要防霜手段"}
    line = rows("need_public", "need", samples.NEED | public, HOST)[1]
    assert line[1] == "茶园防霜" and line[2] == "金寨县"
    said = " ".join(str(cell) for cell in line)
    for secret in ("host_name", "contact", "phone", "need_title"):
        assert samples.NEED[secret] not in said
    for hidden in ({"public_level": "P0"}, {"public_title": ""}):
        assert rows("need_public", "need", samples.NEED | public | hidden, HOST)[1][1] is None


def test_no_records_make_no_table() -> None:
    with pytest.raises(InputError, match="report_nothing"):
        render("match_summary", [], Options(), "zh")
