"""Printed documents of records, as bytes or as files. reportlab and openpyxl are loaded when something is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from commissioner_app.domain.record import Record
from commissioner_app.errors import InputError
from commissioner_app.i18n import Language, tr
from commissioner_app.reports.names import NAMES
from commissioner_app.services import words
from commissioner_app.services.answers import cleaned
from commissioner_app.services.desk import Desk
from commissioner_app.services.drafts import Drafts
from commissioner_app.services.forms import Forms
from commissioner_app.services.lists import Lists
from commissioner_app.services.progress import Progress
from commissioner_app.services.writing import new_record
from commissioner_app.system.files import write_atomic

if TYPE_CHECKING:
    from commissioner_app.reports.data import Document
    from commissioner_app.reports.registry import Report

UNSAFE: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
NAME_LENGTH: Final = 80


@dataclass(frozen=True, slots=True)
class ReportKind:
    """A document that can be printed. ``record_kind`` is what it prints, ``formats`` of pdf and xlsx."""

    name: str
    title: str
    record_kind: str
    formats: tuple[str, ...]


class Reports:
    """Printing."""

    def __init__(self, desk: Desk, lists: Lists, forms: Forms, drafts: Drafts) -> None:
        self._desk = desk
        self._lists = lists
        self._forms = forms
        self._drafts = drafts

    def kinds(self, record_kind: str = "") -> list[ReportKind]:
        """The documents there are, for one kind of record or all; nothing that prints is loaded for it."""
        return [
            ReportKind(one.name, tr(one.text_key), one.kind, (one.format,))
            for one in NAMES.values()
            if not record_kind or one.kind == record_kind
        ]

    @staticmethod
    def get_ready() -> None:
        """Load what prints, so that the first document does not wait for it (some tenths of a second)."""
        from commissioner_app.reports import registry  # noqa: F401

    def pdf(self, kind: str, record_id: str, lang: Language = "zh") -> bytes:
        """One record's document. Raises ``InputError`` unknown_report, record_not_found, report_kind_differs."""
        return self._document(self._report(kind, "pdf"), [self._record(record_id)], lang).data

    def together(self, kind: str, record_ids: Sequence[str], lang: Language = "zh") -> bytes:
        """One file of many records, each with its own page numbers (a month's visits)."""
        return self._document(self._report(kind), [self._record(one) for one in record_ids], lang).data

    def draft_pdf(self, draft_id: str, lang: Language = "zh") -> bytes:
        """A preview of a draft as it was saved last. Raises ``InputError`` unknown_report where its kind has no form
        on paper."""
        draft = self._drafts.get(draft_id)
        kind = next((one.name for one in self.kinds(draft.kind) if "pdf" in one.formats), draft.kind)
        declared = words.kind_of(draft.kind)
        answers = draft.answers
        if draft.saved:
            answers = self._forms.instance(draft.form_id, draft.form_version, saved=draft.saved).to_answers()
        record = new_record(
            self._desk,
            draft.kind,
            draft.record_id or draft.id,
            (draft.form_id, draft.form_version),
            declared.first_state,
        )
        record.answers.update(cleaned(declared, answers, {}, self._desk.zone(), keep_empty=False))
        return self._document(self._report(kind, "pdf"), [record], lang).data

    def write(self, kind: str, ids: Sequence[str], out: Path, fmt: str = "", lang: Language = "zh") -> list[Path]:
        """One file per record (a workbook: one for all) in ``out``; the names are readable and unique."""
        return [step for step in self.write_steps(kind, ids, out, fmt, lang) if isinstance(step, Path)]

    def write_steps(
        self, kind: str, ids: Sequence[str], out: Path, fmt: str = "", lang: Language = "zh"
    ) -> Iterator[Progress | Path]:
        """The same as a stream: a ``Progress`` before and the path after each file; stop iterating to cancel."""
        report = self._report(kind, fmt)
        if report.format == "xlsx":
            yield Progress("report", "report.step.table", {"n": len(ids)}, 0, 1)
            document = self._document(report, [self._record(one) for one in ids], lang)
            yield self._file(out, document.name, document.data, set())
            return
        taken: set[str] = set()
        for done, record_id in enumerate(ids):
            record = self._record(record_id)
            title = words.kind_of(record.kind).summary(record.answers).title
            yield Progress("report", "report.step.record", {"title": title}, done, len(ids))
            document = self._document(report, [record], lang)
            yield self._file(out, document.name, document.data, taken)

    def _document(self, report: Report, records: Sequence[Record], lang: Language) -> Document:
        from commissioner_app.reports.data import Options
        from commissioner_app.reports.registry import render
        from commissioner_app.services.report_sources import ReportSources

        for record in records:
            if record.kind != report.kind:
                wanted = words.kind_word(report.kind)
                raise InputError("report_kind_differs", kind=report.name, wanted=wanted, id=record.id)
        sources = ReportSources(self._desk, self._lists, self._forms)
        options = Options(author=self._desk.session.display)
        return render(report.name, [(record, sources.of(record, lang)) for record in records], options, lang)

    def _report(self, name: str, fmt: str = "") -> Report:
        from commissioner_app.reports.registry import REPORTS

        found = REPORTS.get(name)
        if found is None:
            raise InputError("unknown_report", kind=name, known=", ".join(REPORTS))
        if fmt and fmt != found.format:
            raise InputError("report_format", kind=name, format=fmt)
        return found

    def _record(self, record_id: str) -> Record:
        record = self._desk.store.records.get(record_id)
        if record is None or record.deleted:
            raise InputError("record_not_found", id=record_id)
        return record

    @staticmethod
    def _file(out: Path, name: str, data: bytes, taken: set[str]) -> Path:
        """Write a file under a name that is safe on every system and used once."""
        stem, _, ending = UNSAFE.sub("_", name).rpartition(".")
        stem = stem.strip(" .")[:NAME_LENGTH] or "report"
        chosen, number = f"{stem}.{ending}", 2
        while chosen in taken:
            chosen, number = f"{stem}-{number}.{ending}", number + 1
        taken.add(chosen)
        write_atomic(out / chosen, data)
        return out / chosen
