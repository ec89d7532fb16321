"""Each record and photo with its receipt, filtered; what the server refused with the reason and what can be done; and
the last syncs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedWidget

from commissioner_app.errors import AppError
from commissioner_app.i18n import tr
from commissioner_app.services.sync import SyncRun
from commissioner_app.services.sync_lines import SyncLine
from commissioner_app.services.words import kind_word
from commissioner_app.ui.screens.sync.lines import LineModel, make_view
from commissioner_app.ui.screens.sync.runs import CHARACTERS, RunModel
from commissioner_app.ui.shared.form_layout import button, column, row, settle
from commissioner_app.ui.shared.messages import explain
from commissioner_app.ui.shared.notice import Notice
from commissioner_app.ui.shared.segmented import Segmented
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN, INSIDE

STATES: Final[dict[str, frozenset[str]]] = {
    "all": frozenset(),
    "waiting": frozenset({"waiting", "sending", "conflict"}),
    "refused": frozenset({"refused"}),
    "received": frozenset({"received"}),
}
RUNS: Final = "runs"


class LineArea(QFrame):
    """``opened`` and ``edit_wanted`` carry a line, ``export_wanted`` asks for what waits."""

    opened = Signal(object)
    edit_wanted = Signal(object)
    export_wanted = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._lines: list[SyncLine] = []
        self.model = LineModel(today, self)
        self.view = make_view(self.model)
        self.view.doubleClicked.connect(lambda index: self._open(index.row()))
        self.view.activated.connect(lambda index: self._open(index.row()))
        self.view.selectionModel().currentRowChanged.connect(lambda index, _before: self._explain(index.row()))
        self.run_model = RunModel(today, self)
        self.runs = make_view(
            self.run_model, name="syncRuns", label=tr("syncpage.filter.runs"), stretch=6, widths=CHARACTERS
        )
        choices = [(key, tr(f"syncpage.filter.{key}")) for key in (*STATES, RUNS)]
        self.filter = Segmented(choices, "syncFilter")
        self.filter.set_current("all")
        self.filter.chosen.connect(self._filter)
        export = button(tr("syncpage.export"), "download", name="syncExport")
        export.setToolTip(tr("syncpage.export.tip"))
        export.clicked.connect(self.export_wanted)
        self.reason = Notice("syncRefused")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.runs)
        layout = column(self, spacing=0)
        head = row(spacing=INSIDE)
        head.setContentsMargins(AROUND, BETWEEN, AROUND, INSIDE)
        head.addWidget(self.filter, 1)
        head.addWidget(export)
        layout.addLayout(head)
        inner = column(spacing=INSIDE)
        inner.setContentsMargins(BETWEEN, 0, BETWEEN, INSIDE)
        inner.addWidget(self._stack, 1)
        inner.addWidget(self.reason)
        layout.addLayout(inner, 1)

    def show_lines(self, lines: Sequence[SyncLine], runs: Sequence[SyncRun]) -> None:
        """Show these; the filter and the line that is chosen stay."""
        self._lines = list(lines)
        for key, states in STATES.items():
            count = sum(line.state in states for line in self._lines) if states else 0
            words = tr(f"syncpage.filter.{key}")
            self.filter.set_words(key, f"{words} {count}" if count and key != "received" else words)
        settle(self.filter)
        if list(runs) != self.run_model.rows:
            self.run_model.set_rows(runs)
        self._show()

    def _filter(self, key: str) -> None:
        self._stack.setCurrentWidget(self.runs if key == RUNS else self.view)
        self._show()

    def _show(self) -> None:
        states = STATES.get(self.filter.current(), frozenset())
        shown = [line for line in self._lines if not states or line.state in states]
        if shown == self.model.rows:
            return
        chosen = self.model.row_at(self.view.currentIndex().row())
        self.model.set_rows(shown)
        again = next(
            (n for n, line in enumerate(shown) if chosen and (line.what, line.id) == (chosen.what, chosen.id)), -1
        )
        self.view.setCurrentIndex(self.model.index(again, 0))
        self._explain(again)

    def _explain(self, number: int) -> None:
        """Under the table: why the chosen line was refused, and what can be done."""
        line = self.model.row_at(number)
        if line is None or line.state != "refused":
            self.reason.say("")
            return
        why = explain(AppError(line.detail, kind=kind_word(line.kind))).text
        words = tr("syncpage.refused", title=line.title or tr("ui.untitled"), why=why)
        acts = [
            ("refusedEdit", tr("syncpage.refused.edit"), lambda: self.edit_wanted.emit(line)),
            ("refusedExport", tr("syncpage.export"), self.export_wanted.emit),
        ]
        self.reason.say(words, "returned", acts)

    def _open(self, number: int) -> None:
        found = self.model.row_at(number)
        if found is not None and found.kind:
            self.opened.emit(found)
