"""One filled form of another platform: where it goes, whether it is there, its pictures; its answers follow."""

from __future__ import annotations

from commissioner_app.domain.record import Record, attachment_names
from commissioner_app.domain.survey import DAY, FORM
from commissioner_app.i18n import has, tr
from commissioner_app.ui.shared.action_bar import Action
from commissioner_app.ui.shared.dates import day_text, moment_text
from commissioner_app.ui.shared.detail_parts import Body
from commissioner_app.ui.shared.photo_row import PhotoRow
from commissioner_app.ui.shared.record_detail import RecordDetail
from commissioner_app.ui.shared.state_label import StateLabel

PICTURES = (".jpg", ".jpeg", ".png", ".webp")


class SurveyDetail(RecordDetail):
    """The page of a filled form."""

    kind = "survey"

    def below(self, record: Record) -> str:
        day = str(record.answers.get(DAY) or "")
        return " · ".join(part for part in (str(record.answers.get(FORM) or ""), day_text(day) if day else "") if part)

    def fill(self, record: Record, body: Body) -> None:
        self._sending(record, body)
        photos = [(name, "") for name in dict.fromkeys(attachment_names(record.answers)) if name.endswith(PICTURES)]
        if photos:
            body.section(tr("visit.photos", n=len(photos)))
            body.add(PhotoRow(self.program, self.shell, photos))

    def offers(self, record: Record) -> list[Action]:
        return self.edit_action(record)

    def received_at(self, record: Record) -> str:
        """When the platform's receipt came."""
        return max((note.received_at for note in self.program.openrosa.of_record(record.id)), default="")

    def _sending(self, record: Record, body: Body) -> None:
        """Where it goes, and what stood against it."""
        server = self.program.openrosa.links.linked().get(record.form_id)
        notes = self.program.openrosa.of_record(record.id)
        last = notes[-1] if notes else None
        if last is not None and last.status == "refused":
            key = f"error.{last.code}"
            words = tr(key) if has(key) else last.code
            body.add(StateLabel("attention", words))
            body.paragraph(tr("survey.said", words=last.detail) if last.detail else "")
        goes = server.name if server is not None else tr("survey.off")
        facts = [(tr("survey.goes"), goes)]
        if last is not None and last.received_at:
            facts.append((tr("survey.arrived"), moment_text(last.received_at, self.today)))
        body.facts("", facts)
