"""One host: facts with the phone masked until it is asked for, the position in words, its visits and needs."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QWidget

from commissioner_app.domain.permissions import PhoneView
from commissioner_app.domain.record import Record
from commissioner_app.i18n import tr
from commissioner_app.ui.shared.action_bar import Action
from commissioner_app.ui.shared.detail_parts import Body, Facts
from commissioner_app.ui.shared.form_layout import button, icon_button, row, text
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.record_detail import RecordDetail
from commissioner_app.ui.shared.related import host_rows, row_link
from commissioner_app.ui.shared.tokens import HAIR
from commissioner_app.ui.shared.values import mask_phone

LATEST: Final = 6
PLACE: Final = ("county", "town", "village", "address", "gps")
SCALE: Final = (
    "area_total_mu", "staff_n", "farmers_linked_n", "revenue_last_wan", "reg_capital_wan", "founded_on",
)  # fmt: skip
SHOWN: Final = {
    *PLACE, *SCALE, "host_name", "host_type", "uscc", "no_code_reason", "industry_main", "contact_name",
    "contact_phone", "legal_rep", "need_brief",
}  # fmt: skip


class PhoneValue(QWidget):
    """A phone number; a masked one has an eye that shows it until the page is left."""

    def __init__(self, phone: str, view: PhoneView) -> None:
        super().__init__()
        self._phone = phone
        self._words = text("", wrap=False)
        self._words.setObjectName("phoneText")
        self._eye = icon_button("eye", tr("host.phone.show"), name="phoneShow")
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show)
        layout = row(self, spacing=HAIR)
        layout.addWidget(self._words)
        layout.addWidget(self._eye)
        layout.addStretch(1)
        # The eye is taller than a line and must not push the number below its neighbours.
        self._eye.setProperty("tight", True)
        self._eye.setVisible(view == "masked")
        self._show(view == "plain")

    def _show(self, shown: bool) -> None:
        self._words.setText(self._phone if shown else mask_phone(self._phone))
        self._eye.setIcon(icon("eye-off" if shown else "eye"))
        self._eye.setToolTip(tr("host.phone.hide" if shown else "host.phone.show"))


class HostDetail(RecordDetail):
    """The page of a host."""

    kind = "host"

    def below(self, _record: Record) -> str:
        parts = (self.answer("host_type"), self.answer("industry_main"), self.answer("town"))
        return " · ".join(part for part in parts if part)

    def fill(self, record: Record, body: Body) -> None:
        self._contact(record, body)
        self._related(record, body)
        body.facts(tr("host.place"), self.values.facts("host", PLACE, record.answers))
        body.facts(tr("host.scale"), self.values.facts("host", SCALE, record.answers))
        if self.answer("need_brief"):
            body.section(tr("host.need_brief"))
            body.paragraph(self.answer("need_brief"))
        body.facts(tr("ui.detail.more"), self.values.others("host", SHOWN, record.answers))

    def _contact(self, record: Record, body: Body) -> None:
        facts = Facts(self.values.facts("host", ("contact_name", "legal_rep"), record.answers))
        phone = str(record.answers.get("contact_phone") or "")
        if phone:
            view = self.program.records.phone_view(record.id)
            if view == "plain" and self.program.preferences.get("mask_phones"):
                view = "masked"
            facts.add(tr("host.phone"), PhoneValue(phone, view), wide=False)
        for label, words in self.values.facts("host", ("uscc", "no_code_reason"), record.answers):
            facts.add(label, text(words), wide=False)
        body.add(facts)

    def _related(self, record: Record, body: Body) -> None:
        for kind, screen in (("visit", "visits"), ("need", "needs")):
            rows, count = host_rows(self.program, kind, record.id, LATEST)
            body.section(tr(f"host.{screen}", n=count))
            if not rows:
                body.add(text(tr(f"host.no_{screen}"), muted=True))
            for found in rows:
                body.add(row_link(self.shell, found))
            if count > LATEST:
                every = button(tr("host.all", n=count), name=f"all.{screen}", flat=True)
                every.clicked.connect(lambda _c=False, s=screen: self.shell.open(s, host=record.id))
                body.add(every)

    def offers(self, record: Record) -> list[Action]:
        start = {
            "host": record.id,
            "host_name": record.answers.get("host_name", ""),
            "county": record.answers.get("county", ""),
        }
        visit = {**start, **{k: record.answers[k] for k in ("host_type", "town") if record.answers.get(k)}}
        found = [*self.edit_action(record), *self.print_actions(record)]
        if self.program.records.may_create("need"):
            found.append(
                Action("need", tr("need.new"), "lightbulb", lambda: self.shell.start_form("need", answers=start))
            )
        found.extend(self.move_actions(record))
        if self.program.records.may_create("visit"):
            found.append(
                Action(
                    "visit",
                    tr("visit.new"),
                    "footprints",
                    lambda: self.shell.start_form("visit", answers=visit),
                    primary=True,
                )
            )
        return found
