"""A record under review: all of it, its history, and the decision at the bottom."""

from __future__ import annotations

from PySide6.QtCore import Signal

from commissioner_app.domain.kind import FieldType
from commissioner_app.domain.record import Record
from commissioner_app.domain.registry import KINDS
from commissioner_app.i18n import sentence, tr
from commissioner_app.services.program import Program
from commissioner_app.services.records import Written
from commissioner_app.services.review import ReviewRow
from commissioner_app.ui.shared.action_bar import Action
from commissioner_app.ui.shared.detail_parts import Body
from commissioner_app.ui.shared.photo_row import PhotoRow
from commissioner_app.ui.shared.record_detail import RecordDetail
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.values import label_of


class ReviewDetail(RecordDetail):
    """Any kind of record; ``decided`` carries the id after a decision."""

    kind = "review"
    decided = Signal(str)

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__(program, shell)
        self.row: ReviewRow | None = None

    def show_row(self, row: ReviewRow | None) -> None:
        """Show a row of the queue, or nothing."""
        self.row = row
        if row is None:
            self.clear()
        else:
            self.show_record(row.id)

    def below(self, record: Record) -> str:
        who = self.row.writer_name if self.row else ""
        return " · ".join(part for part in (sentence(tr(f"{record.kind}.word")), who, self.answer("host_name")) if part)

    def fill(self, record: Record, body: Body) -> None:
        declared = KINDS[record.kind]
        long_ones = [f for f in declared.fields if f.type == FieldType.LONG]
        pairs = [(label_of(f), self.values.text(f, record.answers.get(f.name))) for f in long_ones]
        filled = [pair for pair in pairs if pair[1]]
        body.cards(filled[:2])
        for title, words in filled[2:]:
            body.section(title)
            body.paragraph(words)
        photos = [
            (str(item["photo"]), str(item.get("caption") or ""))
            for item in record.answers.get("photos") or []
            if item.get("photo")
        ]
        if photos:
            body.section(tr("visit.photos", n=len(photos)))
            body.add(PhotoRow(self.program, self.shell, photos))
        shown = {f.name for f in long_ones} | {"reviewer", "reviewed_at", "review_opinion"}
        body.facts(tr("review.facts"), self.values.others(record.kind, shown, record.answers))

    def offers(self, record: Record) -> list[Action]:
        back = Action("sendBack", tr("review.send_back"), "corner-up-left", self.send_back)
        approve = Action("approve", tr("review.approve"), "check", self.approve, primary=True)
        found = self.print_actions(record)
        if KINDS[record.kind].office_fields:
            # The office has something to fill in (a grade) before it can accept.
            found += self.edit_action(record)
        names = {move.action for move in self.row.moves} if self.row else set()
        if "return" in names:
            found.append(back)
        if names - {"return", "refuse", "reject", "withdraw", "recall", "close"}:
            found.append(approve)
        return found

    def primary_moves(self) -> tuple[str, ...]:
        return ("submit", "approve", "return")

    def approve(self) -> None:
        """Approve and go on with the next."""
        if self.row is not None:
            record_id = self.row.id
            self.shell.run_background(
                lambda: self.program.review.approve(record_id), lambda done: self._done(done, record_id), owner=self
            )

    def send_back(self) -> None:
        """Ask for the comment, then return the record."""
        if self.row is not None:
            record_id = self.row.id
            self.reason.ask(
                tr("review.send_back"), lambda comment: self._return(record_id, comment), label=tr("review.comment")
            )

    def _return(self, record_id: str, comment: str) -> None:
        self.shell.run_background(
            lambda: self.program.review.send_back(record_id, comment),
            lambda done: self._done(done, record_id),
            owner=self,
        )

    def _done(self, written: Written, record_id: str) -> None:
        self.decided.emit(record_id)
        self.shell.announce(written.changes)
