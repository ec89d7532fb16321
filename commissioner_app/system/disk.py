"""The disk as files of attachments need it: tests fill it, spoil it, or measure it through here."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final, Protocol

from commissioner_app.system.files import sync_folder, write_atomic


class Disk(Protocol):
    """Raises ``OSError`` as the system does."""

    def write(self, path: Path, data: bytes) -> None:
        """A file as a whole, durably, or nothing of it."""
        ...

    def append(self, path: Path, data: bytes) -> None:
        """Add to the end of a file that is not whole yet, making it; durable only once it is settled."""
        ...

    def settle(self, unfinished: Path, path: Path) -> None:
        """Flush a file and put it in its place in one step."""
        ...

    def free(self, folder: Path) -> int:
        """The bytes that still fit on the disk of a folder."""
        ...


class SystemDisk:
    """The computer's own."""

    def write(self, path: Path, data: bytes) -> None:
        write_atomic(path, data)

    def append(self, path: Path, data: bytes) -> None:
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            sync_folder(path.parent.parent)
        with path.open("ab") as stream:
            stream.write(data)

    def settle(self, unfinished: Path, path: Path) -> None:
        with unfinished.open("r+b") as stream:
            os.fsync(stream.fileno())
        unfinished.replace(path)
        sync_folder(path.parent)

    def free(self, folder: Path) -> int:
        folder.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(folder).free


SYSTEM_DISK: Final = SystemDisk()
