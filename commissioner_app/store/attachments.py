"""Attachments: encrypted files named by their content, with a row each and a small preview inside the database."""

from __future__ import annotations

# ruff: noqa: S608 - only this program's own column names are put into statements
import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from commissioner_app.errors import EnvironmentFault, InputError
from commissioner_app.store import images
from commissioner_app.store.cipher_files import SealedFile, disk_name, seal
from commissioner_app.store.columns import text
from commissioner_app.store.database import Database, Row
from commissioner_app.store.faults import disk_faults
from commissioner_app.store.rows import Attachment
from commissioner_app.system.clock import Clock, stamp
from commissioner_app.system.files import write_atomic
from sync_protocol.limits import ATTACHMENT_BYTES

_COLUMNS: Final = "name, size, media_type, created_at, held, sent_at, meta"
_MEDIA: Final = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "pdf": "application/pdf",
    "txt": "text/plain", "csv": "text/csv",
}  # fmt: skip


class Attachments:
    """Files by name (``<64 hex>.<ext>``). A file is on the disk, flushed, before its row says so."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        clock: Clock,
        write: Callable[[Path, bytes], None] = write_atomic,
        *,
        local: Collection[str] = (),
    ) -> None:
        """``local``: kinds of records whose files stay here."""
        self._local = text(list(local))
        self._database = database
        self._folder = folder
        self._clock = clock
        self._write = write

    def add(self, data: bytes, ext: str, media_type: str = "", meta: Mapping[str, Any] | None = None) -> str:
        """Keep a file and give its name; the same content twice is kept once.

        Raises ``InputError("file_too_large")`` above the protocol's limit, ``EnvironmentFault("disk_full")``.
        """
        if len(data) > ATTACHMENT_BYTES:
            raise InputError("file_too_large", size=len(data), limit=ATTACHMENT_BYTES)
        ext = ext.lower().lstrip(".")
        if not (ext.isascii() and ext.isalnum() and len(ext) <= 8):
            raise InputError("bad_file_ending", ext=ext)
        name = f"{hashlib.sha256(data).hexdigest()}.{ext}"
        media_type = media_type or _MEDIA.get(ext, "application/octet-stream")
        self._keep(name, data, media_type, meta or {}, sent_at="")
        return name

    def add_photo(
        self, data: bytes, *, long_edge: int = images.LONG_EDGE, keep_original: bool = False, file_name: str = ""
    ) -> tuple[str, images.Photo]:
        """Keep a photo, reduced where it is large; gives its name and what was read out of it.

        With ``keep_original`` the untouched file is kept too, named in ``meta["original"]``.
        """
        photo = images.prepare(data, long_edge)
        meta = photo.meta() | ({"file_name": file_name} if file_name else {})
        if keep_original and photo.data != data:
            meta["original"] = self.add(data, file_name.rpartition(".")[2] or photo.ext)
        name = f"{hashlib.sha256(photo.data).hexdigest()}.{photo.ext}"
        self._keep(name, photo.data, photo.media_type, meta, sent_at="", preview=photo.preview)
        return name, photo

    def receive(self, name: str, data: bytes) -> None:
        """Keep a file that came from the server. Raises ``EnvironmentFault("file_damaged")`` where it is not what its
        name says."""
        digest, _, ext = name.partition(".")
        if hashlib.sha256(data).hexdigest() != digest:
            raise EnvironmentFault("file_damaged", name=name)
        self._keep(name, data, _MEDIA.get(ext, "application/octet-stream"), {}, sent_at=stamp(self._clock.now()))

    def get(self, name: str) -> Attachment | None:
        """What is known of a file, or None."""
        found = self._attachments("name = ?", [name])
        return found[0] if found else None

    def read(self, name: str, offset: int = 0, length: int = -1) -> bytes:
        """The bytes of a file, or a part. Raises ``EnvironmentFault`` (``file_missing``, ``file_damaged``)."""
        with self.open_stream(name) as stream:
            return stream.read(offset, length)

    def open_stream(self, name: str) -> SealedFile:
        """A file opened for reading at any place, a chunk decrypted at a time."""
        return SealedFile(self.path(name), self._database.key, name)

    def thumbnail(self, name: str) -> bytes | None:
        """The preview of a picture (JPEG, at most 256 pixels), or None."""
        found: bytes | None = self._database.value("SELECT jpeg FROM thumbnails WHERE name = ?", [name])
        return found

    def waiting(self) -> list[Attachment]:
        """Files of records that the server has not confirmed, oldest first; those of local kinds are none of its."""
        return self._attachments(
            "held = 1 AND sent_at = '' AND EXISTS (SELECT 1 FROM attachment_refs r WHERE r.name = attachments.name"
            " AND NOT EXISTS (SELECT 1 FROM records x WHERE x.id = r.record_id"
            " AND x.kind IN (SELECT value FROM json_each(?)))) ORDER BY created_at, name",
            [self._local],
        )

    def missing(self, limit: int = -1) -> list[str]:
        """Names that records mention and whose bytes are not on this laptop, of the newest records first."""
        rows = self._database.rows(
            "SELECT f.name, max(r.seq) AS newest FROM attachment_refs f JOIN records r ON r.id = f.record_id"
            " WHERE r.deleted = 0 AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.name = f.name AND a.held = 1)"
            " GROUP BY f.name ORDER BY newest DESC LIMIT ?",
            [limit],
        )
        return [row[0] for row in rows]

    def users(self, name: str) -> list[str]:
        """Ids of the records that name a file."""
        return [row[0] for row in self._database.rows("SELECT record_id FROM attachment_refs WHERE name = ?", [name])]

    def mark_sent(self, name: str, at: str) -> None:
        """Keep the server's word that it holds the file with the right checksum."""
        self._database.write("UPDATE attachments SET sent_at = ?, upload = '' WHERE name = ?", [at, name])

    def mark_unsent(self, name: str) -> None:
        """The server has lost a file (it was restored): it has to go again."""
        self._database.write("UPDATE attachments SET sent_at = '', upload = '' WHERE name = ?", [name])

    def upload_of(self, name: str) -> str:
        """The address of an upload that was begun, or empty."""
        return self._database.value("SELECT upload FROM attachments WHERE name = ?", [name]) or ""

    def set_upload(self, name: str, address: str) -> None:
        """Remember where an upload was begun, so that it goes on inside the file after a restart."""
        self._database.write("UPDATE attachments SET upload = ? WHERE name = ?", [address, name])

    def verify(self) -> Iterator[tuple[str, str]]:
        """Read every file; yields (name, "") for a sound one and (name, code) for a missing or damaged one."""
        for (name,) in self._database.rows("SELECT name FROM attachments WHERE held = 1 ORDER BY name"):
            try:
                sound = hashlib.sha256(self.read(name)).hexdigest() == name.partition(".")[0]
                yield name, "" if sound else "file_damaged"
            except EnvironmentFault as fault:
                yield name, fault.code

    def lost(self, name: str) -> None:
        """The bytes of a file are gone or damaged here: it is fetched again if the server has it."""
        self._database.write("UPDATE attachments SET held = 0 WHERE name = ?", [name])

    def sweep(self) -> int:
        """Take away files that a kill left unfinished; gives how many. Finished ones stay even where no row names them:
        they may belong to work that a restored database does not know yet."""
        unfinished = list(self._folder.glob("*/.part-*"))
        for path in unfinished:
            path.unlink(missing_ok=True)
        return len(unfinished)

    def path(self, name: str) -> Path:
        """Where the encrypted file of a name lies."""
        on_disk = disk_name(self._database.key, name)
        return self._folder / on_disk[:2] / f"{on_disk}.bin"

    def _keep(
        self,
        name: str,
        data: bytes,
        media_type: str,
        meta: Mapping[str, Any],
        *,
        sent_at: str,
        preview: bytes | None = None,
    ) -> None:
        if preview is None and media_type.startswith("image/") and self.thumbnail(name) is None:
            preview = images.preview(data)
        known = self.get(name)
        if known is None or not known.held or not self.path(name).exists():
            with disk_faults():
                self._write(self.path(name), seal(self._database.key, data))
        with self._database.transaction():
            self._database.write(
                f"INSERT INTO attachments ({_COLUMNS}, upload) VALUES (?, ?, ?, ?, 1, ?, ?, '')"
                " ON CONFLICT (name) DO UPDATE SET held = 1, sent_at = max(sent_at, excluded.sent_at),"
                " meta = CASE WHEN meta = '{}' THEN excluded.meta ELSE meta END",
                [name, len(data), media_type, stamp(self._clock.now()), sent_at, text(dict(meta))],
            )
            if preview:
                self._database.write("INSERT OR REPLACE INTO thumbnails (name, jpeg) VALUES (?, ?)", [name, preview])

    def _attachments(self, where: str, parameters: list[Any]) -> list[Attachment]:
        return [
            _attachment(row)
            for row in self._database.rows(f"SELECT {_COLUMNS} FROM attachments WHERE {where}", parameters)
        ]


def _attachment(row: Row) -> Attachment:
    name, size, media_type, created_at, held, sent_at, meta = row
    return Attachment(name, size, media_type, created_at, bool(held), sent_at, orjson.loads(meta))
