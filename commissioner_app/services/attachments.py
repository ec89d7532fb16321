"""Photos and files: taken in, reduced, described, shown. Content-addressed and encrypted in the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from commissioner_app.domain.record import ATTACHMENT_NAME, Record, attachment_names
from commissioner_app.errors import EnvironmentFault, InputError
from commissioner_app.services.desk import Desk
from commissioner_app.services.preferences import Preferences
from sync_protocol.limits import ATTACHMENT_BYTES

MEGABYTE: Final = 1024 * 1024
LARGEST: Final = ATTACHMENT_BYTES
"""Bytes of one attachment, a photo before it is reduced excepted."""
# What a program would run is no record of field work and would be dangerous to hand on.
REFUSED: Final = frozenset({"exe", "bat", "cmd", "com", "msi", "scr", "ps1", "vbs", "js", "jar", "sh", "dll", "so"})
SIGNATURES: Final = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"%PDF-", "pdf"),
)
PHOTOS: Final = frozenset({"jpg", "png", "webp"})
UNKNOWN: Final = "bin"
# The endings that a bare checksum is tried with, most likely first.
ENDINGS: Final = (
    "jpg", "png", "pdf", "webp", "jpeg", "bin", "xlsx", "docx", "txt", "csv", "mp4", "heic", "doc", "xls", "pptx", "zip",
    "mov", "gif", "wps", "et", "m4a", "mp3",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Position:
    """A place in WGS-84 degrees, as the camera noted it."""

    lng: float
    lat: float
    alt: float | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """A file that was taken in. ``taken_at`` (ISO 8601) and ``position`` come from EXIF where the camera wrote them;
    they are an offer to the form, nothing is filled in silently. Width and height are 0 for what is no picture."""

    name: str
    taken_at: str
    position: Position | None
    width: int
    height: int
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class AttachmentInfo:
    """What is known of an attachment. ``present``: its bytes are on this laptop; ``sent``: the server has a copy."""

    name: str
    size: int
    media_type: str
    present: bool
    sent: bool
    received_at: str
    original_name: str
    taken_at: str


class Attachments:
    """The attachments of this profile."""

    def __init__(self, desk: Desk, preferences: Preferences) -> None:
        self._desk = desk
        self._preferences = preferences

    def add(self, source: Path | bytes, name: str = "", longest: int = 0) -> Added:
        """Take in a file; a photo above the size set in preferences, or above ``longest`` pixels, is reduced first.

        Raises ``InputError`` attachment_unreadable, attachment_too_large, attachment_kind; ``EnvironmentFault``."""
        data = source if isinstance(source, bytes) else file_bytes(source)
        file_name = name or (source.name if isinstance(source, Path) else "")
        ext = ending_of(data, file_name)
        if ext in REFUSED:
            raise InputError("attachment_kind", ext=ext)
        if ext in PHOTOS:
            stored = self._add_photo(data, file_name, longest)
        else:
            if len(data) > ATTACHMENT_BYTES:
                raise _too_large(data)
            stored = self._desk.store.attachments.add(data, ext, meta={"file_name": file_name} if file_name else {})
        return self._described(stored)

    def read(self, name: str) -> bytes:
        """The bytes. Raises ``InputError`` attachment_not_found, attachment_not_here (known, but not fetched yet);
        ``EnvironmentFault`` file_damaged, file_missing: what the server has is then fetched again by the next sync."""
        known = self.info(name)
        if known is None:
            raise InputError("attachment_not_found", name=name)
        if not known.present:
            raise InputError("attachment_not_here", name=name)
        try:
            return self._desk.store.attachments.read(name)
        except EnvironmentFault:
            if known.sent:
                self._desk.store.attachments.lost(name)
            raise

    def thumbnail(self, name: str) -> bytes | None:
        """A JPEG of at most 256 px, None where there is none (a document, or not fetched yet)."""
        return self._desk.store.attachments.thumbnail(name)

    def info(self, name: str) -> AttachmentInfo | None:
        """What is known of the attachment, None for a stranger."""
        known = self._desk.store.attachments.get(name)
        if known is None:
            if not self._desk.store.attachments.users(name):
                return None
            return AttachmentInfo(name, 0, "", present=False, sent=True, received_at="", original_name="", taken_at="")
        meta: Mapping[str, Any] = known.meta
        return AttachmentInfo(
            name=known.name,
            size=known.size,
            media_type=known.media_type,
            present=known.held,
            sent=bool(known.sent_at),
            received_at=known.sent_at,
            original_name=str(meta.get("file_name", "")),
            taken_at=str(meta.get("taken_at", "")),
        )

    def of(self, record: Record) -> list[AttachmentInfo]:
        """The attachments that a record names, in reading order."""
        found = (self.info(name) for name in dict.fromkeys(attachment_names(record.answers)))
        return [info for info in found if info is not None]

    def full_name(self, sha256: str) -> str:
        """The attachment's name from its checksum alone. Raises ``InputError`` attachment_not_found."""
        if ATTACHMENT_NAME.fullmatch(sha256):
            return sha256
        for ext in ENDINGS:
            name = f"{sha256.lower()}.{ext}"
            if self.info(name) is not None:
                return name
        raise InputError("attachment_not_found", name=sha256)

    def _add_photo(self, data: bytes, file_name: str, longest: int) -> str:
        # 0 means "as it is", on both sides.
        side = min((each for each in (int(self._preferences.get("photo_max_side")), longest) if each > 0), default=0)
        keep = bool(self._preferences.get("photo_keep_original"))
        try:
            name, _ = self._desk.store.attachments.add_photo(
                data, long_edge=side, keep_original=keep, file_name=file_name
            )
        except InputError as error:
            if error.code == "file_too_large":
                raise _too_large(data) from error
            raise InputError("attachment_unreadable") from error
        return name

    def _described(self, name: str) -> Added:
        known = self._desk.store.attachments.get(name)
        if known is None:
            raise EnvironmentFault("file_missing", name=name)
        meta: Mapping[str, Any] = known.meta
        place = meta.get("position")
        position = Position(place["lng"], place["lat"], place.get("alt")) if place else None
        taken_at = self._with_offset(str(meta.get("taken_at", "")))
        return Added(
            name,
            taken_at,
            position,
            int(meta.get("width", 0)),
            int(meta.get("height", 0)),
            known.size,
            known.media_type,
        )

    def _with_offset(self, moment: str) -> str:
        """A camera that notes no offset is taken to show the laptop's time."""
        try:
            parsed = datetime.fromisoformat(moment)
        except ValueError:
            return ""
        return moment if parsed.tzinfo else parsed.replace(tzinfo=self._desk.zone()).isoformat()


def file_bytes(path: Path) -> bytes:
    """A file's content. Raises ``InputError`` attachment_unreadable, attachment_too_large."""
    try:
        if path.stat().st_size > 4 * ATTACHMENT_BYTES:
            raise InputError(
                "attachment_too_large", size=path.stat().st_size // MEGABYTE, most=ATTACHMENT_BYTES // MEGABYTE
            )
        return path.read_bytes()
    except OSError as error:
        raise EnvironmentFault("file_unreadable", path=str(path), reason=error.strerror or "") from error


def _too_large(data: bytes) -> InputError:
    return InputError("attachment_too_large", size=-(-len(data) // MEGABYTE), most=ATTACHMENT_BYTES // MEGABYTE)


def ending_of(data: bytes, file_name: str) -> str:
    """The ending that the content asks for, else the file's own, else ``bin``."""
    for start, ext in SIGNATURES:
        if data.startswith(start):
            return ext
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    own = file_name.rpartition(".")[2].lower() if "." in file_name else ""
    if own in PHOTOS:
        # The name promises a photo and the content is none: better said now than in the office.
        raise InputError("attachment_unreadable")
    return own if own.isascii() and own.isalnum() and len(own) <= 8 else UNKNOWN
