"""企业技术需求征集表: one technology need of a firm (domain.md 2.9, 6.3)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from commissioner_app.i18n import tr
from commissioner_app.reports.data import Document, NeedSheet, Options, Signature
from commissioner_app.reports.formats import date_text
from commissioner_app.reports.layout.form import annex_rows, document, frame_for, lay_out
from commissioner_app.reports.layout.grid import Grid
from commissioner_app.reports.layout.paint import Form
from commissioner_app.reports.layout.signing import Place, signature_row
from commissioner_app.reports.layout.units import mm

_INDICATOR_WIDTHS: Final = (64 * mm, 32 * mm, 36 * mm, 24 * mm)
# A blank form leaves room for three indicators.
_BLANK_INDICATORS: Final = 3


def render(sheets: Sequence[NeedSheet], options: Options) -> Document:
    """All sheets as one PDF, each with its own page numbers."""
    return document(sheets, build, options, "need_collection")


def build(sheet: NeedSheet, options: Options) -> Form:
    """Lay out one sheet."""
    title = tr("report.need.title" if sheet.county else "report.need.title_plain", sheet.lang, county=sheet.county)
    grid = Grid(sheet.lang, options)
    _basics(grid, sheet)
    _need(grid, sheet)
    _indicators(grid, sheet)
    _terms(grid, sheet)
    _confirmation(grid, sheet, options)
    again = tr("report.firm_again", sheet.lang, host=sheet.host)
    return lay_out(frame_for(sheet, title, again), grid.rows, annex_rows(sheet, options))


def _basics(grid: Grid, sheet: NeedSheet) -> None:
    label = partial(tr, lang=sheet.lang)
    revenue = sheet.revenue
    if revenue and sheet.revenue_year:
        revenue = tr("report.need.revenue_year", sheet.lang, amount=revenue, year=sheet.revenue_year)
    grid.bar(label("report.need.basics"))
    grid.pair((label("report.need.host"), sheet.host), (label("report.need.uscc"), sheet.uscc))
    grid.pair((label("report.need.address"), sheet.address), (label("report.need.trade"), sheet.trade))
    grid.pair((label("report.need.contact"), sheet.contact), (label("report.need.phone"), sheet.phone))
    if sheet.email:
        grid.wide(label("report.need.email"), sheet.email)
    grid.pair((label("report.need.revenue"), revenue), (label("report.need.rd"), sheet.rd_invest))


def _need(grid: Grid, sheet: NeedSheet) -> None:
    label = partial(tr, lang=sheet.lang)
    grid.bar(label("report.need.need"))
    grid.wide(label("report.need.name"), sheet.title, optional=False)
    mark = "、" if sheet.lang == "zh" else ", "
    grid.wide(label("report.need.keywords"), mark.join(sheet.keywords), optional=False)
    grid.boxes(label("report.need.kind"), sheet.kinds)
    grid.boxes(label("report.need.field"), sheet.fields)
    grid.wide(label("report.need.industry"), sheet.industry)
    grid.boxes(label("report.need.urgency"), sheet.urgency)
    grid.long(label("report.need.background"), sheet.background, 30 * mm, optional=False)
    grid.long(label("report.need.problem"), sheet.problem, 40 * mm, optional=False)


def _indicators(grid: Grid, sheet: NeedSheet) -> None:
    heads = (tr(f"report.need.{key}", sheet.lang) for key in ("indicator", "present", "target", "indicator_unit"))
    rows = [
        (item.name, item.present, f"{item.symbol} {item.target}".strip(), item.unit) for item in sheet.indicators
    ] or [("", "", "", "")] * _BLANK_INDICATORS
    columns = tuple(zip(heads, _INDICATOR_WIDTHS, strict=True))
    grid.table(tr("report.need.indicators", sheet.lang), columns, rows)


def _terms(grid: Grid, sheet: NeedSheet) -> None:
    label = partial(tr, lang=sheet.lang)
    budget = sheet.budget or (label("report.need.negotiable") if sheet.negotiable else "")
    deadline, valid_to = (date_text(iso, sheet.lang) for iso in (sheet.deadline, sheet.valid_to))
    grid.long(label("report.need.base"), sheet.existing_base, 20 * mm)
    if sheet.constraints:
        grid.long(label("report.need.constraints"), sheet.constraints, 0)
    grid.pair((label("report.need.budget"), budget), (label("report.need.deadline"), deadline))
    grid.boxes(label("report.need.coop"), sheet.coop_modes)
    grid.boxes(label("report.need.ip"), sheet.ip_wishes)
    grid.pair((label("report.need.wish_unit"), sheet.wish_unit), (label("report.need.wish_expert"), sheet.wish_expert))
    if sheet.partner_req:
        grid.long(label("report.need.partner"), sheet.partner_req, 0)
    grid.boxes(label("report.need.public"), sheet.publication)
    if sheet.files:
        grid.wide(label("report.need.files"), "\n".join(sheet.files))
    grid.pair(
        (label("report.need.collector"), sheet.collector),
        (label("report.need.collector_phone"), sheet.collector_phone),
    )
    grid.pair((label("report.need.valid"), valid_to), (label("report.remarks"), sheet.remarks))


def _confirmation(grid: Grid, sheet: NeedSheet, options: Options) -> None:
    label = partial(tr, lang=sheet.lang)
    pledge = Place(label("report.need.firm_signs"), sheet.firm_sign, above=label("report.need.pledge_text"), seal=True)
    signature_row(grid, label("report.need.pledge"), [pledge])
    county = Signature(signed_on=sheet.opinion.at, name=sheet.opinion.by)
    opinion = Place(label("report.need.county_signs"), county, above=sheet.opinion.text, seal=True)
    signature_row(grid, label("report.need.county_opinion"), [opinion])
    if options.photos and sheet.photos:
        grid.note(label("report.photos_follow", n=len(sheet.photos)))
