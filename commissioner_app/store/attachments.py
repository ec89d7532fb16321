"""Attachments: encrypted files named by their content, with a row each and a small preview inside the database."""

from __future__ import annotations

# ruff: noqa: S608 - only this program's own column names are put into statements
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import orjson

from commissioner_app.domain.record import attachment_names
from commissioner_app.errors import EnvironmentFault, InputError
from commissioner_app.store import images
from commissioner_app.store.cipher_files import SealedFile, disk_name, names_key, seal
from commissioner_app.store.columns import text
from commissioner_app.store.database import Database, Row
from commissioner_app.store.faults import disk_faults
from commissioner_app.store.incoming import Incoming
from commissioner_app.store.rows import Attachment
from commissioner_app.system.clock import Clock, stamp
from commissioner_app.system.disk import SYSTEM_DISK, Disk
from sync_protocol.limits import ATTACHMENT_BYTES

_COLUMNS: Final = "name, size, media_type, created_at, held, sent_at, meta"
_MEDIA: Final = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "pdf": "application/pdf",
    "txt": "text/plain", "csv": "text/csv",
}  # fmt: skip


_WAITING: Final = (
    "held = 1 AND sent_at = '' AND EXISTS (SELECT 1 FROM attachment_refs r WHERE r.name = attachments.name"
    " AND NOT EXISTS (SELECT 1 FROM records x WHERE x.id = r.record_id AND x.kind IN (SELECT value FROM json_each(?))))"
)
_PART: Final = ".part-"  # as ``write_atomic`` calls what is not whole
_INCOMING: Final = ".incoming"
_LARGE: Final = 2 * 1024 * 1024  # no photo of a visit is larger: a film or a scan, which lets them go first


def preview_of(name: str, data: Callable[[], bytes]) -> bytes | None:
    """A preview of a file where its name says that it is a picture, made of its ``data``; None for what is none."""
    return images.preview(data()) if media_type_of(name).startswith("image/") else None


def media_type_of(name: str) -> str:
    """What the ending of a file's name says it is."""
    return _MEDIA.get(name.rpartition(".")[2], "application/octet-stream")


