"""A bundle as a file: a magic number, a header in clear, the pieces one after the other, and a sum over everything.

Layout (numbers big-endian): ``MAGIC``, one byte version, 4 bytes length of the header, the header (a ``BundleHeader`` as
JSON, filled up with spaces); for each piece 4 bytes length and the piece; 4 zero bytes; 32 bytes SHA-256 of all bytes
up to the first piece followed by the SHA-256 of all from there to the zero bytes, these included.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import orjson

from sync_protocol import codes, limits
from sync_protocol.bundles import piece as pieces
from sync_protocol.bundles.faults import BundleFault
from sync_protocol.bundles.messages import BundleHeader
from sync_protocol.bundles.piece import LENGTH, Piece
from sync_protocol.shapes import wrong

MAGIC: Final = b"KTXBNDL"
VERSION: Final = 1
HEADER_BYTES: Final = 256
START: Final = len(MAGIC) + 1 + LENGTH + HEADER_BYTES
END: Final = LENGTH + 32


class Writer:
    """Writes one file of a bundle into a stream that can seek; how many parts there are is said at the end."""

    def __init__(self, stream: BinaryIO, server: str, bundle: str, part: int) -> None:
        self._stream = stream
        self._header: BundleHeader = {"server": server, "bundle": bundle, "part": part, "parts": 0}
        self._sum = hashlib.sha256()
        self.size = START + END
        stream.write(bytes(START))

    def add(self, data: bytes) -> None:
        """Append a piece."""
        for block in (len(data).to_bytes(LENGTH, "big"), data):
            self._sum.update(block)
            self._stream.write(block)
        self.size += LENGTH + len(data)

    def finish(self, parts: int) -> None:
        """Write the end and the header."""
        self._sum.update(bytes(LENGTH))
        start = _start({**self._header, "parts": parts})
        self._stream.write(bytes(LENGTH) + hashlib.sha256(start + self._sum.digest()).digest())
        self._stream.seek(0)
        self._stream.write(start)


@dataclass(frozen=True, slots=True)
class Framed:
    """A piece with its number in the file, for messages."""

    number: int
    piece: Piece


def header(path: Path) -> BundleHeader:
    """The header of a file. Raises ``BundleFault`` (``bundle_not_one``, ``bundle_too_new``, ``bundle_damaged``)."""
    with path.open("rb") as stream:
        return _header(stream.read(START))


def read(path: Path) -> Iterator[Framed]:
    """The pieces of a file, one at a time in memory; the sum is checked with the last. Raises ``BundleFault``, whose place
    is the number of the piece."""
    with path.open("rb") as stream:
        start = stream.read(START)
        _header(start)
        total, number = hashlib.sha256(), 0
        while True:
            number += 1
            length = stream.read(LENGTH)
            size = int.from_bytes(length, "big")
            if len(length) < LENGTH or size > limits.PIECE_BYTES:
                raise BundleFault(codes.BUNDLE_DAMAGED, f"piece {number}")
            total.update(length)
            if not size:
                break
            data = stream.read(size)
            if len(data) < size:
                raise BundleFault(codes.BUNDLE_DAMAGED, f"piece {number}")
            total.update(data)
            yield Framed(number, _read(data, number))
        if stream.read(33) != hashlib.sha256(start + total.digest()).digest():
            raise BundleFault(codes.BUNDLE_DAMAGED, "sum")


def _read(data: bytes, number: int) -> Piece:
    try:
        return pieces.read(data)
    except BundleFault as fault:
        raise BundleFault(fault.code, f"piece {number}: {fault.place}") from fault


def _start(said: BundleHeader) -> bytes:
    text = orjson.dumps(said, option=orjson.OPT_SORT_KEYS).ljust(HEADER_BYTES)
    return MAGIC + bytes([VERSION]) + len(text).to_bytes(LENGTH, "big") + text


def _header(start: bytes) -> BundleHeader:
    if not start.startswith(MAGIC):
        raise BundleFault(codes.BUNDLE_NOT_ONE)
    version = start[len(MAGIC) : len(MAGIC) + 1]
    if version > bytes([VERSION]):
        raise BundleFault(codes.BUNDLE_TOO_NEW)
    size = int.from_bytes(start[len(MAGIC) + 1 : len(MAGIC) + 1 + LENGTH], "big")
    if version != bytes([VERSION]) or len(start) < START or size != HEADER_BYTES:
        raise BundleFault(codes.BUNDLE_DAMAGED, "header")
    try:
        said: BundleHeader = orjson.loads(start[START - HEADER_BYTES :])
    except orjson.JSONDecodeError as error:
        raise BundleFault(codes.BUNDLE_DAMAGED, "header") from error
    if wrong(BundleHeader, said) is not None or not 0 < said["part"] <= said["parts"]:
        raise BundleFault(codes.BUNDLE_DAMAGED, "header")
    return said
