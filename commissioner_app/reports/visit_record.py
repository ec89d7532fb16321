"""走访/服务记录表: the record of one visit, one A4 page where the text allows (domain.md 6.3)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from commissioner_app.i18n import tr
from commissioner_app.reports.data import Document, FollowUp, Options, VisitSheet
from commissioner_app.reports.formats import date_in_table, date_text, moment_text, period_text
from commissioner_app.reports.layout.form import annex_rows, document, frame_for, lay_out
from commissioner_app.reports.layout.grid import Grid
from commissioner_app.reports.layout.paint import Form
from commissioner_app.reports.layout.signing import Place, signature_row
from commissioner_app.reports.layout.units import mm


def render(sheets: Sequence[VisitSheet], options: Options) -> Document:
    """All sheets as one PDF, each with its own page numbers."""
    return document(sheets, build, options, "visit_record")


def build(sheet: VisitSheet, options: Options) -> Form:
    """Lay out one sheet."""
    title = tr("report.visit.title" if sheet.county else "report.visit.title_plain", sheet.lang, county=sheet.county)
    grid = Grid(sheet.lang, options)
    _who_and_where(grid, sheet)
    _what_was_done(grid, sheet)
    _left_to_do(grid, sheet)
    _confirmation(grid, sheet, options)
    host = tr("report.host_again", sheet.lang, host=sheet.host)
    return lay_out(frame_for(sheet, title, host), grid.rows, annex_rows(sheet, options))


def _who_and_where(grid: Grid, sheet: VisitSheet) -> None:
    label = partial(tr, lang=sheet.lang)
    grid.pair((label("report.visit.commissioner"), sheet.commissioner), (label("report.visit.phone"), sheet.phone))
    grid.wide(label("report.visit.unit"), sheet.unit)
    grid.boxes(label("report.visit.roles"), sheet.roles)
    grid.pair((label("report.visit.host"), sheet.host), (label("report.visit.host_type"), sheet.host_type))
    place = "\n".join(filter(None, (sheet.place, sheet.position)))
    grid.pair((label("report.visit.place"), place), (label("report.visit.industry"), sheet.industry))
    period = period_text(sheet.start_at, sheet.end_at, sheet.lang)
    grid.pair((label("report.visit.period"), period), (label("report.visit.days"), _days(sheet)))
    grid.boxes(label("report.visit.mode"), sheet.modes)
    grid.boxes(label("report.visit.purpose"), sheet.purposes)
    if sheet.companions or sheet.met_persons:
        grid.pair((label("report.visit.companions"), sheet.companions), (label("report.visit.met"), sheet.met_persons))
    grid.boxes(label("report.visit.service"), sheet.service_types)


def _days(sheet: VisitSheet) -> str:
    if not sheet.service_days:
        return ""
    key = "report.visit.days_travel" if sheet.travel_days else "report.visit.days_value"
    one = int(sheet.service_days in {"1", "1.0"})
    return tr(key, sheet.lang, days=sheet.service_days, travel=sheet.travel_days, n=one)


def _what_was_done(grid: Grid, sheet: VisitSheet) -> None:
    label = partial(tr, lang=sheet.lang)
    grid.long(label("report.visit.problem"), sheet.problem, 35 * mm, optional=False)
    grid.long(label("report.visit.advice"), sheet.advice, 45 * mm, optional=False)
    if sheet.content:
        grid.long(label("report.visit.content"), sheet.content, 20 * mm)
    counted = label("report.list_mark").join(
        tr("report.counter", sheet.lang, label=c.label, value=c.value, unit=c.unit).strip() for c in sheet.counters
    )
    grid.long(label("report.visit.effect"), "\n".join(filter(None, (sheet.effect, counted))), 20 * mm)
    if sheet.materials:
        grid.wide(label("report.visit.materials"), sheet.materials)
    if sheet.samples:
        grid.wide(label("report.visit.samples"), "\n".join(sheet.samples))
    grid.wide(label("report.visit.needs"), "\n".join(f"{need.number} {need.title}".strip() for need in sheet.needs))


def _left_to_do(grid: Grid, sheet: VisitSheet) -> None:
    label = partial(tr, lang=sheet.lang)
    if sheet.followups:
        lines = (_follow_up(sheet, n, item) for n, item in enumerate(sheet.followups, 1))
        grid.wide(label("report.visit.followups"), "\n".join(lines))
    if sheet.next_visit_on:
        grid.wide(label("report.visit.next"), date_text(sheet.next_visit_on, sheet.lang))


def _follow_up(sheet: VisitSheet, number: int, item: FollowUp) -> str:
    due = tr("report.until", sheet.lang, date=date_in_table(item.due)) if item.due else ""
    facts = tr("report.enumeration", sheet.lang).join(filter(None, (item.who, due, item.state)))
    return f"{number}. {item.what}" + (tr("report.brackets", sheet.lang, text=facts) if facts else "")


def _confirmation(grid: Grid, sheet: VisitSheet, options: Options) -> None:
    label = partial(tr, lang=sheet.lang)
    if sheet.host_opinion:
        grid.long(label("report.visit.host_opinion"), sheet.host_opinion, 0)
    places = (
        Place(label("report.visit.host_signs"), sheet.host_sign),
        Place(label("report.visit.own_signs"), sheet.own_sign),
    )
    signature_row(grid, label("report.visit.signatures"), places, ideal=32 * mm)
    review = sheet.review
    if review.text or review.by:
        facts = " ".join(filter(None, (review.by, moment_text(review.at, sheet.lang) if review.at else "")))
        grid.wide(label("report.visit.review"), "\n".join(filter(None, (review.text, facts))))
    grid.wide(label("report.remarks"), sheet.remarks)
    if options.photos and sheet.photos:
        grid.note(label("report.photos_follow", n=len(sheet.photos)))
