"""Sync: how things stand in one sentence, what is being sent, a line per record and photo, the way to what needs a decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QScrollArea, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.services.sync import SyncRun
from commissioner_app.services.sync_lines import SyncLine
from commissioner_app.ui.screens.sync.by_hand import ByHand
from commissioner_app.ui.screens.sync.conflict_lead import ConflictLead
from commissioner_app.ui.screens.sync.line_area import LineArea
from commissioner_app.ui.screens.sync.state_area import StateArea
from commissioner_app.ui.shared.background import Job
from commissioner_app.ui.shared.exporting import export_waiting
from commissioner_app.ui.shared.form_layout import button, column, line
from commissioner_app.ui.shared.fresh_page import FreshPage
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.page_header import PageHeader
from commissioner_app.ui.shared.shell import Shell

LEAST_LINES = 12
"""How many lines of text the table and what stands around it have at least."""


class Page(FreshPage):
    """Listens to the window's one sync through ``shell.sync`` and shows the store's truth."""

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("syncPage")
        self._program, self._shell = program, shell
        self.header = PageHeader(tr("syncpage.title"))
        self._now = self.header.set_primary(tr("ui.sync.now"), "refresh-cw", "syncStart")
        self._now.clicked.connect(self._clicked)
        self._pause = button("", "circle-pause", name="syncPause")
        self._pause.clicked.connect(self._pause_or_resume)
        self.header.add_secondary(self._pause)
        self.state = StateArea(program, shell)
        self.state.export_wanted.connect(self._export)
        self.conflicts = ConflictLead(shell)
        self.lines = LineArea(program.desk.clock.now().date())
        self.lines.opened.connect(lambda found: shell.open_record(found.kind, found.id))
        self.lines.edit_wanted.connect(lambda found: shell.start_form(found.kind, found.id))
        self.lines.export_wanted.connect(self._export)
        self.model, self.view = self.lines.model, self.lines.view
        self.by_hand = ByHand(program, shell)
        self.by_hand.take_drops_of(self)
        self._reading: Job | None = None
        self._is_paused = False
        self.lines.setMinimumHeight(self.fontMetrics().height() * LEAST_LINES)
        inside = QWidget()
        body = column(inside, spacing=0)
        body.addWidget(self.state)
        body.addWidget(line())
        body.addWidget(self.conflicts)
        body.addWidget(self.lines, 1)
        body.addWidget(line())
        body.addWidget(self.by_hand)
        # Only where a window is too low for all of it does this scroll.
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        whole = column(self, spacing=0)
        whole.addWidget(self.header)
        whole.addWidget(scroll, 1)
        shell.changes.changed.connect(self.has_changed)
        runner = shell.sync
        runner.started.connect(self._started)
        runner.progressed.connect(self.state.show_progress)
        runner.finished.connect(self._finished)
        runner.planned.connect(self.has_changed)
        self._running(runner.running)
        self.refresh()

    def refresh(self) -> None:
        """Read the store again."""
        status = self._program.sync.status()
        self._is_paused = status.paused
        self._say_pause()
        self.state.refresh(status)
        self.conflicts.show_number(status.conflicts)
        self.by_hand.refresh()
        # The lines are read beside the window: with years of records they take a moment.
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._shell.run_background(self._read, self._show, owner=self, lane="pool")

    def _read(self) -> tuple[list[SyncLine], list[SyncRun]]:
        return self._program.sync.lines(), self._program.sync.runs()

    def _show(self, found: tuple[Sequence[SyncLine], Sequence[SyncRun]]) -> None:
        self.lines.show_lines(*found)

    def show_record(self, _record_id: str, export: bool = False) -> None:
        """With ``export`` what waits is written onto a stick at once, as from the panel below."""
        if export:
            self.by_hand.choose_target()

    def _export(self) -> None:
        export_waiting(self._program, self._shell)

    # -- the running sync

    def _clicked(self) -> None:
        if self._shell.sync.running:
            self._shell.sync.cancel()
        else:
            self._shell.sync_now()

    def _pause_or_resume(self) -> None:
        if self._is_paused:
            self._shell.sync.resume()
            return
        menu = QMenu(self)
        menu.setObjectName("syncPauseMenu")
        for key, words, act in (
            ("all", tr("syncpage.pause.all"), self._shell.sync.pause),
            ("photos", tr("syncpage.pause.photos"), lambda: self._shell.sync.pause_photos(True)),
        ):
            entry = menu.addAction(words)
            entry.setObjectName(f"syncPause.{key}")
            entry.triggered.connect(lambda _checked=False, act=act: act())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._pause.mapToGlobal(self._pause.rect().bottomLeft()))

    def _say_pause(self) -> None:
        self._pause.setText(tr("syncpage.resume" if self._is_paused else "syncpage.pause"))
        self._pause.setIcon(icon("play" if self._is_paused else "circle-pause"))

    def _running(self, running: bool) -> None:
        self._now.setText(tr("ui.sync.stop" if running else "ui.sync.now"))
        self._now.setIcon(icon("stop" if running else "refresh-cw", "on_accent"))
        self.state.show_running(running)

    def _started(self) -> None:
        self.state.begin()
        self._running(True)
        self.has_changed()

    def _finished(self, error: Any) -> None:
        self.state.finish(error)
        self._running(False)
        self.refresh()
