"""Did the program end cleanly the last time? A locked file per running process says so, on every platform."""

from __future__ import annotations

import contextlib
import os
import uuid
from pathlib import Path
from typing import IO


class Running:
    """This process's mark in a profile folder. ``unclean``: an earlier process left its mark without ending.

    A mark is locked by the system for as long as its process lives, so a second program that works on the same
    profile at the same time is not mistaken for a crash.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "running"
        self._folder.mkdir(parents=True, exist_ok=True)
        self.unclean = self._clear_dead_marks()
        self._path = self._folder / uuid.uuid4().hex
        self._stream: IO[bytes] = self._path.open("wb")
        _lock(self._stream)

    def end(self, *, clean: bool) -> None:
        """Take the mark away, or leave it for the next opening to find."""
        self._stream.close()
        if clean:
            with contextlib.suppress(OSError):
                self._path.unlink()

    def _clear_dead_marks(self) -> bool:
        dead = [path for path in self._folder.iterdir() if _is_dead(path)]
        for path in dead:
            with contextlib.suppress(OSError):
                path.unlink()
        return bool(dead)


def _is_dead(path: Path) -> bool:
    try:
        with path.open("r+b") as stream:
            return _lock(stream)
    except OSError:
        return False


def _lock(stream: IO[bytes]) -> bool:
    """Lock an open file for this process without waiting; False where another process holds it."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
