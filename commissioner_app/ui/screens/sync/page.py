"""Sync: how things stand in one sentence, what is being sent, a line per record and photo, what needs a decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from commissioner_app.i18n import has, tr
from commissioner_app.services.conflicts import ConflictRow
from commissioner_app.services.program import Program
from commissioner_app.services.sync import Progress, SyncLine
from commissioner_app.services.sync_words import last_text, waiting_text
from commissioner_app.ui.screens.sync.conflict_area import ConflictArea
from commissioner_app.ui.screens.sync.lines import LineModel, make_view
from commissioner_app.ui.screens.sync.result import result_text
from commissioner_app.ui.shared.background import Job
from commissioner_app.ui.shared.form_layout import column, heading, line, row, text
from commissioner_app.ui.shared.page_header import PageHeader
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.status_line import progress_sentence
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN, INSIDE

LINES_LEFT = 170
LINES_LEAST = 110
CARDS_LEAST = 330


class Page(QWidget):
    """Listens to the window's one sync through ``shell.sync`` and shows the store's truth."""

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("syncPage")
        self._program, self._shell = program, shell
        self.header = PageHeader(tr("syncpage.title"))
        self._now = self.header.set_primary(tr("ui.sync.now"), "refresh-cw", "syncStart")
        self._now.clicked.connect(self._clicked)
        self._sentence = heading("", 2)
        self._sentence.setObjectName("syncSentence")
        self._last = text("", muted=True)
        self._result = text("", muted=True)
        self._result.setObjectName("syncResult")
        self._step = text("", muted=True)
        self._step.setObjectName("syncStep")
        self._bar = QProgressBar()
        self._bar.setObjectName("syncProgress")
        self._bar.setTextVisible(False)
        self.conflicts = ConflictArea(program, shell)
        self.conflicts.wants_room.connect(self._share_room)
        self._reading: Job | None = None
        self._stale = False
        self.model = LineModel(program.desk.clock.now().date(), self)
        self._build()
        shell.changes.changed.connect(self._changed)
        runner = shell.sync
        runner.started.connect(self._started)
        runner.progressed.connect(self._progressed)
        runner.finished.connect(self._finished)
        self._running(runner.running)
        self.refresh()

    def _build(self) -> None:
        self._top = top = column(spacing=INSIDE)
        top.setContentsMargins(AROUND, 0, AROUND, BETWEEN)
        for widget in (self._sentence, self._last, self._step, self._bar, self._result):
            top.addWidget(widget)
        self._lines = frame = QFrame()
        frame.setObjectName("panel")
        lines = column(frame, spacing=0)
        head = row()
        head.setContentsMargins(AROUND, BETWEEN, AROUND, INSIDE)
        head.addWidget(heading(tr("syncpage.lines"), 3), 1)
        lines.addLayout(head)
        self.view = make_view(self.model)
        self.view.doubleClicked.connect(lambda index: self._open(index.row()))
        self.view.activated.connect(lambda index: self._open(index.row()))
        inner = row()
        inner.setContentsMargins(BETWEEN, 0, BETWEEN, 0)
        inner.addWidget(self.view)
        lines.addLayout(inner, 1)
        whole = column(self, spacing=0)
        whole.addWidget(self.header)
        whole.addLayout(top)
        whole.addWidget(line())
        whole.addWidget(self.conflicts)
        whole.addWidget(frame, 1)
        whole.addStretch(0)

    def refresh(self) -> None:
        """Read the store again."""
        status = self._program.sync.status()
        today = self._program.desk.clock.now().date()
        self._sentence.setText(waiting_text(status))
        parts = [tr("ui.status.offline")] if status.online is False else []
        parts.append(last_text(status, today))
        if status.last_error and has(f"error.{status.last_error}"):
            parts.append(tr("syncpage.last_error", words=self._error_words(status.last_error)))
        self._last.setText("  ·  ".join(parts))
        # The lines and the conflicts are read beside the window: with years of records they take a moment.
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._shell.run_background(self._read, self._show, owner=self, lane="pool")

    def _read(self) -> tuple[list[SyncLine], list[ConflictRow]]:
        return self._program.sync.lines(), self._program.conflicts.rows()

    def _show(self, found: tuple[Sequence[SyncLine], Sequence[ConflictRow]]) -> None:
        lines, conflicts = found
        self.model.set_rows(lines)
        self.conflicts.show_rows(conflicts)
        self._share_room()

    def _changed(self, _changes: Any) -> None:
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """The cards get what they need; the lines keep a few rows, or give way where the window is too low for both."""
        if self.conflicts.isHidden():
            self._lines.show()
            return
        room = self.height() - self.header.height() - self._top.totalHeightForWidth(self.width()) - 1
        taken = self.conflicts.fit(max(room - LINES_LEFT, min(room, CARDS_LEAST)))
        both = room - taken >= LINES_LEAST
        if not both:
            self.conflicts.fit(room)
        self._lines.setVisible(both)

    def _error_words(self, code: str) -> str:
        try:
            return tr(f"error.{code}")
        except (KeyError, IndexError):
            return code

    # -- the running sync

    def _clicked(self) -> None:
        if self._shell.sync.running:
            self._shell.sync.cancel()
        else:
            self._shell.sync_now()

    def _running(self, running: bool) -> None:
        self._now.setText(tr("ui.sync.stop" if running else "ui.sync.now"))
        self._bar.setVisible(running)
        self._step.setVisible(running)
        self._result.setVisible(not running and bool(self._result.text()))

    def _started(self) -> None:
        self._bar.setRange(0, 0)
        self._step.setText(tr("ui.status.running"))
        self._running(True)

    def _progressed(self, progress: Progress) -> None:
        self._bar.setRange(0, progress.total or 0)
        self._bar.setValue(progress.done)
        self._step.setText(progress_sentence(progress))

    def _finished(self, error: Any) -> None:
        result = self._program.sync.result
        self._result.setText(result_text(result) if error is None and result else "")
        self._running(False)
        self.refresh()

    def _open(self, number: int) -> None:
        found = self.model.row_at(number)
        if found is not None and found.kind:
            self._shell.open_record(found.kind, found.id)
