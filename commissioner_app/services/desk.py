"""What the services share: the open store, the person, the clock, and who wants to hear of changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from commissioner_app.domain.permissions import SessionFacts
from commissioner_app.services.changes import Changes
from commissioner_app.services.session import Session
from commissioner_app.services.undo_log import UndoLog
from commissioner_app.store.store import Store
from commissioner_app.system.clock import Clock, stamp


@dataclass
class Desk:
    """One open profile. ``session`` is replaced when a sign-in brings new appointments.

    ``listeners`` are services that keep something in memory; the window hears of changes from what each write returns.
    """

    folder: Path
    store: Store
    session: Session
    clock: Clock
    undo_log: UndoLog = field(default_factory=UndoLog)
    listeners: list[Callable[[Changes], None]] = field(default_factory=list)

    def now(self) -> str:
        """The present as it is stored."""
        return stamp(self.clock.now())

    def today(self) -> str:
        """The present day, ``YYYY-MM-DD``."""
        return self.clock.now().date().isoformat()

    def zone(self) -> tzinfo | None:
        """The laptop's offset, for times that were given without one."""
        return self.clock.now().tzinfo

    def facts(self) -> SessionFacts:
        """The person as the permission rules see them."""
        return self.session.facts()

    def announce(self, changes: Changes) -> Changes:
        """Tell the services that keep something in memory; returns the changes."""
        for listener in self.listeners:
            listener(changes)
        return changes
