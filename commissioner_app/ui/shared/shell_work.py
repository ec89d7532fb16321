"""The part of the window that does work for screens: background jobs, messages, errors, undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.ui.shared.background import Background, Job, Lane
from commissioner_app.ui.shared.changes import ChangeBus
from commissioner_app.ui.shared.messages import Message, MessageBar, explain

T = TypeVar("T")


class ShellWork(QMainWindow):
    """The main window derives from this; the docstrings of ``shared.shell.Shell`` hold here."""

    program: Program
    changes: ChangeBus
    background: Background
    message_bar: MessageBar

    def notify(self, text: str, tone: str = "info", *, action: str = "", act: Callable[[], None] | None = None) -> None:
        self.message_bar.show_message(Message(text, tone, action=action, act=act))

    def report(self, error: BaseException) -> None:
        if not isinstance(error, (KeyboardInterrupt, GeneratorExit)):
            self.message_bar.show_message(explain(error))

    def run_background(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
        *,
        owner: QObject | None = None,
        lane: Lane = "write",
    ) -> Job:
        return self.background.run(work, done, failed or self.report, owner=owner, lane=lane)

    def run_stream(
        self,
        start: Callable[[], Iterable[T]],
        step: Callable[[T], None],
        done: Callable[[], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
        *,
        owner: QObject | None = None,
        lane: Lane = "pool",
    ) -> Job:
        return self.background.stream(start, step, done, failed or self.report, owner=owner, lane=lane)

    def announce(self, changes: Any) -> None:
        self.changes.announce(changes)
        label = self.program.undo.last()
        if changes.pairs and label:
            self.notify(label, "ok", action=tr("ui.undo"), act=self.undo)

    def undo(self) -> None:
        """Take the last change back that was not sent, and say what it was."""
        if not self.program.undo.last():
            self.notify(tr("ui.undo.nothing"), "info")
            return
        self.run_background(self.program.undo.undo, self._undone, owner=self)

    def _undone(self, undone: Any) -> None:
        self.changes.announce(undone.changes)
        self.notify(undone.text, "ok")
