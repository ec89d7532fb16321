"""A multipart body that is read while it is sent: one file in memory at a time, however many go along."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence

from commissioner_app.forms.openrosa.parts import Part

Reader = Callable[[Part], bytes]
"""Gives the content of a part; exactly as long as the part says."""


class Body:
    """What requests wants of a body: its length, reading on, and going back to the start (a Digest challenge)."""

    def __init__(self, pieces: Sequence[bytes | Part], read: Reader) -> None:
        self._pieces = list(pieces)
        self._read = read
        self._length = sum(piece.size if isinstance(piece, Part) else len(piece) for piece in pieces)
        self._next = 0
        self._rest = io.BytesIO()
        self._at = 0

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[bytes]:
        while piece := self.read(64 * 1024):
            yield piece

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most ``size``; empty at the end."""
        if size is None or size < 0:
            return b"".join(self)
        while not (data := self._rest.read(size)) and self._next < len(self._pieces) and size:
            piece = self._pieces[self._next]
            self._next += 1
            self._rest = io.BytesIO(piece if isinstance(piece, bytes) else self._whole(piece))
        self._at += len(data)
        return data

    def tell(self) -> int:
        """How much was read."""
        return self._at

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        """Back to the start; nothing else is ever asked for but the length, at the end."""
        if whence == io.SEEK_END and not place:
            self._next, self._rest, self._at = len(self._pieces), io.BytesIO(), self._length
        elif whence == io.SEEK_SET and not place:
            self._next, self._rest, self._at = 0, io.BytesIO(), 0
        else:
            raise io.UnsupportedOperation("seek")
        return self._at

    def _whole(self, part: Part) -> bytes:
        data = self._read(part)
        if len(data) != part.size:
            # A body that is not as long as was announced would leave the server waiting, or take the next request in.
            raise ValueError(f"part of {len(data)} bytes, {part.size} were announced")
        return data
