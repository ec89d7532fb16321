"""Listening to the satellite receiver on behalf of a question, until the position is good enough."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from commissioner_app.domain.nmea import Fix
from commissioner_app.services.receiver import Reading
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.shared.background import Job


class Listening(QObject):
    """``heard``: something new is known (see ``reading``). ``found`` carries the position that was taken. ``ended``: it
    listens no more, for whatever reason."""

    heard = Signal()
    found = Signal(object)
    ended = Signal()

    def __init__(self, tools: FieldTools, good_m: float, parent: QObject) -> None:
        """``good_m``: a position this exact is taken by itself; 0 leaves it to the person."""
        super().__init__(parent)
        self._tools = tools
        self._good = good_m
        self._job: Job | None = None
        self._best: Fix | None = None
        self.reading: Reading | None = None

    @property
    def running(self) -> bool:
        """Whether it listens."""
        return self._job is not None

    @property
    def best(self) -> Fix | None:
        """The most exact position so far; of those without an accuracy the newest."""
        return self._best

    def start(self) -> None:
        """Begin to listen."""
        if self._job is None:
            self._best, self.reading = None, None
            receiver = self._tools.program.receiver
            self._job = self._tools.shell.run_stream(
                receiver.listen, self._hear, done=self._end, failed=self._fail, owner=self
            )
            self.heard.emit()

    def take(self) -> None:
        """Take the best position so far and stop; without one, just stop."""
        best = self._best
        self.stop()
        if best is not None:
            self.found.emit(best)

    def stop(self) -> None:
        """Listen no more."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self.ended.emit()

    def _hear(self, reading: Reading) -> None:
        if self._job is None:
            return
        self.reading = reading
        fix, best = reading.fix, self._best
        if fix is not None and (best is None or best.acc is None or (fix.acc is not None and fix.acc <= best.acc)):
            self._best = fix
        if self._best is not None and self._best.acc is not None and self._best.acc <= self._good:
            self.take()
        else:
            self.heard.emit()

    def _end(self) -> None:
        """The line closed or the time is over: what was found so far is taken."""
        if self._job is not None:
            self.take()

    def _fail(self, error: BaseException) -> None:
        self._tools.shell.report(error)
        if self._job is not None:
            self.take()
