"""The part of the window that sends: what it says while a sync runs and when one ends, and the moment after it was closed."""

from __future__ import annotations

from dataclasses import replace

from commissioner_app.i18n import tr
from commissioner_app.services.progress import Progress
from commissioner_app.services.sync_endings import LAPTOP_WIPED
from commissioner_app.services.sync_status import SyncStatus
from commissioner_app.services.sync_words import held_text, waiting_text
from commissioner_app.ui.shared.farewell import Farewell
from commissioner_app.ui.shared.messages import explain
from commissioner_app.ui.shared.shell_work import ShellWork
from commissioner_app.ui.shared.status_line import StatusLine
from commissioner_app.ui.shared.sync_runner import SyncRunner


class ShellSending(ShellWork):
    """The main window derives from this; the docstrings of ``shared.shell.Shell`` hold here."""

    sync: SyncRunner
    status_line: StatusLine
    farewell: Farewell | None = None

    def wire_sending(self) -> None:
        """Listen to the one sync of the window. The status line is another one after the language has changed."""
        self.sync.progressed.connect(self._sync_progressed)
        self.sync.finished.connect(self._sync_finished)
        self.sync.photos_held.connect(self._ask_about_photos)

    def refresh_status(self) -> None:
        """The status line and the counts of the rail, from the store."""
        raise NotImplementedError

    def export_what_waits(self) -> None:
        """Write what was not sent into a folder of the person's choice."""
        raise NotImplementedError

    def sign_out(self) -> None:
        """Go back to the sign-in window."""
        raise NotImplementedError

    def sync_now(self) -> None:
        self.sync.start()

    def _sync_progressed(self, progress: Progress) -> None:
        self.status_line.show_progress(progress)

    def _sync_finished(self, error: BaseException | None) -> None:
        if getattr(error, "code", "") == LAPTOP_WIPED:
            # The sign-in window says what happened; nothing here can be read any more.
            self.sign_out()
            return
        self.status_line.finish()
        self.refresh_status()
        if error is not None and not self.sync.quiet:
            self._report_sync(error)

    def _report_sync(self, error: BaseException) -> None:
        """What stopped a sync, with the way out for what it did not send."""
        message = explain(error)
        if self.program.sync.status().waits:
            message = replace(message, action=tr("syncpage.export"), act=self.export_what_waits)
        self.message_bar.show_message(message)

    def _ask_about_photos(self, status: SyncStatus) -> None:
        self.notify(
            held_text(status), "waiting", action=tr("syncpage.photos.anyway"),
            act=lambda: self.sync.start(files_anyway=True),
        )  # fmt: skip

    def worth_sending(self) -> bool:
        """Whether something waits and the next sync would take it along."""
        plan = self.sync.plan()
        return self.farewell is None and plan.do == "sync" and plan.why != "busy" and self.program.sync.status().waits

    def send_and_close(self) -> None:
        """The window goes at once; what waits is sent for a moment longer."""
        self.farewell = farewell = Farewell(waiting_text(self.program.sync.status()))
        self.sync.progressed.connect(farewell.show_progress)
        self.sync.finished.connect(lambda _error: farewell.end())
        farewell.ended.connect(self.close)
        farewell.ended.connect(farewell.deleteLater)
        farewell.show()
        self.hide()
        self.sync.start(quiet=True)
