"""Memory that bodies on their way may take, all of a worker's together: what comes in quickly need not go over the disk."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator


class Memory:
    """``size`` bytes to lend. Used by the event loop's thread alone."""

    def __init__(self, size: int) -> None:
        self._left = size

    @contextlib.contextmanager
    def lent(self, size: int) -> Iterator[int]:
        """``size`` while the block runs, or 0 where so much is not left."""
        given = size if size <= self._left else 0
        self._left -= given
        try:
            yield given
        finally:
            self._left += given
