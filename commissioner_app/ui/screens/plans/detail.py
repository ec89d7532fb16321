"""One plan: host, day, purpose; the host's last visits; the button that starts the visit."""

from __future__ import annotations

from commissioner_app.domain.record import Record
from commissioner_app.errors import AppError
from commissioner_app.i18n import tr
from commissioner_app.ui.shared.action_bar import Action
from commissioner_app.ui.shared.dates import parse_day, weekday_and_day
from commissioner_app.ui.shared.detail_parts import Body
from commissioner_app.ui.shared.record_detail import RecordDetail
from commissioner_app.ui.shared.related import host_rows, record_link, row_link


class PlanDetail(RecordDetail):
    """The page of a plan."""

    kind = "plan"

    def below(self, record: Record) -> str:
        day = parse_day(str(record.answers.get("date") or ""))
        when = weekday_and_day(day) if day else ""
        return " · ".join(part for part in (when, self.answer("time"), self.answer("purpose")) if part)

    def fill(self, record: Record, body: Body) -> None:
        answers = record.answers
        body.paragraph(self.answer("note"))
        for name, key in (("host", "plan.host"), ("need", "plan.need"), ("visit", "plan.visit")):
            found = record_link(self.program, self.shell, str(answers[name])) if answers.get(name) else None
            if found is not None:
                body.section(tr(key))
                body.add(found)
        rows, count = host_rows(self.program, "visit", str(answers.get("host") or "-"), 4)
        if rows:
            body.section(tr("host.visits", n=count))
            for found_row in rows:
                body.add(row_link(self.shell, found_row))
        body.facts(tr("ui.detail.record"), self.values.facts("plan", ("writer", "team", "county"), answers))

    def primary_moves(self) -> tuple[str, ...]:
        return ("submit",)

    def offers(self, record: Record) -> list[Action]:
        found = self.edit_action(record)
        if record.state == "planned" and self.program.records.may_create("visit"):
            found.append(Action("start", tr("plan.start"), "play", lambda: self.start_visit(record), primary=True))
        return found

    def start_visit(self, record: Record) -> None:
        """A visit with what the plan and the host know."""
        answers = {k: record.answers[k] for k in ("host", "host_name", "county", "purpose") if record.answers.get(k)}
        try:
            host = self.program.records.get(str(record.answers.get("host") or ""))
        except AppError:
            host = None
        if host is not None:
            answers.update({k: host.answers[k] for k in ("host_type", "town", "county") if host.answers.get(k)})
        self.shell.start_form("visit", answers=answers)
