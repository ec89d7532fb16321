"""What must happen on the window's thread and nowhere else, done there in small pieces.

Python looks for garbage on whatever thread it happens to be, and a widget that dies on another thread than the window's
takes the program down with it. Classes of Qt are made when they are first asked for; two threads that do so at once meet
half-made ones.
"""

from __future__ import annotations

import gc
import importlib
from collections import deque
from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500
BETWEEN_MS = 20


class Garbage(QObject):
    """Collects cyclic garbage on the thread it lives on, by Python's own thresholds; nobody else does."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(collect_due)
        self._timer.start(EVERY_MS)


def collect_due() -> None:
    """Collect the oldest generation that is due, if any."""
    counts, limits = gc.get_count(), gc.get_threshold()
    due = [generation for generation in range(3) if counts[generation] > limits[generation]]
    if due:
        gc.collect(due[-1])


class Reading(QObject):
    """Imports modules one after the other in the pauses of the event loop."""

    def __init__(self, modules: Iterable[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._left = deque(modules)

    def begin(self) -> None:
        """Read the next one, and the rest after it."""
        if self._left:
            importlib.import_module(self._left.popleft())
            QTimer.singleShot(BETWEEN_MS, self, self.begin)
