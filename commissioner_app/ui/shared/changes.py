"""Change notices: what changed is announced once, and each screen decides whether that concerns it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QObject, Signal


class ChangeBus(QObject):
    """``changed`` carries the ``Changes`` of a service call: ``pairs`` of (kind, id) and their ``origin``."""

    changed = Signal(object)

    def announce(self, changes: Any) -> None:
        """Tell all screens; from the main thread."""
        if changes is not None and changes.pairs:
            self.changed.emit(changes)


def concerns(changes: Any, kinds: Iterable[str] = (), record_id: str = "") -> bool:
    """Whether a notice touches one of the kinds, or the record; an empty kind in a pair means "anything"."""
    wanted = set(kinds)
    return any(
        kind == "" or kind in wanted or (record_id and changed_id == record_id) for kind, changed_id in changes.pairs
    )
