"""Keeps the draft on disk no older than a second, without ever making the person wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from commissioner_app.ui.form_fill.place import Place

if TYPE_CHECKING:
    from commissioner_app.services.program import Program
    from commissioner_app.ui.shared.shell import Shell

PAUSE_MS = 500
RETRY_MS = 5000


class Autosave(QObject):
    """``saved`` carries the moment of a save that is durable, ``failed`` the error of one that is not.

    The timer starts with the first change after a save and is not put off by further ones; with the fifth of a second
    that a text field takes to hand over what is typed and the writing itself, at most a second of typing is ever only
    in memory, on a busy machine too.
    """

    saved = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        program: Program,
        shell: Shell,
        draft_id: str,
        state: Callable[[], tuple[Mapping[str, Any], Place, str]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._program = program
        self._shell = shell
        self._draft_id = draft_id
        self._state = state
        self._writing = False
        self._again = False
        self._ended = False
        self.dirty = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.save)

    def touch(self) -> None:
        """Something changed."""
        if self._ended:
            return
        self.dirty = True
        if not self._timer.isActive():
            self._timer.start()

    def save(self) -> None:
        """Save now, in the background; while one save is under way, the next one waits for its end."""
        self._timer.stop()
        if self._ended:
            return
        if self._writing:
            self._again = True
            return
        self._writing = True
        self.dirty = False
        saved, place, title = self._state()
        draft_id, drafts = self._draft_id, self._program.drafts
        self._shell.run_background(
            lambda: drafts.save(draft_id, saved, place.section, place.text(), title),
            self._done,
            self._broken,
            owner=self,
        )

    def last(self) -> None:
        """Hand over the last state and take no more; the writer finishes it even when the page is gone by then."""
        if self._ended:
            return
        self._timer.stop()
        if self.dirty or self._writing or self._again:
            saved, place, title = self._state()
            draft_id, drafts = self._draft_id, self._program.drafts
            self._shell.run_background(lambda: drafts.save(draft_id, saved, place.section, place.text(), title))
        self._ended = True

    def end(self) -> None:
        """The draft is gone (its record was written): nothing is to be saved any more."""
        self._timer.stop()
        self._ended = True

    def resume(self) -> None:
        """Go on after a submission that did not succeed."""
        self._ended = False
        self.touch()

    def _done(self, moment: str) -> None:
        self._finish()
        try:
            self.saved.emit(datetime.fromisoformat(moment))
        except (TypeError, ValueError):
            self.saved.emit(None)

    def _broken(self, error: BaseException) -> None:
        self._finish()
        if self._ended:
            # A save that stood behind the writing of the record found its draft gone, as it should be.
            return
        # What is in the form is still to be written; the next change tries again, or this timer.
        self.dirty = True
        self.failed.emit(error)
        QTimer.singleShot(RETRY_MS, self, self.touch)

    def _finish(self) -> None:
        self._writing = False
        if self._again:
            self._again = False
            self.save()
