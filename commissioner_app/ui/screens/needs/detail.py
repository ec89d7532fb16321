"""One need: its state line, the problem, indicators as a table, fitting resources with reasons (domain.md 2.9, 4.9)."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtWidgets import QWidget

from commissioner_app.domain.need_states import CLOSED_STATES
from commissioner_app.domain.record import Record
from commissioner_app.i18n import tr
from commissioner_app.services.matching import Fit
from commissioner_app.ui.screens.needs.indicators import IndicatorTable
from commissioner_app.ui.screens.needs.state_line import StateLine
from commissioner_app.ui.shared.action_bar import Action
from commissioner_app.ui.shared.detail_parts import Body, LinkRow
from commissioner_app.ui.shared.form_layout import column, text
from commissioner_app.ui.shared.record_detail import RecordDetail
from commissioner_app.ui.shared.related import need_rows
from commissioner_app.ui.shared.tokens import HAIR

KEY: Final = ("need_kind", "tech_field", "industry", "urgency", "budget_wan", "deadline", "coop_mode", "valid_to")
SHOWN: Final = {
    *KEY, "need_title", "keywords", "background", "problem", "existing_base", "constraints", "host", "host_name",
    "source_visit", "commit", "county", "writer", "team", "year", "public_title", "public_text", "phone",
}  # fmt: skip


class FitList(QWidget):
    """Resources that fit, with the reasons in words."""

    def __init__(self, detail: NeedDetail, record: Record) -> None:
        super().__init__()
        self.setObjectName("fits")
        self._detail, self._need = detail, record
        self._layout = column(self, spacing=HAIR)
        self._wait = text(tr("need.fits.looking"), muted=True)
        self._layout.addWidget(self._wait)
        program = detail.program
        detail.shell.run_background(
            lambda: program.matching.fits(record.answers), self._show, self._failed, owner=self, lane="pool"
        )

    def _show(self, fits: list[Fit]) -> None:
        self._wait.setText(tr("need.fits.none"))
        self._wait.setVisible(not fits)
        for fit in fits:
            reasons = tr("ui.list_comma").join(fit.reasons)
            below = " · ".join(part for part in (fit.subtitle, reasons) if part)
            score = text(f"{fit.score:.2f}", wrap=False)
            score.setToolTip(tr("need.fits.score"))
            made = LinkRow(fit.title, below, state=score, name="fit")
            made.opened.connect(lambda f=fit: self._detail.shell.open_record("resource", f.id))
            self._layout.addWidget(made)

    def _failed(self, _error: BaseException) -> None:
        self._wait.setText(tr("need.fits.failed"))


class NeedDetail(RecordDetail):
    """The page of a need."""

    kind = "need"

    def below(self, _record: Record) -> str:
        parts = (self.answer("host_name"), self.answer("industry"), self.answer("urgency"))
        return " · ".join(part for part in parts if part)

    def fill(self, record: Record, body: Body) -> None:
        answers = record.answers
        body.add(StateLine(record.state))
        body.cards([(tr("need.problem"), self.answer("problem")), (tr("need.background"), self.answer("background"))])
        indicators: list[dict[str, Any]] = list(answers.get("indicators") or [])
        if indicators:
            body.section(tr("need.indicators"))
            body.add(IndicatorTable(indicators))
        body.facts(tr("need.key"), self.values.facts("need", KEY, answers))
        if record.state not in CLOSED_STATES:
            body.section(tr("need.fits"))
            body.add(FitList(self, record))
        body.facts("", self.values.facts("need", ("existing_base", "constraints", "keywords"), answers))
        if answers.get("source_visit"):
            found = need_rows(self.program, self.shell, [str(answers["source_visit"])])
            if found:
                body.section(tr("need.source"))
                body.add(found[0])
        if answers.get("public_text"):
            body.section(tr("need.public"))
            body.paragraph(f"{self.answer('public_title')}\n{self.answer('public_text')}")
        body.facts(tr("ui.detail.more"), self.values.others("need", SHOWN, answers))

    def offers(self, record: Record) -> list[Action]:
        found = [*self.print_actions(record), *self.edit_action(record)]
        if self.program.records.may_create("match") and record.state not in CLOSED_STATES:
            answers = {
                "need": record.id,
                "need_title": record.answers.get("need_title", ""),
                **{k: record.answers[k] for k in ("host", "host_name", "county") if record.answers.get(k)},
            }
            found.append(
                Action("match", tr("match.new"), "handshake", lambda: self.shell.start_form("match", answers=answers))
            )
        return [*found, *self.move_actions(record)]
