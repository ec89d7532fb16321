"""A file on its way here: encrypted piece by piece as it comes, gone on with after a kill, checked when it is whole, and
then put in place together with others. The database is not touched, so that several may come at once on threads."""

from __future__ import annotations

import hashlib
from pathlib import Path

from commissioner_app.errors import EnvironmentFault
from commissioner_app.store.cipher_files import CHUNK, HEAD, MAGIC, TAG, SealedFile, Sealing
from commissioner_app.store.faults import disk_faults
from commissioner_app.system.disk import Disk


class Incoming:
    """One file. ``offset`` is how many of its bytes are kept here: ask for what follows.

    Raises ``EnvironmentFault``: ``disk_full``, after which nothing of the file is left; ``disk_error``.
    """

    def __init__(self, path: Path, part: Path, key: bytes, name: str, disk: Disk) -> None:
        """``part`` is where it grows, beside ``path`` where it will lie. One at a time may use the same part."""
        self._path = path
        self._part = part
        self._key = key
        self._name = name
        self._disk = disk
        self._waiting = b""
        self._begin()

    @property
    def offset(self) -> int:
        """How many bytes of the file are here."""
        return self._kept + len(self._waiting)

    def add(self, data: bytes | memoryview, total: int) -> bool:
        """Add what follows; ``total`` is the size of the whole file. True once it is whole: then ``settle`` it.

        Raises ``EnvironmentFault("file_damaged")`` where it is whole and not what its name says; it begins anew then.
        """
        self._seen.update(data)
        there = memoryview(self._waiting + data if self._waiting else data)
        whole = self._kept + len(there) >= total
        size = len(there) if whole else len(there) // CHUNK * CHUNK
        self._waiting = bytes(there[size:])
        if size or whole:
            self._write(there[:size], last=whole)
        if not whole:
            return False
        if self._seen.hexdigest() != self._name.partition(".")[0]:
            self.begin_again()
            raise EnvironmentFault("file_damaged", name=self._name)
        return True

    def read(self) -> bytes:
        """The file, whole and not settled yet."""
        with SealedFile(self._part, self._key, self._name) as stream:
            return stream.read()

    @property
    def move(self) -> tuple[Path, Path]:
        """Where it has grown, and where it belongs."""
        return self._part, self._path

    def drop(self) -> None:
        """Leave nothing of a file that did not come whole."""
        self._part.unlink(missing_ok=True)

    def begin_again(self) -> None:
        """Forget what came."""
        self.drop()
        self._begin()

    def _begin(self) -> None:
        self._waiting = b""
        self._seen = hashlib.sha256()
        self._kept = 0
        self._sealing = Sealing.new(self._key)
        if self._part.exists() and not self._went_on():
            self._part.unlink(missing_ok=True)
            self._begin()

    def _went_on(self) -> bool:
        """Take up a part that an earlier sync left, as far as it can be read."""
        raw = self._part.read_bytes()
        if len(raw) < HEAD + CHUNK + TAG or not raw.startswith(MAGIC):
            return False
        self._sealing = Sealing.of(self._key, raw[:HEAD])
        whole = (len(raw) - HEAD) // (CHUNK + TAG)
        try:
            for number in range(whole):
                start = HEAD + number * (CHUNK + TAG)
                self._seen.update(self._sealing.opened(number, raw[start : start + CHUNK + TAG], last=False))
        except ValueError:
            return False
        self._kept = whole * CHUNK
        if len(raw) > HEAD + whole * (CHUNK + TAG):
            with self._part.open("r+b") as stream:
                stream.truncate(HEAD + whole * (CHUNK + TAG))
        return True

    def _write(self, plain: memoryview, *, last: bool) -> None:
        sealed = self._sealing.sealed(plain, self._kept // CHUNK, last=last)
        try:
            with disk_faults():
                self._disk.append(self._part, sealed)
        except EnvironmentFault:
            self._part.unlink(missing_ok=True)
            raise
        self._kept += len(plain)
