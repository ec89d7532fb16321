"""Files at rest: AES-256-GCM in chunks under a key of their own, so that any part can be read without the rest.

Layout: 4 bytes magic, 16 bytes salt, then chunks of 64 KiB plain text, each followed by its 16-byte tag. The file key is
HKDF(profile key, salt); a chunk's nonce is its number and whether it is the last, so that none can be moved, left out
or cut off unseen.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from commissioner_app.errors import EnvironmentFault

MAGIC: Final = b"KXF1"
CHUNK: Final = 64 * 1024
TAG: Final = 16
HEAD: Final = len(MAGIC) + 16


def derive(key: bytes, purpose: str, salt: bytes = b"") -> bytes:
    """A 32-byte key for one purpose from the profile's key (HKDF-SHA256)."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt or None, info=purpose.encode()).derive(key)


def names_key(key: bytes) -> bytes:
    """The key under which files are named, from the profile's key."""
    return derive(key, "file names")


def disk_name(key: bytes, name: str) -> str:
    """What a file is called on the disk, under the key of names: says nothing of its content to who lacks it."""
    return hmac.digest(key, name.encode(), hashlib.sha256).hex()[:40]


def seal(key: bytes, data: bytes) -> bytearray:
    """The encrypted file of ``data``."""
    return Sealing.new(key).sealed(memoryview(data), 0, last=True)


@dataclass(frozen=True, slots=True)
class Sealing:
    """What encrypts and decrypts the chunks of one file; ``head`` is what the file begins with."""

    head: bytes
    cipher: AESGCM

    @classmethod
    def new(cls, key: bytes) -> Sealing:
        """For a new file."""
        return cls.of(key, MAGIC + os.urandom(HEAD - len(MAGIC)))

    @classmethod
    def of(cls, key: bytes, head: bytes) -> Sealing:
        """For a file that begins so."""
        return cls(head, AESGCM(derive(key, "file", head[len(MAGIC) :])))

    def sealed(self, data: memoryview, first: int, *, last: bool) -> bytearray:
        """What ``data``, which begins with chunk ``first``, adds to the file, its beginning with the first chunk; with
        ``last`` the file ends here. Made in one place: put together from pieces it would cost several times as much."""
        count = max(1, -(-len(data) // CHUNK)) if last else len(data) // CHUNK
        at = 0 if first else HEAD
        made = bytearray(at + min(len(data), count * CHUNK) + count * TAG)
        made[:at] = self.head[:at]
        with memoryview(made) as room:
            for number in range(count):
                piece = data[number * CHUNK : (number + 1) * CHUNK]
                nonce = _nonce(first + number, last and number == count - 1)
                at += self.cipher.encrypt_into(nonce, piece, None, room[at : at + len(piece) + TAG])
        return made

    def opened(self, number: int, chunk: bytes, *, last: bool) -> bytes:
        """A chunk in the clear. Raises ``ValueError`` where it is damaged or another one."""
        try:
            return self.cipher.decrypt(_nonce(number, last), chunk, None)
        except InvalidTag as error:
            raise ValueError(number) from error


def plain_size(sealed: int) -> int:
    """How many bytes an encrypted file of ``sealed`` bytes holds."""
    body = sealed - HEAD
    return body - TAG * max(1, -(-body // (CHUNK + TAG)))


class SealedFile:
    """An encrypted file opened for reading at any place. Raises ``EnvironmentFault("file_damaged")``."""

    def __init__(self, path: Path, key: bytes, name: str) -> None:
        self._name = name
        try:
            self._stream: BinaryIO = path.open("rb")
        except FileNotFoundError as error:
            raise EnvironmentFault("file_missing", name=name) from error
        head = self._stream.read(HEAD)
        if len(head) < HEAD or head[:4] != MAGIC:
            self._stream.close()
            raise EnvironmentFault("file_damaged", name=name)
        self._sealing = Sealing.of(key, head)
        self.size = plain_size(path.stat().st_size)
        self._last = max(0, (self.size - 1) // CHUNK)

    def __enter__(self) -> SealedFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def read(self, offset: int = 0, length: int = -1) -> bytes:
        """``length`` bytes from ``offset`` (all that follow by default)."""
        end = self.size if length < 0 else min(self.size, offset + length)
        if offset >= end:
            if self.size == 0:
                self._chunk(0)
            return b""
        first, final = offset // CHUNK, (end - 1) // CHUNK
        data = b"".join(self._chunk(number) for number in range(first, final + 1))
        return data[offset - first * CHUNK : end - first * CHUNK]

    def _chunk(self, number: int) -> bytes:
        self._stream.seek(HEAD + number * (CHUNK + TAG))
        sealed = self._stream.read(CHUNK + TAG)
        try:
            return self._sealing.opened(number, sealed, last=number == self._last)
        except ValueError as error:
            raise EnvironmentFault("file_damaged", name=self._name) from error


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
