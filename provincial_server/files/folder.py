"""Attachments in a folder of this machine, or of one that all workers see."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from io import RawIOBase
from pathlib import Path
from typing import Final

from provincial_server.errors import ServerError
from provincial_server.files.keeping import PIECE, checksum, place_of
from sync_protocol import codes

_UNFINISHED: Final = ".part-"
_UNFINISHED_SECONDS: Final = 24 * 3600


@contextlib.contextmanager
def full_disk_told() -> Iterator[None]:
    """Turn a disk without room into ``storage_full``."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise ServerError(codes.STORAGE_FULL, exit_code=3, reason="disk") from error


def sync_to_disk(path: Path) -> None:
    """Flush a file or, where the system knows how, a folder's own entry."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def file_checksum(path: Path) -> str:
    """The SHA-256 of a file. Raises ``FileNotFoundError``."""
    with path.open("rb", buffering=0) as stream:
        return checksum(iter(lambda: stream.read(PIECE), b""))


class FolderFiles:
    """Files below ``root``, by the first two digits of their checksum; see ``Files``."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True)

    def put(self, name: str, data: bytes) -> None:
        with full_disk_told():
            target = self._ready(name)
            unfinished = _beside(target)
            try:
                with unfinished.open("xb", buffering=0) as stream:
                    _write(stream, data)
                    os.fsync(stream.fileno())
                self._in_place(unfinished, target)
            except BaseException:
                unfinished.unlink(missing_ok=True)
                raise

    def take(self, name: str, source: Path) -> None:
        with full_disk_told():
            target = self._ready(name)
            try:
                self._in_place(source, target)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                self._copy_in(source, target)
                source.unlink()

    def size(self, name: str) -> int | None:
        try:
            return self._path(name).stat().st_size
        except FileNotFoundError:
            return None

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        try:
            stream = self._path(name).open("rb", buffering=0)
        except FileNotFoundError as error:
            raise KeyError(name) from error
        return _pieces(stream, start, end)

    def free(self) -> int | None:
        return shutil.disk_usage(self._root).free

    def tidy(self) -> int:
        before = time.time() - _UNFINISHED_SECONDS
        old = [path for path in self._root.glob(f"*/{_UNFINISHED}*") if path.stat().st_mtime < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _path(self, name: str) -> Path:
        return self._root / place_of(name)

    def _ready(self, name: str) -> Path:
        target = self._path(name)
        if not target.parent.is_dir():
            target.parent.mkdir(parents=True, exist_ok=True)
            sync_to_disk(self._root)
        return target

    @staticmethod
    def _in_place(source: Path, target: Path) -> None:
        source.replace(target)
        sync_to_disk(target.parent)

    def _copy_in(self, source: Path, target: Path) -> None:
        """From another disk: a copy beside the place, flushed, then put there in one step."""
        unfinished = _beside(target)
        try:
            shutil.copyfile(source, unfinished)
            sync_to_disk(unfinished)
            self._in_place(unfinished, target)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise


def _beside(target: Path) -> Path:
    """A name that no other writer has, for a file that is not whole yet."""
    return target.with_name(f"{_UNFINISHED}{secrets.token_hex(8)}")


def _write(stream: RawIOBase, data: bytes) -> None:
    """All of it: a nearly full disk takes a part without complaint."""
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) or 0 :]


def _pieces(stream: RawIOBase, start: int, end: int | None) -> Iterator[bytes]:
    with stream:
        stream.seek(start)
        left = sys.maxsize if end is None else end - start
        while left > 0 and (piece := stream.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
