"""Saying when a window can be used: its widgets have been painted and the event loop has nothing left to do."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

SAID = "painted"


class Painted(QObject):
    """Watches widgets until each has been painted once, waits for an idle event loop and calls ``then``."""

    def __init__(self, widgets: Sequence[QWidget], then: Callable[[], None]) -> None:
        super().__init__()
        self._waiting = {id(widget) for widget in widgets}
        self._then = then
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint and id(watched) in self._waiting:
            self._waiting.discard(id(watched))
            if not self._waiting:
                QTimer.singleShot(0, self._then)
        return False


def say_and_quit() -> None:
    """Tell the process that measures, and close the app as a person would."""
    sys.stdout.write(SAID + "\n")
    sys.stdout.flush()
    QApplication.quit()
