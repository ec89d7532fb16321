"""The disk as files of attachments need it: tests fill it, spoil it, or measure it through here."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from io import RawIOBase
from pathlib import Path
from typing import Final, Protocol

from commissioner_app.system.files import sync_folder, write_atomic
from commissioner_app.system.workers import Workers

_FLUSHES: Final = 16


class Disk(Protocol):
    """Raises ``OSError`` as the system does."""

    def write(self, path: Path, data: bytes | bytearray) -> None:
        """A file as a whole, durably, or nothing of it."""
        ...

    def append(self, path: Path, data: bytes | bytearray) -> None:
        """Add to the end of a file that is not whole yet, making it; durable only once it is settled."""
        ...

    def settle(self, moves: Sequence[tuple[Path, Path]], workers: Workers) -> None:
        """Flush files, then put each in its place in one step: (unfinished, path). When this returns all is durable."""
        ...

    def free(self, folder: Path) -> int:
        """The bytes that still fit on the disk of a folder."""
        ...


class SystemDisk:
    """The computer's own."""

    def write(self, path: Path, data: bytes | bytearray) -> None:
        write_atomic(path, data)

    def append(self, path: Path, data: bytes | bytearray) -> None:
        try:
            stream = path.open("ab", buffering=0)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            stream = path.open("ab", buffering=0)
        with stream:
            _write(stream, data)

    def settle(self, moves: Sequence[tuple[Path, Path]], workers: Workers) -> None:
        # The folder of a file may itself be new.
        folders = {folder for _, path in moves for folder in (path.parent, path.parent.parent)}
        # A disk takes flushes that come together at once; one after the other each would wait for a turn of its own.
        with workers(min(len(moves), _FLUSHES), "flush") as beside:
            list(beside.map(_flush, [unfinished for unfinished, _ in moves]))
            for unfinished, path in moves:
                unfinished.replace(path)
            list(beside.map(sync_folder, folders))

    def free(self, folder: Path) -> int:
        folder.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(folder).free


def _write(stream: RawIOBase, data: bytes | bytearray) -> None:
    """All of it: a nearly full disk takes a part without complaint."""
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) or 0 :]


def _flush(path: Path) -> None:
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())


SYSTEM_DISK: Final = SystemDisk()
