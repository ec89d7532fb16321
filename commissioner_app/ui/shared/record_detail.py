"""One record beside its list: head with title and mark, a page that scrolls, and the actions below, always in sight."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from commissioner_app.domain.kind import Move
from commissioner_app.domain.record import Record
from commissioner_app.errors import AppError
from commissioner_app.i18n import has, tr
from commissioner_app.services.program import Program
from commissioner_app.services.records import Written
from commissioner_app.services.sync_words import file_receipt
from commissioner_app.ui.shared.action_bar import Action, ActionBar
from commissioner_app.ui.shared.dates import receipt_text
from commissioner_app.ui.shared.detail_parts import Body, Fold, LinkRow
from commissioner_app.ui.shared.empty_state import EmptyState
from commissioner_app.ui.shared.extra_answers import ExtraAnswers
from commissioner_app.ui.shared.form_layout import column, heading, icon_button, line, row, text
from commissioner_app.ui.shared.history_view import HistoryView
from commissioner_app.ui.shared.reason_panel import ReasonPanel
from commissioner_app.ui.shared.row_delegate import state_word
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.state_label import StateLabel, mark_label, mark_word
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN, HAIR, INSIDE
from commissioner_app.ui.shared.values import Values


def move_word(action: str) -> str:
    """What a step between states is called on a button."""
    key = f"action.{action}"
    return tr(key) if has(key) else action


class RecordDetail(QWidget):
    """Screens derive from this: ``fill`` puts the record's content in, ``offers`` names what can be done."""

    kind: ClassVar[str]
    back_wanted = Signal()
    shown = Signal(str)

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self.program, self.shell = program, shell
        self.values = Values(program)
        self.record: Record | None = None
        self.setObjectName(f"{self.kind}Detail")
        self._stack = QStackedLayout(self)
        self._stack.addWidget(EmptyState("file-text", tr(f"{self.kind}.choose")))
        self._stack.addWidget(self._frame())

    def _frame(self) -> QWidget:
        panel = QFrame()
        panel.setObjectName("panel")
        whole = column(panel, spacing=0)
        self._title = heading("", 2)
        self._title.setObjectName("detailTitle")
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._below = QLabel()
        self._below.setProperty("muted", True)
        self._below.setWordWrap(True)
        self._below.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._marks: QVBoxLayout = column(spacing=HAIR)
        self._back = icon_button("arrow-left", tr("ui.detail.back"), name="detailBack")
        self._back.clicked.connect(self.back_wanted)
        self._back.hide()
        head = row(spacing=BETWEEN)
        head.setContentsMargins(AROUND, BETWEEN, AROUND, INSIDE)
        words = column(spacing=HAIR)
        words.addWidget(self._title)
        words.addWidget(self._below)
        head.addWidget(self._back, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        head.addLayout(self._marks)
        self._scroll = QScrollArea()
        self._scroll.setObjectName("detailScroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self.reason = ReasonPanel()
        self.bar = ActionBar()
        whole.addLayout(head)
        whole.addWidget(line())
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self.reason)
        self._bar_line = line()
        whole.addWidget(self._bar_line)
        whole.addWidget(self.bar)
        return panel

    @property
    def today(self) -> date:
        """The laptop's day."""
        return self.program.desk.clock.now().date()

    def show_back(self, shown: bool) -> None:
        """Offer the way back to the list, where the detail covers it."""
        self._back.setVisible(shown)

    def clear(self) -> None:
        """Show that nothing is chosen."""
        self.record = None
        self._stack.setCurrentIndex(0)

    def reload(self) -> None:
        """Read the record again and keep the place."""
        if self.record is not None:
            place = self._scroll.verticalScrollBar().value()
            self.show_record(self.record.id)
            self._scroll.verticalScrollBar().setValue(place)

    def show_record(self, record_id: str) -> None:
        """Show a record; one that is gone clears the page."""
        try:
            self.record = self.program.records.get(record_id)
        except AppError:
            self.clear()
            return
        record = self.record
        self._title.setText(self.title(record))
        self._below.setText(self.below(record))
        self._below.setVisible(bool(self._below.text()))
        self._show_marks(record)
        body = Body()
        brought_by = self.program.bundles.brought_by(record.id)
        if brought_by:
            note = text(tr("byhand.brought_by", name=brought_by), muted=True)
            note.setObjectName("broughtByHand")
            body.add(note)
        if record.conflicts:
            decide = LinkRow(
                tr("ui.detail.conflicts", n=len(record.conflicts)),
                state=StateLabel("attention", mark_word("conflict")),
                name="openConflicts",
            )
            decide.opened.connect(lambda: self.shell.open("conflicts", record.id))
            body.add(decide)
        self.fill(record, body)
        body.add(ExtraAnswers(self.program, self.shell, record))
        body.add(Fold(tr("ui.detail.history"), lambda: HistoryView(self.program, record.id, self.today), "history"))
        old = self._scroll.takeWidget()
        self._scroll.setWidget(body)
        body.setAutoFillBackground(False)
        if isinstance(old, QWidget):
            old.deleteLater()
        self.reason.close_panel()
        self.bar.set_actions(self.offers(record), self._menu(record))
        self._bar_line.setVisible(self.bar.any_actions)
        self.bar.setVisible(self.bar.any_actions)
        self._stack.setCurrentIndex(1)
        self.shown.emit(record_id)

    def _show_marks(self, record: Record) -> None:
        from commissioner_app.ui.shared.form_layout import clear_layout

        clear_layout(self._marks)
        mark = self.mark(record)
        made = mark_label(mark)
        made.setObjectName("detailMark")
        if mark == "received":
            # Looking through the receipts takes too long for the page to wait; the moment follows.
            self.shell.run_background(
                lambda: (self.received_at(record), self._file_receipts(record)),
                lambda found: self._say_receipt(made, *found),
                owner=made,
                lane="pool",
            )
        self._marks.addWidget(made, 0, Qt.AlignmentFlag.AlignRight)
        word = state_word(record.kind, record.state)
        if word and mark not in ("draft", "returned"):
            state = StateLabel(self._tone(record), word)
            state.setObjectName("detailState")
            self._marks.addWidget(state, 0, Qt.AlignmentFlag.AlignRight)
        self._marks.addStretch(1)

    def _tone(self, record: Record) -> str:
        from commissioner_app.domain.registry import KINDS

        declared = KINDS[record.kind].state(record.state)
        return declared.tone if declared else "draft"

    def _say_receipt(self, made: StateLabel, at: str, files: str) -> None:
        if at:
            made.set_state("ok", mark_word("received", receipt_text(at, self.today)))
        made.setToolTip(files)

    def _file_receipts(self, record: Record) -> str:
        """A line for each photo and file: whether it has arrived, when, and under which checksum."""
        return "\n".join(file_receipt(info, self.today) for info in self.program.attachments.of(record))

    def mark(self, record: Record) -> str:
        """Where the record stands in sending, from its history."""
        if record.conflicts:
            return "conflict"
        if self._tone(record) == "returned":
            return "returned"
        steps = self.program.records.history(record.id)
        if any(not step.sent for step in steps):
            return "draft" if self._tone(record) == "draft" else "waiting"
        return "received"

    def received_at(self, record: Record) -> str:
        """When the server's receipt for the record came; "" for one that came from elsewhere or long ago."""
        lines = self.program.sync.lines()
        return next((ln.received_at for ln in lines if ln.id == record.id and ln.what == "record"), "")

    # -- what screens fill in

    def title(self, record: Record) -> str:
        """The head."""
        from commissioner_app.domain.registry import KINDS

        return KINDS[record.kind].summary(record.answers).title or tr("ui.untitled")

    def below(self, _record: Record) -> str:
        """The line below the head."""
        return ""

    def fill(self, record: Record, body: Body) -> None:
        """Put the content of the record into the page."""
        raise NotImplementedError

    def offers(self, _record: Record) -> list[Action]:
        """The buttons below, most used first."""
        return []

    # -- what every record can do

    def _menu(self, record: Record) -> list[Action]:
        found = []
        for move in self.program.records.moves(record.id):
            if move.action not in self.primary_moves():
                found.append(Action(move.action, move_word(move.action), "", lambda m=move: self.take(m)))  # type: ignore[misc]
        if self.program.records.may_write(record.id):
            found.append(Action("delete", tr("ui.action.delete"), "trash-2", self.delete))
        return found

    def primary_moves(self) -> tuple[str, ...]:
        """Moves that are buttons of their own, not lines of the menu."""
        return ("submit",)

    def move_actions(self, record: Record) -> list[Action]:
        """The primary moves that this person may take now."""
        return [
            Action(move.action, move_word(move.action), "check", lambda m=move: self.take(m), primary=True)  # type: ignore[misc]
            for move in self.program.records.moves(record.id)
            if move.action in self.primary_moves()
        ]

    def edit_action(self, record: Record) -> list[Action]:
        """The button that changes the record, where this person may."""
        if not self.program.records.may_write(record.id):
            return []
        return [Action("edit", tr("ui.action.edit"), "pencil", lambda: self.shell.start_form(record.kind, record.id))]

    def print_actions(self, record: Record) -> list[Action]:
        """A button for each document of the record."""
        return [
            Action("print", tr("ui.action.print"), "printer", lambda k=kind: self.print_record(k.name, k.title))  # type: ignore[misc]
            for kind in self.program.reports.kinds(record.kind)
            if "pdf" in kind.formats
        ]

    def print_record(self, report: str, title: str) -> None:
        """Make the document off the main thread and show it."""
        record = self.record
        if record is None:
            return
        self.shell.run_background(
            lambda: self.program.reports.pdf(report, record.id),
            lambda pdf: self.shell.print_preview(pdf, f"{title} {self.title(record)}"),
            owner=self,
            lane="pool",
        )

    def take(self, move: Move) -> None:
        """Take a step between states; one that needs a reason asks for it in a panel."""
        if self.record is None:
            return
        record_id = self.record.id
        if move.reason_required:
            self.reason.ask(move_word(move.action), lambda reason: self.write_move(record_id, move.action, reason))
        else:
            self.write_move(record_id, move.action, "")

    def write_move(self, record_id: str, action: str, reason: str) -> None:
        """The write of a step."""
        self.shell.run_background(
            lambda: self.program.records.move(record_id, action, reason), self.written, owner=self
        )

    def delete(self) -> None:
        """Delete the record; undo brings it back."""
        if self.record is not None:
            record_id = self.record.id
            self.shell.run_background(lambda: self.program.records.delete(record_id), self.written, owner=self)

    def written(self, result: Written) -> None:
        """Tell everybody."""
        self.shell.announce(result.changes)

    def answer(self, name: str) -> str:
        """A core field of the shown record in words."""
        record = self.record
        return self.values.answer(record.kind, name, record.answers) if record else ""

    def context(self, record: Record) -> dict[str, Any]:
        """Host facts of this record, as the start of a new one about the same host."""
        names = ("host", "host_name", "host_type", "county", "town")
        return {name: record.answers[name] for name in names if record.answers.get(name)}
