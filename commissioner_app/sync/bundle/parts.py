"""The files of a bundle on their way to a stick: parts of a size, under their names only when all are whole."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from commissioner_app.store.faults import disk_faults
from commissioner_app.system.files import sync_folder
from sync_protocol.bundles.container import Writer


class Parts:
    """Takes pieces one after the other. ``most`` is the largest size of a part in bytes, 0 for one file."""

    def __init__(self, target: Path, server: str, bundle: str, most: int) -> None:
        self._target = target
        self._server = server
        self._bundle = bundle
        self._most = most
        self._open: list[tuple[BinaryIO, Writer, Path]] = []

    def __enter__(self) -> Parts:
        with disk_faults():
            self._target.parent.mkdir(parents=True, exist_ok=True)
            for path in self._target.parent.glob(f".{self._target.name}.*.unfinished"):
                path.unlink(missing_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream, _, path in self._open:
            stream.close()
            path.unlink(missing_ok=True)

    def add(self, piece: bytes) -> None:
        """Append a piece, in a new part where it does not fit into this one."""
        with disk_faults():
            if not self._open or (self._most and self._open[-1][1].size + len(piece) + 4 > self._most):
                self._begin()
            self._open[-1][1].add(piece)

    def finish(self) -> list[Path]:
        """Flush all parts and put them in place; gives their names, none where nothing was added."""
        total = len(self._open)
        with disk_faults():
            for stream, writer, _ in self._open:
                writer.finish(total)
                stream.flush()
                os.fsync(stream.fileno())
                stream.close()
            names = [self._target] if total == 1 else [self._numbered(number) for number in range(1, total + 1)]
            for (_, _, path), name in zip(self._open, names, strict=True):
                path.replace(name)
            self._open.clear()
            if names:
                sync_folder(self._target.parent)
        return names

    def _numbered(self, number: int) -> Path:
        return self._target.with_name(f"{self._target.name}.{number}")

    def _begin(self) -> None:
        number = len(self._open) + 1
        path = self._target.with_name(f".{self._target.name}.{number}.unfinished")
        stream = path.open("w+b")
        self._open.append((stream, Writer(stream, self._server, self._bundle, number), path))
