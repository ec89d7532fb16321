"""What the server asks of a place that keeps attachments; a folder and an object store answer alike."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Protocol

PIECE: Final = 1024 * 1024
"""Bytes that are read at a time."""


class Files(Protocol):
    """Attachments at rest. A name stands for one content for ever, so that putting it twice, also at once, is harmless.

    Raises ``ServerError``: ``storage_full`` where nothing more fits, ``files_away`` where the place cannot be reached.
    """

    def put(self, name: str, data: bytes) -> None:
        """Keep a content: when this returns it is there durably and whole, and until then not at all."""
        ...

    def take(self, name: str, source: Path) -> None:
        """Keep the content of a flushed file, likewise; the file itself is gone then."""
        ...

    def size(self, name: str) -> int | None:
        """The bytes of a content, None where there is none."""
        ...

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes from ``start`` up to ``end``, in pieces. Raises ``KeyError`` at once where there are none."""
        ...

    def free(self) -> int | None:
        """The bytes that still fit, None where nobody can say."""
        ...

    def tidy(self) -> int:
        """Take away what killed writers left unfinished; gives how many. Nothing that is whole is ever taken away."""
        ...


def place_of(name: str) -> str:
    """Where a name lies below the root, on every kind of place: they can be copied into each other."""
    return f"{name[:2]}/{name}"


def checksum(pieces: Iterable[bytes]) -> str:
    """The SHA-256 of a content."""
    seen = hashlib.sha256()
    for piece in pieces:
        seen.update(piece)
    return seen.hexdigest()


def is_whole(files: Files, name: str, size: int) -> bool:
    """Whether a place has a content that is what its name says. Reads all of it."""
    try:
        return files.size(name) == size and checksum(files.read(name)) == name.partition(".")[0]
    except KeyError:
        return False
