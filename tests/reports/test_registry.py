"""The forms by name, and the ledgers as workbooks."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from commissioner_app.domain.registry import KINDS
from commissioner_app.errors import InputError
from commissioner_app.i18n import has
from commissioner_app.reports.answers import Sources
from commissioner_app.reports.data import Options
from commissioner_app.reports.ledgers import need_summary, visit_ledger
from commissioner_app.reports.names import NAMES
from commissioner_app.reports.registry import REPORTS, render
from tests.reports.samples import need, record, visit


@pytest.mark.parametrize("name", list(REPORTS))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_form_prints_an_empty_record(name: str, lang: str) -> None:
    report = REPORTS[name]
    assert report.kind in KINDS
    assert set(NAMES) == set(REPORTS) and has(NAMES[name].text_key)
    document = render(name, [(record(report.kind, {}), Sources())], Options(), lang)  # type: ignore[arg-type]
    assert document.name.endswith(report.format)
    assert document.data[:4] in (b"%PDF", b"PK\x03\x04")


def test_an_unknown_form_is_named() -> None:
    with pytest.raises(InputError) as error:
        render("letter", [], Options(), "zh")
    assert error.value.params == {"name": "letter"}


def test_the_ledger_has_the_columns_of_the_office() -> None:
    document = visit_ledger([visit(state="通过"), visit(service_days="1.5")], Options())
    page = load_workbook(io.BytesIO(document.data)).active
    rows = list(page.iter_rows(values_only=True))
    assert " ".join(rows[2]) == "序号 日期 特派员 单位 服务对象 乡镇（地点） 服务类型 天数 服务内容 成效 状态"
    assert rows[3][:2] == (1, "2026-03-05")
    assert rows[3][7] == 0.5
    assert rows[5][7] == "=SUM(H4:H5)"
    assert page.page_setup.orientation == "landscape"
    assert page.print_title_rows == "$3:$3"


def test_the_summary_of_needs() -> None:
    page = load_workbook(io.BytesIO(need_summary([need()], Options()).data)).active
    row = next(page.iter_rows(min_row=4, max_row=4, values_only=True))
    assert row[1:4] == ("高山茶园低温霜冻预警与防控技术", "金寨县云岭茶叶专业合作社", "金寨县")
    assert row[7] == 30.0


def test_a_text_like_a_formula_stays_a_text() -> None:
    document = visit_ledger([visit(effect="=HYPERLINK(1)")], Options())
    cell = load_workbook(io.BytesIO(document.data)).active["J4"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_a_long_content_is_shortened_to_sixty() -> None:
    page = load_workbook(io.BytesIO(visit_ledger([visit(content="茶" * 90)], Options()).data)).active
    assert len(page["I4"].value) == 60


def test_the_same_visits_give_the_same_workbook() -> None:
    assert visit_ledger([visit()], Options()).data == visit_ledger([visit()], Options()).data
