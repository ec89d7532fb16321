"""What two people changed differently: the list, the one in question, and deciding many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QMenu, QSplitter, QStackedWidget, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.conflicts import Choice, ConflictRow, Decision, LostMove, Outcome
from commissioner_app.services.program import Program
from commissioner_app.ui.screens.conflicts.filters import Filters
from commissioner_app.ui.screens.conflicts.notices import Notices
from commissioner_app.ui.screens.conflicts.panel import Panel
from commissioner_app.ui.screens.conflicts.rows import ConflictDelegate, ConflictModel, ConflictRole
from commissioner_app.ui.shared.background import Job
from commissioner_app.ui.shared.empty_state import EmptyState
from commissioner_app.ui.shared.form_layout import button, column, text
from commissioner_app.ui.shared.fresh_page import FreshPage
from commissioner_app.ui.shared.list_page import is_narrow
from commissioner_app.ui.shared.messages import explain
from commissioner_app.ui.shared.page_header import PageHeader
from commissioner_app.ui.shared.row_view import RowView
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import BETWEEN, INSIDE

KEYS: dict[int, Choice] = {Qt.Key.Key_1: "mine", Qt.Key.Key_2: "theirs", Qt.Key.Key_3: "value"}
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Page(FreshPage):
    """In the list, 1, 2 and 3 choose a value and Enter takes it; after a decision the next conflict is shown."""

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("conflictsPage")
        self._program, self._shell = program, shell
        self._all: list[ConflictRow] = []
        self._wanted = ""
        self._place = 0
        self._reading: Job | None = None
        self.model = ConflictModel(self)
        self.view = RowView(
            "conflictList", tr("conflict.page"), self.model, ConflictDelegate(program.desk.clock.now().date(), self)
        )
        self.view.installEventFilter(self)
        self.view.selectionModel().currentChanged.connect(self._current)
        self.filters = Filters()
        self.filters.changed.connect(self._filter)
        self.panel = Panel(program, shell)
        self.panel.decided.connect(self._decide_one)
        self.panel.back_wanted.connect(self._back)
        self._build()
        self.setFocusProxy(self.view)
        shell.changes.changed.connect(self.has_changed)
        self.refresh()

    def _build(self) -> None:
        self.header = PageHeader(tr("conflict.page"))
        self._many = button(tr("conflict.many"), "clipboard-check", name="conflictMany")
        menu = QMenu(self._many)
        for scope in ("record", "shown"):
            for choice in ("mine", "theirs"):
                act = menu.addAction(tr(f"conflict.many.{scope}.{choice}"))
                act.setObjectName(f"many.{scope}.{choice}")
                act.triggered.connect(lambda _on=False, s=scope, c=choice: self._decide_many(s, c))
            if scope == "record":
                menu.addSeparator()
        self._many.setMenu(menu)
        self.header.add_secondary(self._many)
        self._hint = text(tr("conflict.explain"), muted=True)
        self._left = QWidget()
        layout = column(self._left, spacing=0)
        head = column(spacing=INSIDE)
        head.setContentsMargins(BETWEEN, 0, BETWEEN, INSIDE)
        head.addWidget(self._hint)
        head.addWidget(self.filters)
        layout.addLayout(head)
        frame = QFrame()
        frame.setObjectName("panel")
        column(frame, spacing=0).addWidget(self.view)
        layout.addWidget(frame, 1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._left)
        self._splitter.addWidget(self.panel)
        self._splitter.setSizes([360, 820])
        self._splitter.setStretchFactor(1, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._splitter)
        self._stack.addWidget(EmptyState("circle-check", tr("conflict.none")))
        self.notices = Notices()
        self.notices.read.connect(self._read)
        self.notices.opened.connect(self._shell.open_record)
        whole = column(self, spacing=0)
        whole.addWidget(self.header)
        whole.addWidget(self.notices)
        whole.addWidget(self._stack, 1)

    # -- what is shown

    def refresh(self) -> None:
        """Read the conflicts again, beside the window, and keep the place."""
        if self._reading is not None:
            self._reading.cancel()
        conflicts = self._program.conflicts
        self._reading = self._shell.run_background(
            lambda: (conflicts.rows(), conflicts.lost_moves()), self._show, owner=self, lane="pool"
        )

    def show_record(self, record_id: str, **_options: Any) -> None:
        """Show the conflicts of a record."""
        self._wanted = record_id
        self.filters.clear()
        self._go_to_wanted()

    def _show(self, found: tuple[Sequence[ConflictRow], Sequence[LostMove]]) -> None:
        rows, lost = found
        self._all = list(rows)
        self.notices.show_moves(lost)
        self.filters.offer(self._all)
        self._filter()

    def _filter(self) -> None:
        shown = [row for row in self._all if self.filters.lets_through(row)]
        before = self.panel.row
        self.model.set_rows(shown)
        self._stack.setCurrentIndex(0 if self._all else 1)
        self._many.setVisible(len(self._all) > 1)
        place = self.model.find(before.id) if before else -1
        if place < 0 and before is not None:
            place = min(self._place, len(shown) - 1)
        if place < 0 and shown and not is_narrow(self):
            place = 0
        if place >= 0:
            self.view.setCurrentIndex(self.model.index(place))
        else:
            self.panel.show_row(None)
            self._arrange()
        self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        place = self.model.find_record(self._wanted) if self._wanted else -1
        if place >= 0:
            self._wanted = ""
            self.view.setCurrentIndex(self.model.index(place))

    def _current(self, index: QModelIndex, _before: QModelIndex) -> None:
        chosen = index.data(ConflictRole) if index.isValid() else None
        if isinstance(chosen, ConflictRow):
            self._place = index.row()
            self.panel.show_row(chosen)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """On a narrow window the conflict takes the place of the list, with a way back."""
        narrow = is_narrow(self)
        held = self.view.hasFocus() or self.panel.isAncestorOf(self.focusWidget() or self)
        self.panel.setVisible(self.panel.row is not None)
        self._left.setVisible(not narrow or self.panel.row is None)
        self.panel.show_back(narrow)
        self.setFocusProxy(self.panel if self._left.isHidden() else self.view)
        if held and self._left.isHidden():
            self.panel.setFocus()

    def _back(self) -> None:
        self.view.setCurrentIndex(QModelIndex())
        self.panel.show_row(None)
        self._arrange()
        self.view.setFocus()

    # -- deciding

    def _read(self, ids: list[str]) -> None:
        self._shell.run_background(
            lambda: self._program.conflicts.read_lost(ids), self._shell.changes.changed.emit, owner=self
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        # The list itself would look for a title that begins with a digit.
        if watched is self.view and event.type() == QEvent.Type.KeyPress and self._key(cast(QKeyEvent, event).key()):
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if not self._key(event.key()):
            super().keyPressEvent(event)

    def _key(self, key: int) -> bool:
        """Whether a key chose or took a value."""
        if key in KEYS:
            self.panel.choose(KEYS[key])
        elif key in ENTER:
            self.panel.confirm()
        else:
            return False
        return True

    def _decide_one(self, choice: Choice, value: Any) -> None:
        row = self.panel.row
        if row is not None:
            self._decide([Decision(row.record_id, row.id, choice, value)])

    def _decide_many(self, scope: str, choice: Choice) -> None:
        here = self.panel.row
        rows = self.model.rows
        if scope == "record":
            rows = [row for row in self._all if here is not None and row.record_id == here.record_id]
        self._decide([Decision(row.record_id, row.id, choice) for row in rows])

    def _decide(self, decisions: list[Decision]) -> None:
        if decisions:
            self._shell.run_background(lambda: self._program.conflicts.decide(decisions), self._done, owner=self)

    def _done(self, outcome: Outcome) -> None:
        if outcome.changes:
            self._shell.announce(outcome.changes)
        if outcome.failed and not outcome.done and len(outcome.failed) == 1:
            self._shell.report(outcome.failed[0][1])
        elif outcome.failed:
            reasons = tr("ui.list_comma").join(dict.fromkeys(explain(error).text for _, error in outcome.failed))
            self._shell.notify(tr("conflict.not_decided", n=len(outcome.failed), reason=reasons), "attention")
        # The button that was pressed is gone; without this the keyboard falls to the first entry of the rail.
        self.setFocus()
