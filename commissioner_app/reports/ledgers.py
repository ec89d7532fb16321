"""服务台账 and 需求汇总表: summary tables as workbooks, ready for A4 landscape (domain.md 2.15, 6.3)."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from commissioner_app.errors import InputError
from commissioner_app.i18n import Language, tr
from commissioner_app.reports.data import Box, Document, NeedSheet, Options, VisitSheet
from commissioner_app.reports.formats import date_in_table
from commissioner_app.reports.layout.form import file_name

_CONTENT_LIMIT: Final = 60
_SIDE: Final = Side(style="thin")
_BORDER: Final = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_FACE: Final = "宋体"
_HEAD_ROW: Final = 3
_EPOCH: Final = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 (openpyxl writes naive times)
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

Value = str | float | int


@dataclass(frozen=True, slots=True)
class Column:
    """A column: key of its head, width in characters, whether it holds numbers and is summed up."""

    key: str
    width: float
    summed: bool = False


_VISIT_COLUMNS: Final = (
    Column("no", 6),
    Column("date", 12),
    Column("person", 10),
    Column("unit", 22),
    Column("host", 24),
    Column("town", 18),
    Column("services", 22),
    Column("days", 7, summed=True),
    Column("content", 36),
    Column("effect", 28),
    Column("state", 10),
)
_NEED_COLUMNS: Final = (
    Column("no", 6),
    Column("title", 28),
    Column("firm", 22),
    Column("county", 10),
    Column("kind", 12),
    Column("field", 16),
    Column("indicators", 30),
    Column("budget", 10, summed=True),
    Column("coop", 18),
    Column("contact", 9),
    Column("phone", 14),
    Column("state", 10),
)


def visit_ledger(sheets: Sequence[VisitSheet], options: Options) -> Document:
    """The ledger of services, one row per visit."""
    rows = [
        (
            date_in_table(sheet.start_at),
            sheet.commissioner,
            sheet.unit,
            sheet.host,
            sheet.place,
            _ticked(sheet.service_types, sheet.lang),
            _number(sheet.service_days),
            _shortened(sheet.content or sheet.advice or sheet.problem),
            sheet.effect,
            sheet.state,
        )
        for sheet in sheets
    ]
    return _document("visit_ledger", sheets, _VISIT_COLUMNS, rows, options)


def need_summary(sheets: Sequence[NeedSheet], options: Options) -> Document:
    """The summary of needs, one row per need; contains the contact and is not for publication."""
    rows = [
        (
            sheet.title,
            sheet.host,
            sheet.county,
            _ticked(sheet.kinds, sheet.lang),
            _ticked(sheet.fields, sheet.lang),
            "\n".join(f"{i.name} {i.symbol}{i.target}{i.unit}".strip() for i in sheet.indicators),
            _budget(sheet),
            _ticked(sheet.coop_modes, sheet.lang),
            sheet.contact,
            sheet.phone,
            sheet.state,
        )
        for sheet in sheets
    ]
    return _document("need_summary", sheets, _NEED_COLUMNS, rows, options)


def _document(
    name: str,
    sheets: Sequence[VisitSheet] | Sequence[NeedSheet],
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
    options: Options,
) -> Document:
    if not sheets:
        raise InputError("report_nothing")
    return table(name, sheets[0].lang, columns, rows, options)


def table(
    name: str, lang: Language, columns: Sequence[Column], rows: Sequence[Sequence[Value]], options: Options
) -> Document:
    """A workbook of one table: title, lines to fill in, heads of ``report.column.<key>``, numbered rows, sums."""
    title = tr(f"report.{name}.title", lang)
    book = Workbook()
    page = book.active
    page.title = title[:31]
    _heading(page, title, columns, lang)
    for number, row in enumerate(rows, 1):
        write_row(page, _HEAD_ROW + number, [number, *row])
    _total(page, columns, len(rows), lang)
    _page_setup(page, columns)
    book.properties.creator = options.author
    book.properties.title = title
    return Document(workbook_bytes(book), 1, f"{file_name(title)}.xlsx")


def _heading(page: Any, title: str, columns: Sequence[Column], lang: Language) -> None:
    last = get_column_letter(len(columns))
    page["A1"] = title
    page["A1"].font = Font(name=_FACE, size=18, bold=True)
    page["A1"].alignment = Alignment(horizontal="center", vertical="center")
    page.merge_cells(f"A1:{last}1")
    page.row_dimensions[1].height = 32
    page["A2"] = tr("report.ledger.filled_by", lang)
    half = get_column_letter(len(columns) - 2)
    page[f"{half}2"] = tr("report.ledger.filled_on", lang)
    write_row(page, _HEAD_ROW, [tr(f"report.column.{column.key}", lang) for column in columns], bold=True)


def write_row(page: Any, row: int, values: Sequence[Value], *, bold: bool = False) -> None:
    """Write a row of cells; a text that begins like a formula stays a text."""
    for column, value in enumerate(values, 1):
        cell = page.cell(row=row, column=column)
        cell.value = _ILLEGAL.sub("", value) if isinstance(value, str) else value
        if isinstance(value, str) and _FORMULA.match(value):
            cell.data_type = "s"
            cell.quotePrefix = True
        cell.font = Font(name=_FACE, size=10.5, bold=bold)
        cell.border = _BORDER
        centred = bold or column == 1 or not isinstance(value, str)
        cell.alignment = Alignment(horizontal="center" if centred else "left", vertical="center", wrap_text=True)


def _total(page: Any, columns: Sequence[Column], count: int, lang: Language) -> None:
    """合计: sums as formulas, so that they stay right when an office adds a row."""
    row = _HEAD_ROW + count + 1
    values: list[Value] = [tr("report.ledger.total", lang), *([""] * (len(columns) - 1))]
    write_row(page, row, values, bold=True)
    for index, column in enumerate(columns, 1):
        if column.summed and count:
            letter = get_column_letter(index)
            cell = page.cell(row=row, column=index)
            cell.value = f"=SUM({letter}{_HEAD_ROW + 1}:{letter}{row - 1})"
    page.cell(row=row + 1, column=1, value=tr("report.ledger.foot", lang)).font = Font(name=_FACE, size=10.5)


def _page_setup(page: Any, columns: Sequence[Column]) -> None:
    for index, column in enumerate(columns, 1):
        page.column_dimensions[get_column_letter(index)].width = column.width
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    page.freeze_panes = f"A{_HEAD_ROW + 1}"
    page.oddFooter.center.text = "— &P —"
    page.print_options.horizontalCentered = True


def _ticked(boxes: Sequence[Box], lang: Language) -> str:
    return tr("report.between", lang).join(box.label for box in boxes if box.ticked)


def _budget(sheet: NeedSheet) -> Value:
    if sheet.budget or not sheet.negotiable:
        return _number(sheet.budget)
    return tr("report.need.negotiable", sheet.lang)


def _number(text: str) -> Value:
    try:
        return float(text)
    except ValueError:
        return text


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _CONTENT_LIMIT else f"{line[: _CONTENT_LIMIT - 1]}…"


def workbook_bytes(book: Workbook) -> bytes:
    """The workbook's bytes with fixed times inside, so that the same records give the same file."""
    book.properties.created = book.properties.modified = _EPOCH
    stream, out = io.BytesIO(), io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", data)
            target.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
