"""A page that reads again what has changed: at once while it is in sight, else when it is shown the next time."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget


class FreshPage(QWidget):
    """``has_changed`` is for the signals that say so; a page says in ``refresh`` what reading again means."""

    _stale = False

    def refresh(self) -> None:
        """Read again."""
        raise NotImplementedError

    def has_changed(self, _changes: Any = None) -> None:
        """Something that this page shows may be otherwise now."""
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()
