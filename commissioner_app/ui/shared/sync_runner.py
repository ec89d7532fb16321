"""One sync at a time for the whole window: progress for whoever shows it, a notice of what changed at its end."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from commissioner_app.services.program import Program
from commissioner_app.services.sync import Progress
from commissioner_app.ui.shared.background import Background, Job
from commissioner_app.ui.shared.changes import ChangeBus


class SyncRunner(QObject):
    """``progressed`` carries a ``Progress``; ``finished`` None or the error; ``started`` once per run."""

    started = Signal()
    progressed = Signal(object)
    finished = Signal(object)

    def __init__(self, program: Program, background: Background, changes: ChangeBus, parent: QObject) -> None:
        super().__init__(parent)
        self._program, self._background, self._changes = program, background, changes
        self._job: Job | None = None
        self.quiet = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._by_itself)
        self.reschedule()

    @property
    def running(self) -> bool:
        """Whether a sync is under way."""
        return self._job is not None

    def reschedule(self) -> None:
        """Take over the preference for syncing by itself."""
        if self._program.preferences.get("auto_sync"):
            self._timer.start(int(self._program.preferences.get("auto_sync_minutes")) * 60_000)
        else:
            self._timer.stop()

    def start(self, password: str = "", *, quiet: bool = False) -> None:
        """Begin, unless one runs. ``quiet``: nobody asked, so failing is no message."""
        if self._job is not None:
            return
        self.quiet = quiet
        self._job = self._background.stream(
            lambda: self._program.sync.run(password),
            self._step,
            lambda: self._end(None),
            self._end,
            owner=self,
        )
        self.started.emit()

    def cancel(self) -> None:
        """Stop at the next step; what was sent stays sent, the rest waits."""
        if self._job is not None:
            self._job.cancel()
            self._end(None)

    def _by_itself(self) -> None:
        self.start(quiet=True)

    def _step(self, progress: Progress) -> None:
        self.progressed.emit(progress)

    def _end(self, error: BaseException | None) -> None:
        self._job = None
        if self._program.sync.changes.pairs:
            self._program.forms.reload()
            self._program.lists.reload()
            self._changes.announce(self._program.sync.changes)
        self.finished.emit(error)
