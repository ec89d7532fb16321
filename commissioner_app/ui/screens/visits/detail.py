"""One visit: when and how, problem and advice, photos, needs it led to, what is still to be done (domain.md 2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from commissioner_app.domain.record import Record
from commissioner_app.i18n import tr
from commissioner_app.ui.shared.action_bar import Action
from commissioner_app.ui.shared.dates import day_text, entered_clock
from commissioner_app.ui.shared.detail_parts import Body, LinkRow
from commissioner_app.ui.shared.photo_row import PhotoRow
from commissioner_app.ui.shared.record_detail import RecordDetail
from commissioner_app.ui.shared.related import need_rows
from commissioner_app.ui.shared.state_label import StateLabel

WHEN: Final = ("service_days", "travel_days", "mode", "place", "met_persons", "companions", "purpose", "gps", "team")
SHOWN: Final = {
    *WHEN, "rec_no", "writer", "appointment", "year", "host", "host_name", "host_type", "county", "town", "start_at",
    "end_at", "service_types", "problem_desc", "advice_given", "content", "effect", "needs_found", "next_visit_on",
    "is_3area", "log_kind", "reviewer", "reviewed_at", "review_opinion",
}  # fmt: skip


class VisitDetail(RecordDetail):
    """The page of a visit."""

    kind = "visit"

    def below(self, record: Record) -> str:
        """Day, way and services on one line, as far as they are known."""
        start = str(record.answers.get("start_at") or "")
        parts = (day_text(start) if start else "", self.answer("mode"), self.answer("service_types"))
        return " · ".join(part for part in parts if part)

    def fill(self, record: Record, body: Body) -> None:
        answers = record.answers
        if answers.get("review_opinion") and record.state == "3":
            body.add(StateLabel("returned", tr("visit.returned", reason=str(answers["review_opinion"]))))
        body.cards(
            [(tr("visit.problem"), self.answer("problem_desc")), (tr("visit.advice"), self.answer("advice_given"))]
        )
        self._photos(answers, body)
        if self.answer("content"):
            body.section(tr("visit.content"))
            body.paragraph(self.answer("content"))
        if self.answer("effect"):
            body.section(tr("visit.effect"))
            body.paragraph(self.answer("effect"))
        self._needs(record, body)
        self._followups(answers, body)
        body.facts(tr("visit.when"), [*self._times(answers), *self.values.facts("visit", WHEN, answers)])
        body.facts(tr("visit.figures"), self.values.others("visit", SHOWN, answers))
        body.facts(tr("ui.detail.record"), self.values.facts("visit", ("rec_no", "writer", "reviewer"), answers))

    def offers(self, record: Record) -> list[Action]:
        followed = {**self.context(record), "previous_visit": record.id}
        followed.pop("previous_visit")
        found = self.print_actions(record)
        if self.program.records.may_create("visit"):
            found.append(
                Action(
                    "follow", tr("visit.follow"), "footprints", lambda: self.shell.start_form("visit", answers=followed)
                )
            )
        if self.program.records.may_create("need"):
            need = {**self.context(record), "source_visit": record.id}
            need.pop("host_type", None)
            found.append(
                Action("need", tr("need.new"), "lightbulb", lambda: self.shell.start_form("need", answers=need))
            )
        return [*found, *self.edit_action(record), *self.move_actions(record)]

    def _times(self, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
        start, end = str(answers.get("start_at") or ""), str(answers.get("end_at") or "")
        if not start:
            return []
        words = f"{day_text(start)} {entered_clock(start)}".strip()
        if end:
            words += " — " + (entered_clock(end) if end[:10] == start[:10] else f"{day_text(end)} {entered_clock(end)}")
        return [(tr("visit.time"), words)]

    def _photos(self, answers: Mapping[str, Any], body: Body) -> None:
        photos = [
            (str(item["photo"]), str(item.get("caption") or ""))
            for item in answers.get("photos") or []
            if item.get("photo")
        ]
        if photos:
            body.section(tr("visit.photos", n=len(photos)))
            body.add(PhotoRow(self.program, self.shell, photos))

    def _needs(self, record: Record, body: Body) -> None:
        rows = need_rows(self.program, self.shell, [str(item) for item in record.answers.get("needs_found") or []])
        if rows:
            body.section(tr("visit.needs"))
            for made in rows:
                body.add(made)

    def _followups(self, answers: Mapping[str, Any], body: Body) -> None:
        items = [item for item in answers.get("followups") or [] if item.get("what")]
        if not items and not answers.get("next_visit_on"):
            return
        body.section(tr("visit.followups"))
        for item in items:
            due = tr("visit.due", day=day_text(str(item["due_on"]))) if item.get("due_on") else ""
            below = " · ".join(part for part in (due, str(item.get("who") or "")) if part)
            body.add(LinkRow(str(item["what"]), below, name="followup", arrow=False))
        if answers.get("next_visit_on"):
            body.paragraph(tr("visit.next", day=day_text(str(answers["next_visit_on"]))))
