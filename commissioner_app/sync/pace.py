"""How much the line bears: how large a piece of a file may be, and how many go at once. Learnt from what went, never
asked of the network, whose own word (5G, 100 Mbit) says little about a valley."""

from __future__ import annotations

from typing import Final

from sync_protocol.limits import FETCH_BYTES

SMALLEST: Final = 32 * 1024
FIRST: Final = 128 * 1024
LARGEST: Final = FETCH_BYTES
PIECE_SECONDS: Final = 2.0
"""So long a piece may take: a record that is written meanwhile waits no longer for its turn."""
QUICK_SECONDS: Final = 0.5
"""A piece that goes in less shows a line that bears more."""


class Pace:
    """``piece`` is how many bytes to move at once, ``width`` how many connections to use, at most ``widest``.

    It begins carefully, doubles while the line is good and falls back to one connection and half a piece at a failure.
    """

    def __init__(self, widest: int) -> None:
        self._widest = widest
        self.piece = FIRST
        self.width = 1

    def went(self, size: int, seconds: float) -> None:
        """A piece of ``size`` bytes went in so many seconds."""
        if seconds > PIECE_SECONDS:
            self.piece = max(SMALLEST, min(self.piece, int(size * PIECE_SECONDS / seconds)))
            self.width = 1
        elif seconds <= QUICK_SECONDS:
            self.width = min(self._widest, self.width + 1)
            # What is far smaller than the piece says little of how a larger one would go.
            if size >= min(self.piece, FIRST) // 2:
                self.piece = min(LARGEST, self.piece * 2)

    def failed(self) -> None:
        """A piece did not go."""
        self.piece = max(SMALLEST, self.piece // 2)
        self.width = 1
