"""One match: the need, the resource, the plan, the log of contacts (domain.md 2.12)."""

from __future__ import annotations

from typing import Final

from commissioner_app.domain.record import Record
from commissioner_app.domain.registry import KINDS
from commissioner_app.i18n import tr
from commissioner_app.ui.shared.action_bar import Action
from commissioner_app.ui.shared.dates import day_text
from commissioner_app.ui.shared.detail_parts import Body, LinkRow
from commissioner_app.ui.shared.record_detail import RecordDetail
from commissioner_app.ui.shared.related import record_link

AGREED: Final = frozenset({"30", "40"})
WHO: Final = ("claim_unit", "leader", "leader_title", "leader_phone", "started_on", "expected_by", "price_wan")
END: Final = ("outcome", "contract_no", "amount_wan", "fail_reason", "fail_note")
SHOWN: Final = {*WHO, *END, "need", "need_title", "host", "host_name", "resource", "resource_name", "plan_text",
                "expected_result", "existing_base", "county", "writer", "team"}  # fmt: skip


class MatchDetail(RecordDetail):
    """The page of a match."""

    kind = "match"

    def below(self, _record: Record) -> str:
        parts = (self.answer("host_name"), self.answer("resource_name") or self.answer("claim_unit"))
        return " · ".join(part for part in parts if part)

    def fill(self, record: Record, body: Body) -> None:
        answers = record.answers
        for name, key in (("need", "match.need"), ("resource", "match.resource")):
            found = record_link(self.program, self.shell, str(answers[name])) if answers.get(name) else None
            if found is not None:
                body.section(tr(key))
                body.add(found)
        body.cards(
            [(tr("match.plan"), self.answer("plan_text")), (tr("match.expected"), self.answer("expected_result"))]
        )
        body.facts(tr("match.who"), self.values.facts("match", WHO, answers))
        self._contacts(record, body)
        body.facts(tr("match.end"), self.values.facts("match", END, answers))
        body.facts(tr("ui.detail.more"), self.values.others("match", SHOWN, answers))

    def _contacts(self, record: Record, body: Body) -> None:
        items = record.answers.get("contacts") or []
        if not items:
            return
        body.section(tr("match.contacts"))
        field = KINDS["match"].field("contacts")
        ways = {f.name: f for f in field.items} if field else {}
        for item in items:
            way = self.values.text(ways["contact_how"], item.get("contact_how")) if "contact_how" in ways else ""
            day = day_text(str(item.get("contact_on") or ""))
            head = " · ".join(part for part in (day, way, str(item.get("contact_who") or "")) if part)
            said = " → ".join(str(part) for part in (item.get("contact_content"), item.get("contact_result")) if part)
            body.add(LinkRow(head, said, name="contact", arrow=False))

    def primary_moves(self) -> tuple[str, ...]:
        return ("submit", "intent")

    def offers(self, record: Record) -> list[Action]:
        found = self.edit_action(record)
        if record.state in AGREED and self.program.records.may_create("contract"):
            answers = {"match": record.id}
            found.append(
                Action(
                    "contract", tr("contract.new"), "files", lambda: self.shell.start_form("contract", answers=answers)
                )
            )
        return [*found, *self.move_actions(record)]
