"""One resource: what it is, what it can do, whom to ask (domain.md 2.11)."""

from __future__ import annotations

from typing import Final

from commissioner_app.domain.record import Record
from commissioner_app.i18n import tr
from commissioner_app.ui.shared.action_bar import Action
from commissioner_app.ui.shared.detail_parts import Body
from commissioner_app.ui.shared.photo_row import PhotoRow
from commissioner_app.ui.shared.record_detail import RecordDetail

WHAT: Final = ("resource_type", "industries", "tech_fields", "keywords", "trl", "title", "coop_mode", "price_wan")
CONTACT: Final = ("contact_name", "contact_phone", "contact_email", "contact_way", "counties", "last_checked_on")
SHOWN: Final = {*WHAT, *CONTACT, "res_name", "unit", "intro", "application", "indicators_text", "writer", "county"}


class ResourceDetail(RecordDetail):
    """The page of a resource."""

    kind = "resource"

    def below(self, _record: Record) -> str:
        parts = (self.answer("resource_type"), self.answer("unit"), self.answer("title"))
        return " · ".join(part for part in parts if part)

    def fill(self, record: Record, body: Body) -> None:
        answers = record.answers
        body.paragraph(self.answer("intro"))
        pairs = [(tr("resource.application"), self.answer("application"))]
        pairs.append((tr("resource.indicators"), self.answer("indicators_text")))
        body.cards(pairs)
        photos = [(str(item["photo"]), "") for item in answers.get("photos") or [] if item.get("photo")]
        if photos:
            body.section(tr("visit.photos", n=len(photos)))
            body.add(PhotoRow(self.program, self.shell, photos))
        body.facts(tr("resource.what"), self.values.facts("resource", WHAT, answers))
        body.facts(tr("resource.contact"), self.values.facts("resource", CONTACT, answers))
        body.facts(tr("ui.detail.more"), self.values.others("resource", SHOWN, answers))

    def offers(self, record: Record) -> list[Action]:
        found = self.edit_action(record)
        if self.program.records.may_create("match"):
            answers = {"resource": record.id, "resource_name": record.answers.get("res_name", "")}
            found.append(
                Action("match", tr("match.new"), "handshake", lambda: self.shell.start_form("match", answers=answers))
            )
        return [*found, *self.move_actions(record)]
