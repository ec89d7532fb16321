"""One paper: its texts, what it refers to, its facts, repeats, signatures; laid out from the declaration of its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from commissioner_app.domain.kind import Field, FieldType, Kind
from commissioner_app.domain.record import Record
from commissioner_app.domain.registry import KINDS
from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.ui.shared.action_bar import Action
from commissioner_app.ui.shared.dates import day_text
from commissioner_app.ui.shared.detail_parts import Body, LinkRow
from commissioner_app.ui.shared.photo_row import PhotoRow
from commissioner_app.ui.shared.record_detail import RecordDetail
from commissioner_app.ui.shared.related import record_link
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.state_label import StateLabel
from commissioner_app.ui.shared.values import label_of, number_text

T = FieldType
LEDGER: Final = "_sum"
RECORD: Final = ("county", "writer", "team", "reviewer", "reviewed_at", "review_opinion")
ELSEWHERE: Final = frozenset({T.LONG, T.REPEAT, T.PHOTO, T.SIGN, T.FILE})
# What a paper leads on to: kind -> (kind to begin, its reference to this one, icon).
NEXT: Final[Mapping[str, tuple[str, str, str]]] = {"person": ("appointment", "person", "clipboard-check")}


class PaperDetail(RecordDetail):
    """The page of a paper; ``detail_of`` makes the class of a kind."""

    def below(self, record: Record) -> str:
        summary = self.declared.summary(record.answers)
        return " · ".join(part for part in (day_text(summary.date) if summary.date else "", summary.subtitle) if part)

    @property
    def declared(self) -> Kind:
        """The declaration that the page is laid out from."""
        return KINDS[self.kind]

    def fill(self, record: Record, body: Body) -> None:
        answers = record.answers
        if answers.get("review_opinion") and self._tone(record) == "returned":
            body.add(StateLabel("returned", tr("visit.returned", reason=str(answers["review_opinion"]))))
        self._links(answers, body)
        body.facts(tr("papers.facts"), self._facts(answers))
        body.facts(tr("papers.ledger"), self._ledger(answers))
        if self.kind == "agreement":
            body.facts(tr("papers.served"), self._served(record))
        for field in self._filled(answers, {T.LONG}):
            body.section(label_of(field))
            body.paragraph(self.values.text(field, answers[field.name]))
        for field in self._filled(answers, {T.REPEAT}):
            self._items(field, answers[field.name], body)
        self._pictures(answers, body)
        body.facts(tr("ui.detail.record"), self.values.facts(self.kind, RECORD, answers))

    def primary_moves(self) -> tuple[str, ...]:
        return ("submit", "approve")

    def offers(self, record: Record) -> list[Action]:
        found = [*self.print_actions(record), *self.edit_action(record)]
        if self.kind in NEXT:
            kind, reference, icon = NEXT[self.kind]
            if self.program.records.may_create(kind):
                start = {reference: record.id}
                found.append(Action(kind, tr(f"{kind}.new"), icon, lambda: self.shell.start_form(kind, answers=start)))
        return [*found, *self.move_actions(record)]

    def _filled(self, answers: Mapping[str, Any], types: set[FieldType]) -> Iterator[Field]:
        return (field for field in self.declared.fields if field.type in types and answers.get(field.name))

    def _links(self, answers: Mapping[str, Any], body: Body) -> None:
        """What the paper is about, as lines that lead there."""
        for field in self._filled(answers, {T.REF, T.REFS}):
            value = answers[field.name]
            ids = [str(one) for one in value] if isinstance(value, list) else [str(value)]
            found = [] if field.name in RECORD else [record_link(self.program, self.shell, one) for one in ids]
            links = [one for one in found if one is not None]
            if links:
                body.section(label_of(field))
                for link in links:
                    body.add(link)

    def _facts(self, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What can be said on a line; counters with a ledger beside them stand in their own section."""
        names = [
            field.name
            for field in self.declared.fields
            if field.type not in ELSEWHERE | {T.REF, T.REFS}
            and field.name not in RECORD
            and not field.name.endswith(LEDGER)
            and self.declared.field(field.name + LEDGER) is None
        ]
        return self.values.facts(self.kind, names, answers)

    def _ledger(self, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Each counter as declared, and the ledger's sum where it differs."""
        found = []
        for field in self.declared.fields:
            ledger = self.declared.field(field.name + LEDGER)
            given, summed = answers.get(field.name), answers.get(field.name + LEDGER)
            if ledger is None or not (given or summed):
                continue
            words = self.values.text(field, given or 0)
            if summed is not None and summed != given:
                words = tr("papers.ledger.differs", given=words, ledger=number_text(summed))
            found.append((label_of(field), words))
        return found

    def _served(self, record: Record) -> list[tuple[str, str]]:
        """Accepted visits within the term beside what the agreement promises."""
        served = self.program.agreements.served(record)
        pairs = (
            ("quota_days", "papers.served.days", served.days, served.quota_days),
            ("quota_times", "papers.served.times", Decimal(served.times), served.quota_times),
        )
        found = []
        for name, key, done, quota in pairs:
            field = self.declared.field(name)
            words = self.values.text(field, float(done)) if field else ""
            if quota is not None and field:
                words = tr("papers.served.of", done=words, quota=self.values.text(field, float(quota)))
            found.append((tr(key), words))
        return found

    def _items(self, field: Field, items: Any, body: Body) -> None:
        listed = [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []
        if not listed or field.name == "photos":
            return
        body.section(label_of(field))
        for item in listed:
            words = [self.values.text(one, item.get(one.name)) for one in field.items if one.type not in ELSEWHERE]
            # A person who is referred to and written out as well is named once.
            said = list(dict.fromkeys(word for word in words if word))
            body.add(LinkRow(said[0] if said else tr("ui.untitled"), " · ".join(said[1:]), name="item", arrow=False))

    def _pictures(self, answers: Mapping[str, Any], body: Body) -> None:
        pictures = [(str(answers[f.name]), label_of(f)) for f in self._filled(answers, {T.PHOTO, T.SIGN})]
        photos = answers.get("photos")
        listed: Sequence[Any] = photos if isinstance(photos, list) else ()
        pictures += [(str(one["photo"]), str(one.get("caption") or "")) for one in listed if one.get("photo")]
        if pictures:
            body.section(tr("papers.pictures", n=len(pictures)))
            body.add(PhotoRow(self.program, self.shell, pictures))
        files = [label_of(field) for field in self._filled(answers, {T.FILE})]
        if files:
            body.facts("", [(tr("papers.files"), tr("ui.list_comma").join(files))])


def detail_of(kind: str, program: Program, shell: Shell) -> PaperDetail:
    """The page of one kind."""
    made: type[PaperDetail] = type(f"{kind.capitalize()}Detail", (PaperDetail,), {"kind": kind})
    return made(program, shell)
