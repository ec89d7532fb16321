"""One sync at a time for the whole window, by hand or by itself: progress for whoever shows it, a notice at its end."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from commissioner_app.errors import AppError
from commissioner_app.services.auto_plan import Plan
from commissioner_app.services.auto_sync import TICK_SECONDS, automatic
from commissioner_app.services.changes import Changes
from commissioner_app.services.program import Program
from commissioner_app.services.progress import Progress
from commissioner_app.services.sync_endings import LAPTOP_WIPED
from commissioner_app.ui.shared.background import Background, Job
from commissioner_app.ui.shared.changes import ChangeBus
from commissioner_app.ui.shared.network_hint import NetworkHint

HINT_MS: Final = 2000
WINDING_DOWN_MS: Final = 200
NOT_SENT: Final = frozenset({"sync", "drafts", "openrosa"})
"""Origins of changes that leave nothing to send to the provincial server."""


class SyncRunner(QObject):
    """``progressed`` carries a ``Progress``; ``finished`` None or the error; ``started`` once per run; ``planned`` says that
    what comes next has changed (paused, network back, settings); ``photos_held`` carries the ``SyncStatus`` where the person
    wants to be asked whether photos go over this metered network, once for each such network."""

    started = Signal()
    progressed = Signal(object)
    finished = Signal(object)
    planned = Signal()
    photos_held = Signal(object)

    def __init__(self, program: Program, background: Background, changes: ChangeBus, parent: QObject) -> None:
        super().__init__(parent)
        self._program, self._background, self._changes = program, background, changes
        self._job: Job | None = None
        self._looking: Job | None = None
        self._asked = False
        self.quiet = False
        self.auto = automatic(program.desk.clock, program.preferences, program.sync)
        self._timer = QTimer(self)
        self._timer.setInterval(round(TICK_SECONDS * 1000))
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        changes.changed.connect(self._changed)
        self._hint = NetworkHint(self)
        self._hint.changed.connect(self._network_changed)
        self._hint.metered_changed.connect(self._metered)
        QTimer.singleShot(HINT_MS, self, self._hint.listen)

    @property
    def running(self) -> bool:
        """Whether a sync is under way."""
        return self._job is not None

    def plan(self) -> Plan:
        """What comes next by itself, and when."""
        return self.auto.plan()

    def reschedule(self) -> None:
        """Settings have changed: what they mean for the next sync holds at once."""
        self.planned.emit()

    def start(self, password: str = "", *, quiet: bool = False, files_anyway: bool = False) -> None:
        """Begin, unless one runs. ``quiet``: nobody asked, so failing is no message. ``files_anyway``: photos go even over
        a line that is metered or weak."""
        if self._job is not None:
            return
        if self._program.sync.running:
            # One that was just stopped is still on its way to its next step.
            again = lambda: self.start(password, quiet=quiet, files_anyway=files_anyway)  # noqa: E731
            QTimer.singleShot(WINDING_DOWN_MS, self, again)
            return
        self.quiet = quiet
        self.auto.began()
        self._job = self._background.stream(
            lambda: self._program.sync.run(password, files_anyway=files_anyway),
            self._step,
            lambda: self._end(None),
            self._end,
            owner=self,
        )
        self.started.emit()

    def cancel(self) -> None:
        """Stop at the next step; what was sent stays sent, the rest waits."""
        if self._job is None:
            return
        self._job.cancel()
        self._program.sync.stop()
        self._job = None
        self.auto.stopped()
        self._tell(None)

    def pause(self) -> None:
        """No more by itself until ``resume``, over restarts too; one that runs stops, and goes on later where it stood."""
        self.cancel()
        self._keep("sync_paused", True)

    def resume(self) -> None:
        """Syncs come by themselves again, and the first one now."""
        self._keep("sync_paused", False, then_sync=True)

    def pause_photos(self, paused: bool) -> None:
        """Keep photos and files back, or let them go again."""
        self._keep("photos_paused", paused, then_sync=not paused)

    def _keep(self, key: str, value: bool, *, then_sync: bool = False) -> None:
        def kept(_none: None) -> None:
            self.planned.emit()
            if then_sync:
                self.start()

        self._background.run(lambda: self._program.preferences.set(key, value), kept, owner=self)

    # -- by itself

    def _tick(self) -> None:
        step = self.auto.tick()
        if step == "sync":
            self.start(quiet=True)
        elif step == "check":
            self._looking = self._background.run(
                self._program.sync.look, self._looked, lambda _error: self._looked(False), owner=self, lane="pool"
            )

    def _looked(self, reached: bool) -> None:
        self._looking = None
        self.auto.checked(reached)
        self.planned.emit()

    def _changed(self, changes: Changes) -> None:
        if changes.origin not in NOT_SENT:
            self.auto.edited()

    def _network_changed(self, up: bool) -> None:
        self.auto.network_changed(up=up)
        self.planned.emit()

    def _metered(self, metered: bool) -> None:
        self._program.sync.metered = metered
        self._asked = False
        self.auto.network_changed()
        self.planned.emit()

    # -- the running sync

    def _step(self, progress: Progress) -> None:
        self.progressed.emit(progress)

    def _end(self, error: BaseException | None) -> None:
        self._job = None
        if getattr(error, "code", "") == LAPTOP_WIPED:
            # There is nothing left to read, to sync or to be told about.
            self._timer.stop()
            self.finished.emit(error)
            return
        sync, status = self._program.sync, self._program.sync.status()
        told = error if isinstance(error, AppError) else AppError("bug") if error else None
        self.auto.ended(told, waits=status.waits, held=bool(status.held), asked=sync.retry_after())
        self._tell(error)
        if status.held == "metered" and not self._asked and self._program.preferences.get("photos_on") == "ask":
            self._asked = True
            self.photos_held.emit(status)

    def _tell(self, error: BaseException | None) -> None:
        if self._program.sync.changes.pairs:
            self._program.forms.reload()
            self._program.lists.reload()
            self._changes.announce(self._program.sync.changes)
        self.finished.emit(error)