class Attachments:
    """Files by name (``<64 hex>.<ext>``). A file is on the disk, flushed, before its row says so."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        clock: Clock,
        disk: Disk = SYSTEM_DISK,
        *,
        local: Collection[str] = (),
    ) -> None:
        """``local``: kinds of records whose files stay here."""
        self._local = text(list(local))
        self._database = database
        self._folder = folder
        self._clock = clock
        self._disk = disk
        self._names_key = names_key(database.key)

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
        media_type = media_type or media_type_of(name)
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

    def incoming(self, name: str, *, aside: bool = False) -> Incoming:
        """A file on its way here, gone on with where an earlier sync stood. Usable on any thread.

        ``aside``: it is wanted at once, whoever else may be fetching it, and begins from the start.
        """
        path = self.path(name)
        part = path.with_name(f"{_PART}{path.name}") if aside else path.with_suffix(_INCOMING)
        if aside:
            part.unlink(missing_ok=True)
        return Incoming(path, part, self._database.key, name, self._disk)

    def settle(self, files: Sequence[Incoming]) -> None:
        """Put files that came whole in their places; they are safe then. Usable on any thread.

        Raises ``EnvironmentFault`` (``disk_full``, ``disk_error``).
        """
        with disk_faults():
            self._disk.settle([file.move for file in files], self._database.workers)

    def arrived(self, files: Iterable[tuple[str, int, bytes | None]]) -> None:
        """Files that came from the server are settled: (name, size, preview), all in one transaction."""
        now = stamp(self._clock.now())
        with self._database.transaction():
            for name, size, preview in files:
                self._note(Attachment(name, size, media_type_of(name), now, True, now, {}), preview)

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
        """Files of records that the server has not confirmed, in the order in which they go: photos before large files,
        what was begun before the rest, then the newest record's first, all of one record together. Those of local kinds
        are none of the server's."""
        return self._attachments(
            f"{_WAITING} ORDER BY size > {_LARGE}, upload = '', (SELECT max(x.seq) FROM attachment_refs r"
            " JOIN records x ON x.id = r.record_id WHERE r.name = attachments.name) DESC, created_at, name",
            [self._local],
        )

    def waiting_size(self) -> tuple[int, int]:
        """How many files wait, and how many bytes they have."""
        found = self._database.row(
            f"SELECT count(*), coalesce(sum(size), 0) FROM attachments WHERE {_WAITING}", [self._local]
        )
        return found if found is not None else (0, 0)

    def damaged(self) -> list[Attachment]:
        """Files of records whose only copy was here and cannot be read any more."""
        return self._attachments(
            "held = 0 AND sent_at = '' AND EXISTS (SELECT 1 FROM attachment_refs f JOIN records r ON r.id = f.record_id"
            " WHERE f.name = attachments.name AND r.deleted = 0) ORDER BY created_at, name",
            [],
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

    def mark_sent(self, receipts: Iterable[tuple[str, str]]) -> None:
        """Keep the server's word that it holds files with the right checksum: (name, when), all in one transaction."""
        self._database.write_many(
            "UPDATE attachments SET sent_at = ?, upload = '' WHERE name = ?", [(at, name) for name, at in receipts]
        )

    def sent(self) -> list[str]:
        """Names of the files here that the server has had and that records mention."""
        return [
            row[0]
            for row in self._database.rows(
                "SELECT name FROM attachments WHERE held = 1 AND sent_at <> ''"
                " AND name IN (SELECT name FROM attachment_refs) ORDER BY name"
            )
        ]

    def mark_unsent(self, names: Iterable[str]) -> None:
        """The server has lost files (it was restored): they have to go again. All in one transaction."""
        self._database.write_many(
            "UPDATE attachments SET sent_at = '', upload = '' WHERE name = ?", [(name,) for name in names]
        )

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

    def mend(self, name: str) -> bool:
        """Make a reduced photo that is damaged anew from its original, where that was kept; whether it is whole again."""
        known = self.get(name)
        original = str(known.meta.get("original", "")) if known else ""
        if known is None or not original:
            return False
        try:
            edge = max(int(known.meta.get("width", 0)), int(known.meta.get("height", 0)))
            data = images.prepare(self.read(original), edge).data
        except (EnvironmentFault, InputError):
            return False
        if hashlib.sha256(data).hexdigest() != name.partition(".")[0]:
            return False
        with disk_faults():
            self._disk.write(self.path(name), seal(self._database.key, data))
        return True

    def lost(self, name: str) -> None:
        """The bytes of a file are gone or damaged here: it is fetched again if the server has it."""
        self._database.write("UPDATE attachments SET held = 0 WHERE name = ?", [name])

    def named_by(self, record_ids: Collection[str]) -> list[str]:
        """The names of the files of some records, and of those that their history still tells of."""
        ids = [text(list(record_ids))]
        rows = self._database.rows(
            "SELECT DISTINCT name FROM attachment_refs WHERE record_id IN (SELECT value FROM json_each(?))", ids
        )
        edits = self._database.rows(
            "SELECT patch FROM journal WHERE record_id IN (SELECT value FROM json_each(?))", ids
        )
        told = (name for (patch,) in edits for name in attachment_names(orjson.loads(patch)))
        return sorted({row[0] for row in rows}.union(told))

    def unsent_records(self) -> frozenset[str]:
        """Ids of the records with files that the server has not confirmed."""
        rows = self._database.rows(
            "SELECT DISTINCT r.record_id FROM attachments a JOIN attachment_refs r ON r.name = a.name"
            " WHERE a.held = 1 AND a.sent_at = ''"
        )
        return frozenset(row[0] for row in rows)

    def release(self, names: Collection[str]) -> None:
        """Take files that the server holds off this laptop, previews and all, where no record and no draft names them any
        more."""
        if not names:
            return
        drafts = "".join(row[0] for row in self._database.rows("SELECT saved || context FROM drafts"))
        with self._database.transaction():
            gone = [
                one
                for one in self._attachments(
                    "name IN (SELECT value FROM json_each(?)) AND (sent_at <> '' OR held = 0)"
                    " AND NOT EXISTS (SELECT 1 FROM attachment_refs r WHERE r.name = attachments.name)",
                    [text(list(names))],
                )
                if one.name not in drafts
            ]
            originals = [str(one.meta["original"]) for one in gone if one.meta.get("original")]
            rows = [(name,) for name in (*(one.name for one in gone), *originals)]
            for table in ("thumbnails", "attachments"):
                self._database.write_many(f"DELETE FROM {table} WHERE name = ?", rows)
        for (name,) in rows:
            self.path(name).unlink(missing_ok=True)

    def free(self) -> int:
        """The bytes that still fit on this laptop's disk."""
        return self._disk.free(self._folder)

    def drop_incoming(self, wanted: Collection[str]) -> None:
        """Take away what came of files that are not wanted any more."""
        parts = list(self._folder.glob(f"*/*{_INCOMING}"))
        if parts:
            kept = {self.path(name).with_suffix(_INCOMING) for name in wanted}
            for part in parts:
                if part not in kept:
                    part.unlink(missing_ok=True)

    def sweep(self) -> int:
        """Take away files that a kill left unfinished; gives how many. Finished ones stay even where no row names them:
        they may belong to work that a restored database does not know yet."""
        unfinished = list(self._folder.glob(f"*/{_PART}*"))
        for path in unfinished:
            path.unlink(missing_ok=True)
        return len(unfinished)

    def path(self, name: str) -> Path:
        """Where the encrypted file of a name lies."""
        on_disk = disk_name(self._names_key, name)
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
                self._disk.write(self.path(name), seal(self._database.key, data))
        now = stamp(self._clock.now())
        self._note(Attachment(name, len(data), media_type, now, True, sent_at, meta), preview)

    def _note(self, file: Attachment, preview: bytes | None) -> None:
        """A file is in its place: keep its row, and what is known of it already."""
        with self._database.transaction():
            self._database.write(
                f"INSERT INTO attachments ({_COLUMNS}, upload) VALUES (?, ?, ?, ?, 1, ?, ?, '')"
                " ON CONFLICT (name) DO UPDATE SET held = 1, sent_at = max(sent_at, excluded.sent_at),"
                " meta = CASE WHEN meta = '{}' THEN excluded.meta ELSE meta END",
                [file.name, file.size, file.media_type, file.created_at, file.sent_at, text(dict(file.meta))],
            )
            if preview:
                thumbnail = [file.name, preview]
                self._database.write("INSERT OR REPLACE INTO thumbnails (name, jpeg) VALUES (?, ?)", thumbnail)

    def _attachments(self, where: str, parameters: list[Any]) -> list[Attachment]:
        return [
            _attachment(row)
            for row in self._database.rows(f"SELECT {_COLUMNS} FROM attachments WHERE {where}", parameters)
        ]


def _attachment(row: Row) -> Attachment:
    name, size, media_type, created_at, held, sent_at, meta = row
    return Attachment(name, size, media_type, created_at, bool(held), sent_at, orjson.loads(meta))
