"""Review: what waits for this leader or office; approve, or send back with a comment."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QSplitter, QStackedWidget, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.services.review import ReviewRow
from commissioner_app.ui.screens.review.detail import ReviewDetail
from commissioner_app.ui.screens.review.queue import QueueDelegate, QueueModel, ReviewRole
from commissioner_app.ui.shared.empty_state import EmptyState
from commissioner_app.ui.shared.form_layout import column
from commissioner_app.ui.shared.list_page import is_narrow
from commissioner_app.ui.shared.page_header import PageHeader
from commissioner_app.ui.shared.row_view import RowView
from commissioner_app.ui.shared.segmented import Segmented
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import BETWEEN, INSIDE

KINDS = ("", "visit", "need", "host", "resource")
PAPERS = "papers"
"""All that has no button of its own: activities, agreements, evaluations …"""


class Page(QWidget):
    """The queue beside the record; after a decision the next one is shown."""

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("reviewPage")
        self._program, self._shell = program, shell
        self._kind = ""
        self.model = QueueModel(self)
        delegate = QueueDelegate(program.desk.clock.now().date(), self)
        self.view = RowView("reviewList", tr("review.title"), self.model, delegate)
        self.view.selectionModel().currentChanged.connect(self._current)
        choices = [(kind or "all", tr(f"{kind}.title") if kind else tr("ui.filter.all")) for kind in KINDS]
        choices.append((PAPERS, tr("papers.title")))
        self._filter = Segmented(choices, "reviewFilter")
        self._filter.set_current("all")
        self._filter.chosen.connect(self._choose_kind)
        self.detail = ReviewDetail(program, shell)
        self.detail.decided.connect(self._decided)
        self.detail.back_wanted.connect(self._back)
        self._build()
        shell.changes.changed.connect(self._changed)
        self.refresh()

    def _build(self) -> None:
        self._empty = EmptyState("clipboard-check", tr("review.empty"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        frame = QFrame()
        frame.setObjectName("panel")
        column(frame, spacing=0).addWidget(self._stack)
        self._left = QWidget()
        layout = column(self._left, spacing=0)
        head = column()
        head.setContentsMargins(BETWEEN, 0, BETWEEN, INSIDE + 4)
        head.addWidget(self._filter)
        layout.addLayout(head)
        layout.addWidget(frame, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._left)
        splitter.addWidget(self.detail)
        splitter.setSizes([420, 760])
        splitter.setStretchFactor(1, 1)
        whole = column(self, spacing=0)
        whole.addWidget(PageHeader(tr("review.title")))
        whole.addWidget(splitter, 1)

    def refresh(self) -> None:
        """Read the queue again and keep the place."""
        before = self.detail.row.id if self.detail.row else ""
        rows = self._program.review.queue("" if self._kind == PAPERS else self._kind)
        if self._kind == PAPERS:
            rows = [row for row in rows if row.kind not in KINDS]
        self.model.set_rows(rows)
        self._stack.setCurrentWidget(self.view if rows else self._empty)
        place = next((n for n, row in enumerate(rows) if row.id == before), -1)
        if place >= 0:
            self.view.setCurrentIndex(self.model.index(place))
        else:
            self.detail.show_row(None)
            self._arrange()

    def show_record(self, record_id: str, **_options: Any) -> None:
        """Show a record of the queue."""
        place = self.model.find(record_id)
        if place >= 0:
            self.view.setCurrentIndex(self.model.index(place))

    def _choose_kind(self, key: str) -> None:
        self._kind = "" if key == "all" else key
        self.refresh()

    def _current(self, index: QModelIndex, _before: QModelIndex) -> None:
        chosen = index.data(ReviewRole) if index.isValid() else None
        self.detail.show_row(chosen if isinstance(chosen, ReviewRow) else None)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """On a narrow window the record takes the place of the queue, with a way back."""
        narrow = is_narrow(self)
        self._left.setVisible(not narrow or self.detail.row is None)
        self.detail.setVisible(not narrow or self.detail.row is not None)
        self.detail.show_back(narrow)

    def _back(self) -> None:
        self.view.setCurrentIndex(QModelIndex())
        self.view.setFocus()

    def _decided(self, record_id: str) -> None:
        place = self.model.find(record_id)
        self.refresh()
        if self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(min(max(place, 0), self.model.rowCount() - 1)))

    def _changed(self, _changes: Any) -> None:
        self.refresh()
