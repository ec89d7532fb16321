"""The summary tables of offices besides the ledger: assessments, matches, firm visits, needs for publication (2.15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from commissioner_app.domain.assessment import KIND as ASSESSMENT
from commissioner_app.domain.match import KIND as MATCH
from commissioner_app.domain.need import KIND as NEED
from commissioner_app.domain.record import Record
from commissioner_app.domain.visit import KIND as VISIT
from commissioner_app.errors import InputError
from commissioner_app.i18n import Language, tr
from commissioner_app.reports.answers import Reader, Sources
from commissioner_app.reports.data import Document, Options
from commissioner_app.reports.formats import date_in_table, number
from commissioner_app.reports.ledgers import Column, Value, table

FIRM: Final = "obs_firm/"
NOT_PUBLIC: Final = frozenset({"", "P0"})

ASSESSMENT_COLUMNS: Final = (
    Column("no", 6), Column("name", 10), Column("unit", 20), Column("role", 14), Column("hosts", 24),
    Column("service_days", 8, summed=True), Column("times", 8, summed=True), Column("trainings", 12),
    Column("varieties", 8, summed=True),
    Column("techniques", 8, summed=True), Column("solved", 8, summed=True), Column("income", 10, summed=True),
    Column("score_self", 7), Column("score_host", 7), Column("score_unit", 7), Column("score_county", 7),
    Column("score_total", 7),
    Column("grade", 8), Column("remarks", 14),
)  # fmt: skip
MATCH_COLUMNS: Final = (
    Column("no", 6), Column("need", 26), Column("firm", 22), Column("supplier", 22), Column("expert", 10), Column("met_on", 12),
    Column("outcome", 10), Column("contract_kind", 16), Column("amount", 12, summed=True), Column("reg_no", 20),
)  # fmt: skip
FIRM_COLUMNS: Final = (
    Column("no", 6), Column("specialist", 10), Column("firm", 24), Column("trade", 12), Column("chain", 16),
    Column("visited_on", 12),
    Column("bottleneck", 24),
    Column("needs", 8, summed=True), Column("matches", 8, summed=True), Column("signed", 8, summed=True),
)  # fmt: skip
PUBLIC_COLUMNS: Final = (
    Column("no", 6), Column("title", 30), Column("county", 12), Column("kind", 14), Column("field", 18),
    Column("indicators", 32),
    Column("budget", 10, summed=True), Column("coop", 20), Column("state", 12),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one record, without the number in front; no cells: the record does not belong into the table."""

    lang: Language
    cells: tuple[Value, ...]


def assessment_line(record: Record, sources: Sources, lang: Language = "zh") -> Line:
    """One person of 考核情况汇总表: what was declared."""
    read = Reader(ASSESSMENT, record, sources, lang)
    trained = " / ".join(read.text(name) or "0" for name in ("jbpxb", "pxry"))
    names = ("yjtgxpzxcp", "tgxjs", "jjjsnt", "ddzs")
    scores = ("self_score", "host_score", "unit_score", "county_score", "total_score")
    hosts = tr("report.between", lang).join(sources.titles.get(str(one), "") for one in read.raw("hosts") or ())
    role = read.label("L_STCKIND", sources.appointment.get("stc_kind"))
    grade = read.label("L_GRADE", read.raw("grade"))
    figures = [*map(read.raw, ("kjfwts", "visits_n")), trained, *map(read.raw, names), *map(read.raw, scores)]
    who = (read.text("person_name"), read.text("unit"), role, hosts)
    return Line(lang, (*who, *map(_cell, figures), grade, read.text("remarks")))


def match_line(record: Record, sources: Sources, lang: Language = "zh") -> Line:
    """One match of 对接签约汇总表, with the contract it came to."""
    read, contract = Reader(MATCH, record, sources, lang), sources.contract
    amount = contract.get("amount_wan", read.raw("amount_wan"))
    return Line(
        lang,
        (
            read.text("need_title"),
            read.text("host_name"),
            read.text("claim_unit"),
            read.text("leader"),
            date_in_table(read.text("started_on")),
            read.label("L_MATCHOUT", read.raw("outcome")) or read.state(),
            read.label("L_CONTRACT", contract.get("category")),
            _cell(amount),
            str(contract.get("contract_reg_no") or read.text("contract_no")),
        ),
    )


def firm_line(record: Record, sources: Sources, lang: Language = "zh") -> Line:
    """One visit of 走访企业汇总: only visits with the block for firms (F06)."""
    read = Reader(VISIT, record, sources, lang)
    if not any(key.startswith(FIRM) for key in record.answers):
        return Line(lang, ())
    bottlenecks = record.answers.get(f"{FIRM}bottleneck_kind") or ()
    listed = bottlenecks if isinstance(bottlenecks, list) else str(bottlenecks).split()
    return Line(
        lang,
        (
            str(sources.writer.get("name", "")),
            read.text("host_name"),
            str(sources.host.get("gb4754") or ""),
            read.label("L_CHAIN", record.answers.get(f"{FIRM}chain")),
            date_in_table(read.text("start_at")),
            tr("report.between", lang).join(read.label("L_BOTTLENECK", code) for code in listed),
            len(sources.needs),
            *sources.matched,
        ),
    )


def public_line(record: Record, sources: Sources, lang: Language = "zh") -> Line:
    """One need in the public edition of 需求汇总表: its public title, no firm, no contact; needs that are not public, or
    not yet de-identified, are left out."""
    read = Reader(NEED, record, sources, lang)
    title = read.text("public_title")
    if read.text("public_level") in NOT_PUBLIC or not title:
        return Line(lang, ())
    goals = (
        " ".join(number(item.get(key)) for key in ("ind_name", "ind_target", "ind_unit"))
        for item in read.items("indicators")
    )
    coop = tr("report.between", lang).join(read.label("L_COOP", code) for code in read.raw("coop_mode") or ())
    budget = tr("report.need.negotiable", lang) if read.raw("budget_open") else _cell(read.raw("budget_wan"))
    return Line(
        lang,
        (
            title,
            read.label("L_COUNTY", read.raw("county")),
            read.label("L_NEEDKIND", read.raw("need_kind")),
            read.label("L_HITECH", read.raw("tech_field")),
            "\n".join(goal.strip() for goal in goals),
            budget,
            coop,
            read.state(),
        ),
    )


def assessment_summary(lines: Sequence[Line], options: Options) -> Document:
    """考核情况汇总表."""
    return _table("assessment_summary", ASSESSMENT_COLUMNS, lines, options)


def match_summary(lines: Sequence[Line], options: Options) -> Document:
    """对接签约汇总表."""
    return _table("match_summary", MATCH_COLUMNS, lines, options)


def firm_summary(lines: Sequence[Line], options: Options) -> Document:
    """走访企业汇总（双链）."""
    return _table("firm_summary", FIRM_COLUMNS, lines, options)


def need_public(lines: Sequence[Line], options: Options) -> Document:
    """需求汇总表, public edition."""
    return _table("need_public", PUBLIC_COLUMNS, lines, options)


def _table(name: str, columns: Sequence[Column], lines: Sequence[Line], options: Options) -> Document:
    if not lines:
        raise InputError("report_nothing")
    rows = [line.cells for line in lines if line.cells]
    return table(name, lines[0].lang, columns, rows, options)


def _cell(value: Any) -> Value:
    """A number as a number, everything else as text."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    return number(value)
