"""How the printed forms are made. A new one is a module, a line in ``names`` and a line here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from commissioner_app.domain.record import Record
from commissioner_app.errors import InputError
from commissioner_app.i18n import Language
from commissioner_app.reports import ledgers, need_collection, summaries, visit_record
from commissioner_app.reports.answers import Sources
from commissioner_app.reports.data import Document, Options
from commissioner_app.reports.from_record import need_sheet, visit_sheet
from commissioner_app.reports.names import NAMES


@dataclass(frozen=True, slots=True)
class Report:
    """A form: its name, the kind of record it prints, pdf or xlsx.

    ``sheet`` reads one record (answers and what it refers to) in a language; ``render`` makes one file of the sheets.
    """

    name: str
    kind: str
    format: str
    sheet: Callable[[Record, Sources, Language], Any]
    render: Callable[[Sequence[Any], Options], Document]


def _report(name: str, sheet: Callable[..., Any], render: Callable[..., Document]) -> Report:
    return Report(name, NAMES[name].kind, NAMES[name].format, sheet, render)


REPORTS: Final[dict[str, Report]] = {
    report.name: report
    for report in (
        _report("visit_record", visit_sheet, visit_record.render),
        _report("need_collection", need_sheet, need_collection.render),
        _report("visit_ledger", visit_sheet, ledgers.visit_ledger),
        _report("need_summary", need_sheet, ledgers.need_summary),
        _report("need_public", summaries.public_line, summaries.need_public),
        _report("assessment_summary", summaries.assessment_line, summaries.assessment_summary),
        _report("match_summary", summaries.match_line, summaries.match_summary),
        _report("firm_summary", summaries.firm_line, summaries.firm_summary),
    )
}


def report(name: str) -> Report:
    """The form of that name. Raises ``InputError("report_unknown")``."""
    try:
        return REPORTS[name]
    except KeyError:
        raise InputError("report_unknown", name=name) from None


def render(name: str, records: Sequence[tuple[Record, Sources]], options: Options, lang: Language) -> Document:
    """One file of the named form for the records, in the order given.

    Raises ``InputError``: report_unknown, report_nothing (no records).
    """
    form = report(name)
    return form.render([form.sheet(record, sources, lang) for record, sources in records], options)
