"""Resumable uploads (tus 1.0): the part that has arrived lies in a file, and its length is the offset to go on from.

What comes in one request never lies there: it is checked in memory and put where it belongs. Nothing needs a lock: a
name stands for one content, so two connections that send the same part write the same bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from provincial_server import metrics, outside
from provincial_server.db import attachments as table
from provincial_server.db.engine import Connection, Database
from provincial_server.db.rows import Row
from provincial_server.errors import ServerError
from provincial_server.files.folder import file_checksum, full_disk_told, sync_to_disk
from provincial_server.files.keeping import Files
from provincial_server.files.opening import files_of
from provincial_server.logic import attachments, audit
from provincial_server.logic.ids import new_id
from provincial_server.logic.roles import Caller
from provincial_server.settings import Settings
from sync_protocol import codes, limits

_UPLOAD_ID: Final = re.compile(r"[0-9a-f-]{36}")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an upload has come, in bytes. ``received_at`` is when the whole had arrived and was safe, else empty."""

    offset: int
    length: int
    received_at: str = ""


def disk_free(folder: Path) -> int:
    """The free bytes of the disk that a folder is on."""
    return shutil.disk_usage(folder).free


class Uploads:
    """Uploads under way in ``settings.uploads``; what has arrived whole goes to ``files``."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        files: Files | None = None,
        free: Callable[[Path], int] = disk_free,
    ) -> None:
        """``files`` None: the place that the settings name. ``free`` tells the free bytes of a folder's disk."""
        self._database = database
        self._settings = settings
        self._files = files or files_of(settings)
        self._free = free
        settings.uploads.mkdir(parents=True, exist_ok=True)

    @property
    def folder(self) -> Path:
        """Where what has not arrived whole lies."""
        return self._settings.uploads

    def begin(self, caller: Caller, name: str, length: int) -> str:
        """Begin an upload; its id. Raises ``bad_request``, ``too_large``, ``storage_full``."""
        self.admit(caller.person_id, name, length)
        upload_id = new_id()
        with self._database.write() as connection:
            self._note(connection, caller, upload_id, name, length)
        with full_disk_told():
            self._part(upload_id).touch()
            self._goes_on(upload_id)
        return upload_id

    def take(self, caller: Caller, name: str, data: bytes) -> tuple[str, Progress]:
        """A whole attachment that came at once; the id it has as an upload, and that it is complete.

        Raises like ``begin``, and ``checksum_mismatch``.
        """
        self.admit(caller.person_id, name, len(data))
        if hashlib.sha256(data).hexdigest() != name.partition(".")[0]:
            raise ServerError(codes.CHECKSUM_MISMATCH)
        self._files.put(name, data)
        upload_id, now = new_id(), audit.now()
        with self._database.write() as connection:
            self._note(connection, caller, upload_id, name, len(data))
            attachments.note_sent(connection, caller, name, len(data), now)
        _count(len(data))
        return upload_id, Progress(len(data), len(data), now)

    def take_several(self, caller: Caller, files: Sequence[tuple[str, bytes]]) -> tuple[dict[str, str], str]:
        """Whole attachments that came at once: what became of each (empty, or a code), and the time of the receipts.

        Raises ``bad_request`` where a name is none, ``storage_full`` where not all of them fit.
        """
        for name, data in files:
            self.admit(caller.person_id, name, len(data))
        self._check_room(sum(len(data) for _, data in files))
        fates = {name: self._put(name, data) for name, data in files}
        now, sizes = audit.now(), {name: len(data) for name, data in files}
        taken = [name for name, trouble in fates.items() if not trouble]
        with self._database.write() as connection:
            for name in taken:
                attachments.note_sent(connection, caller, name, sizes[name], now)
        for name in taken:
            _count(sizes[name])
        return fates, now

    def _put(self, name: str, data: bytes) -> str:
        if hashlib.sha256(data).hexdigest() != name.partition(".")[0]:
            return codes.CHECKSUM_MISMATCH
        self._files.put(name, data)
        return ""

    def progress(self, caller: Caller, upload_id: str) -> Progress:
        """How far it has come; complete when the attachment has been put in place."""
        upload = self._upload(caller, upload_id)
        with contextlib.suppress(FileNotFoundError):
            return Progress(min(self._part(upload_id).stat().st_size, upload["length"]), upload["length"])
        with self._database.read() as connection:
            arrived = table.held(connection, upload["name"])
        if arrived is None:
            raise ServerError(codes.NOT_FOUND, what="upload")
        return Progress(upload["length"], upload["length"], arrived["received_at"])

    def write(self, upload_id: str, offset: int, data: bytes, length: int) -> int:
        """Write a piece at an offset; the offset after it. Raises ``too_large`` past the announced length."""
        if offset + len(data) > length:
            raise ServerError(codes.TOO_LARGE, limit=length)
        self._check_room(len(data))
        try:
            with full_disk_told(), self._part(upload_id).open("r+b") as stream:
                stream.seek(offset)
                stream.write(data)
        except FileNotFoundError as gone:
            raise ServerError(codes.NOT_FOUND, what="upload") from gone
        return offset + len(data)

    def settle(self, caller: Caller, upload_id: str) -> Progress:
        """Flush what has arrived; when it is all there, check it and put it in place. Raises ``checksum_mismatch``."""
        upload, part = self._upload(caller, upload_id), self._part(upload_id)
        try:
            sync_to_disk(part)
            size = part.stat().st_size
            if size < upload["length"]:
                self._goes_on(upload_id)
                return Progress(size, upload["length"])
            if file_checksum(part) != upload["name"].partition(".")[0]:
                self._forget(upload)
                raise ServerError(codes.CHECKSUM_MISMATCH)
            self._files.take(upload["name"], part)
        except FileNotFoundError:
            # Another connection that sent the same piece has put it in place, and may not have noted it yet. What was
            # thrown away has no upload any more.
            size = self._upload(caller, upload_id)["length"]
            if self._files.size(upload["name"]) != size:
                raise ServerError(codes.NOT_FOUND, what="upload") from None
        now = audit.now()
        with self._database.write() as connection:
            attachments.note_sent(connection, caller, upload["name"], size, now)
        _count(size)
        return Progress(size, size, now)

    def adopt(self, caller: Caller, name: str, whole: Path) -> None:
        """Take over a flushed file that came another road; it is gone then. Raises ``checksum_mismatch``."""
        size = whole.stat().st_size
        if file_checksum(whole) != name.partition(".")[0]:
            raise ServerError(codes.CHECKSUM_MISMATCH)
        self._files.take(name, whole)
        with self._database.write() as connection:
            attachments.note_sent(connection, caller, name, size, audit.now())

    def drop_old(self) -> int:
        """Remove uploads that nobody went on with; how many."""
        limit = outside.now() - self._settings.upload_life
        with self._database.read() as connection:
            begun = table.uploads_before(connection, limit.isoformat(timespec="milliseconds"))
        old = [upload for upload in begun if not self._went_on(upload["id"], limit)]
        for upload in old:
            self._forget(upload)
        for part in self.folder.glob("*.part"):
            # Of an upload that was forgotten by a server that was killed over it.
            with contextlib.suppress(FileNotFoundError):
                if part.stat().st_mtime < limit.timestamp():
                    part.unlink()
        self._files.tidy()
        return len(old)

    def admit(self, person_id: str, name: str, length: int) -> None:
        """Refuse a file that may not begin. Raises ``bad_request``, ``too_large``, ``storage_full``."""
        attachments.check_name(name)
        if not 0 < length <= limits.ATTACHMENT_BYTES:
            raise ServerError(codes.TOO_LARGE, limit=limits.ATTACHMENT_BYTES)
        self._check_room(length)
        if self._settings.quota_bytes:
            with self._database.read() as connection:
                used = table.bytes_of(connection, person_id)
            if used + length > self._settings.quota_bytes:
                raise ServerError(codes.STORAGE_FULL, reason="quota", used=used, limit=self._settings.quota_bytes)

    def _check_room(self, length: int) -> None:
        places = (self._free(self._settings.uploads), self._files.free())
        if any(free is not None and free - length < self._settings.reserve_bytes for free in places):
            raise ServerError(codes.STORAGE_FULL, reason="disk")

    def _note(self, connection: Connection, caller: Caller, upload_id: str, name: str, length: int) -> None:
        table.add_upload(
            connection, upload_id=upload_id, name=name, length=length, person_id=caller.person_id, at=audit.now()
        )

    def _upload(self, caller: Caller, upload_id: str) -> Row:
        if not _UPLOAD_ID.fullmatch(upload_id):
            raise ServerError(codes.NOT_FOUND, what="upload")
        with self._database.read() as connection:
            upload = table.upload(connection, upload_id)
        if upload is None or upload["person_id"] != caller.person_id:
            raise ServerError(codes.NOT_FOUND, what="upload")
        return upload

    def _part(self, upload_id: str) -> Path:
        return self._settings.uploads / f"{upload_id}.part"

    def _goes_on(self, upload_id: str) -> None:
        """Note by this server's own clock, whichever the disk keeps, that somebody is at it."""
        now = outside.now().timestamp()
        os.utime(self._part(upload_id), (now, now))

    def _went_on(self, upload_id: str, limit: datetime) -> bool:
        with contextlib.suppress(FileNotFoundError):
            return self._part(upload_id).stat().st_mtime >= limit.timestamp()
        return False

    def _forget(self, upload: Row) -> None:
        # In this order: whoever finds no part but an upload may believe that it was put in place.
        with self._database.write() as connection:
            table.drop_upload(connection, upload["id"])
        self._part(upload["id"]).unlink(missing_ok=True)


def _count(size: int) -> None:
    metrics.attachments.inc()
    metrics.attachment_bytes.inc(size)
