"""Resumable uploads (tus 1.0): the part that has arrived lies in a file, and its length is the offset to go on from.

Nothing needs a lock: a name stands for one content, so two connections that send the same part write the same bytes.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from provincial_server import outside
from provincial_server.db import attachments as table
from provincial_server.db.engine import Database
from provincial_server.db.rows import Row
from provincial_server.errors import ServerError
from provincial_server.logic import attachments, audit
from provincial_server.logic.ids import new_id
from provincial_server.logic.roles import Caller
from provincial_server.settings import Settings
from sync_protocol import codes, limits

_UPLOAD_ID: Final = re.compile(r"[0-9a-f-]{36}")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an upload has come, in bytes."""

    offset: int
    length: int


class Uploads:
    """Uploads under way in ``settings.uploads``."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        settings.uploads.mkdir(parents=True, exist_ok=True)
        settings.attachments.mkdir(parents=True, exist_ok=True)

    def begin(self, caller: Caller, name: str, length: int) -> str:
        """Begin an upload; its id. What is held already counts as complete at once."""
        attachments.path_of(self._settings, name)
        if not 0 < length <= limits.ATTACHMENT_BYTES:
            raise ServerError(codes.TOO_LARGE, limit=limits.ATTACHMENT_BYTES)
        upload_id = new_id()
        with self._database.write() as connection:
            table.add_upload(
                connection,
                upload_id=upload_id,
                name=name,
                length=length,
                person_id=caller.person_id,
                at=audit.now(),
            )
        self._part(upload_id).touch()
        return upload_id

    def progress(self, caller: Caller, upload_id: str) -> Progress:
        """How far it has come; complete when the attachment has been put in place."""
        upload = self._upload(caller, upload_id)
        part = self._part(upload_id)
        if part.is_file():
            return Progress(min(part.stat().st_size, upload["length"]), upload["length"])
        with self._database.read() as connection:
            arrived = table.held(connection, upload["name"]) is not None
        if not arrived:
            raise ServerError(codes.NOT_FOUND, what="upload")
        return Progress(upload["length"], upload["length"])

    def write(self, upload_id: str, offset: int, data: bytes, length: int) -> int:
        """Write a piece at an offset; the offset after it. Raises ``too_large`` past the announced length."""
        if offset + len(data) > length:
            raise ServerError(codes.TOO_LARGE, limit=length)
        try:
            with self._part(upload_id).open("r+b") as stream:
                stream.seek(offset)
                stream.write(data)
        except FileNotFoundError as gone:
            raise ServerError(codes.NOT_FOUND, what="upload") from gone
        return offset + len(data)

    def settle(self, caller: Caller, upload_id: str) -> Progress:
        """Flush what has arrived; when it is all there, check it and put it in place. Raises ``checksum_mismatch``."""
        upload, part = self._upload(caller, upload_id), self._part(upload_id)
        if not part.is_file():
            return self.progress(caller, upload_id)
        attachments.sync_to_disk(part)
        size = part.stat().st_size
        if size < upload["length"]:
            return Progress(size, upload["length"])
        if attachments.checksum(part) != upload["name"].partition(".")[0]:
            self._forget(upload)
            raise ServerError(codes.CHECKSUM_MISMATCH)
        with contextlib.suppress(FileNotFoundError):
            attachments.put_in_place(self._settings, part, upload["name"])
        with self._database.write() as connection:
            table.add(connection, upload["name"], size, upload["person_id"], audit.now())
        return Progress(size, size)

    def drop_old(self) -> int:
        """Remove uploads that nobody went on with; how many."""
        limit = (outside.now() - self._settings.upload_life).isoformat(timespec="milliseconds")
        with self._database.read() as connection:
            old = table.uploads_before(connection, limit)
        for upload in old:
            self._forget(upload)
        return len(old)

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

    def _forget(self, upload: Row) -> None:
        self._part(upload["id"]).unlink(missing_ok=True)
        with self._database.write() as connection:
            table.drop_upload(connection, upload["id"])
