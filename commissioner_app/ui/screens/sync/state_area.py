"""How things stand: the sentence, what comes next, notices with what can be done, and the sync that runs."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.services.progress import Progress
from commissioner_app.services.sync_endings import ABOUT_THE_WAY
from commissioner_app.services.sync_status import SyncStatus
from commissioner_app.services.sync_words import (
    held_text,
    last_text,
    next_text,
    size_text,
    trouble,
    waiting_text,
)
from commissioner_app.ui.screens.sync.result import result_text
from commissioner_app.ui.screens.sync.sign_in_again import SignInAgain
from commissioner_app.ui.shared.form_layout import column, heading, row, text
from commissioner_app.ui.shared.notice import Act, Notice
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.status_line import progress_sentence, show_share
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN, INSIDE

SIGN_IN: Final = frozenset({"sign_in_again", "token_expired", "token_invalid"})


class StateArea(QWidget):
    """``export_wanted`` asks for what waits to be written to a file."""

    export_wanted = Signal()

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self._program, self._shell = program, shell
        self.sentence = heading("", 2)
        self.sentence.setObjectName("syncSentence")
        self._line = text("", muted=True)
        self._line.setObjectName("syncNext")
        self.trouble, self.paused, self.held = Notice("syncTrouble"), Notice("syncPaused"), Notice("syncHeld")
        self.sign_in = SignInAgain()
        self.sign_in.wanted.connect(shell.sync.start)
        self._step = text("", muted=True)
        self._step.setObjectName("syncStep")
        self._bytes = text("", muted=True, wrap=False)
        self._bytes.setObjectName("syncBytes")
        self._bar = QProgressBar()
        self._bar.setObjectName("syncProgress")
        self._bar.setAccessibleName(tr("syncpage.progress"))
        self._bar.setTextVisible(False)
        self._result = text("", muted=True)
        self._result.setObjectName("syncResult")
        self._layout = column(self, spacing=INSIDE)
        self._layout.setContentsMargins(AROUND, 0, AROUND, BETWEEN)
        for widget in (self.sentence, self._line, self.trouble, self.sign_in, self.paused, self.held):
            self._layout.addWidget(widget)
        across = row(spacing=BETWEEN)
        across.addWidget(self._step, 1)
        across.addWidget(self._bytes)
        self._layout.addLayout(across)
        self._layout.addWidget(self._bar)
        self._layout.addWidget(self._result)

    def refresh(self, status: SyncStatus) -> None:
        """Say how things stand, by the store."""
        now = self._program.desk.clock.now()
        waiting = waiting_text(status)
        if status.waiting_files:
            waiting = tr("syncpage.with_size", what=waiting, size=size_text(status.waiting_bytes))
        self.sentence.setText(waiting)
        parts = [tr("ui.status.offline")] if status.online is False else []
        parts += [last_text(status, now.date())]
        if not self._shell.sync.running and not status.paused:
            parts.append(next_text(self._shell.sync.plan(), now))
        self._line.setText("  ·  ".join(parts))
        self._say_trouble(status)
        self.paused.say(
            tr("syncpage.paused") if status.paused else "", "info",
            [("syncResume", tr("syncpage.resume"), self._shell.sync.resume)],
        )  # fmt: skip
        self._say_held(status)

    def _say_trouble(self, status: SyncStatus) -> None:
        running = self._shell.sync.running
        code, words = ("", "") if running else (status.last_error, trouble(status))
        acts: list[Act] = []
        if code in ABOUT_THE_WAY:
            acts.append(("syncToSettings", tr("syncpage.to_network"), self._to_network))
        if status.waits or status.refused:
            acts.append(("syncExportNow", tr("syncpage.export"), self.export_wanted.emit))
        self.trouble.say(words, "attention", acts)
        self.sign_in.setVisible(code in SIGN_IN)

    def _to_network(self) -> None:
        self._shell.open("settings", section="network")

    def _say_held(self, status: SyncStatus) -> None:
        acts: list[Act] = []
        if status.held == "paused":
            acts.append(("photosResume", tr("syncpage.photos.resume"), lambda: self._shell.sync.pause_photos(False)))
        elif status.held in ("metered", "weak"):
            acts.append(("photosAnyway", tr("syncpage.photos.anyway"), self._anyway))
        self.held.say("" if self._shell.sync.running else held_text(status), "waiting", acts)

    def _anyway(self) -> None:
        self._shell.sync.start(files_anyway=True)

    # -- the running sync

    def show_running(self, running: bool) -> None:
        """What belongs to a sync that runs, or to one that has ended."""
        for widget in (self._step, self._bytes, self._bar):
            widget.setVisible(running)
        self._result.setVisible(not running and bool(self._result.text()))

    def begin(self) -> None:
        """A sync has begun."""
        self._bar.setRange(0, 0)
        self._step.setText(tr("ui.status.running"))
        self._bytes.setText("")
        self.show_running(True)

    def show_progress(self, progress: Progress) -> None:
        """A step of the running sync."""
        show_share(self._bar, progress)
        self._step.setText(progress_sentence(progress))
        sent, received = self._program.sync.traffic()
        self._bytes.setText(tr("syncpage.traffic", sent=size_text(sent), received=size_text(received)))

    def finish(self, error: Any) -> None:
        """A sync has ended."""
        result = self._program.sync.result
        self._result.setText(result_text(result) if error is None and result and result.get("ok", True) else "")
        self.show_running(False)
