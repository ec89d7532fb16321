"""What happened, step by step: to be read by people, and summed up so that two runs of a seed can be compared."""

from __future__ import annotations

import hashlib


class Trace:
    """The lines of one seed. Nothing random of the computer itself may go in here."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def note(self, line: str) -> None:
        """One more thing happened."""
        self.lines.append(line)

    @property
    def digest(self) -> str:
        """The sum of all lines so far."""
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()[:16]
