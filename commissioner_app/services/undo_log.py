"""The steps of this run of the program that can be taken back."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final

from commissioner_app.store.rows import StoredRecord

MOST_STEPS: Final = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One write. ``what`` names it in words; ``before`` is the record as it was, None for a new one; ``entry_id`` the
    journal entry it made. A step with a ``draft_id`` and no record threw a draft away; one with ``parts`` is many writes
    of one doing."""

    what: str
    kind: str
    record_id: str = ""
    entry_id: str = ""
    before: StoredRecord | None = None
    draft_id: str = ""
    parts: tuple[Step, ...] = ()


class UndoLog:
    """A stack of steps, safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._steps: list[Step] = []

    def push(self, step: Step) -> None:
        """Note a step; the oldest is forgotten when there are many."""
        with self._lock:
            self._steps = [*self._steps[-(MOST_STEPS - 1) :], step]

    def last(self) -> Step | None:
        """The step that undo would take back."""
        with self._lock:
            return self._steps[-1] if self._steps else None

    def drop(self, step: Step) -> None:
        """Forget a step."""
        with self._lock:
            self._steps = [one for one in self._steps if one is not step]

    def clear(self) -> None:
        """Forget all steps: a sync has sent them or brought other versions."""
        with self._lock:
            self._steps = []
