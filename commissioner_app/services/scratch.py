"""Files of a form that is only tried: kept in memory, forgotten with it, never in the profile."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from commissioner_app.errors import InputError
from commissioner_app.services.attachments import (
    PHOTOS,
    REFUSED,
    Added,
    AttachmentInfo,
    Attachments,
    Position,
    ending_of,
    file_bytes,
)
from commissioner_app.services.desk import Desk
from commissioner_app.services.preferences import Preferences
from commissioner_app.store import images


class ScratchAttachments(Attachments):
    """The same questions as to ``Attachments``, answered from memory."""

    def __init__(self, desk: Desk, preferences: Preferences) -> None:
        super().__init__(desk, preferences)
        self._held: dict[str, tuple[bytes, AttachmentInfo, bytes | None]] = {}

    def add(self, source: Path | bytes, name: str = "", longest: int = 0) -> Added:
        """Take a file in, for as long as the form is tried. Raises ``InputError`` attachment_unreadable, attachment_kind."""
        data = source if isinstance(source, bytes) else file_bytes(source)
        file_name = name or (source.name if isinstance(source, Path) else "")
        ext = ending_of(data, file_name)
        if ext in REFUSED:
            raise InputError("attachment_kind", ext=ext)
        meta: dict[str, Any] = {}
        preview, media_type = None, "application/octet-stream"
        if ext in PHOTOS:
            photo = images.prepare(data, longest or images.LONG_EDGE)
            data, ext, meta, preview, media_type = photo.data, photo.ext, photo.meta(), photo.preview, photo.media_type
        stored = f"{hashlib.sha256(data).hexdigest()}.{ext}"
        taken_at, place = str(meta.get("taken_at", "")), meta.get("position")
        info = AttachmentInfo(stored, len(data), media_type, True, False, "", file_name, taken_at)
        self._held[stored] = (data, info, preview)
        position = Position(place["lng"], place["lat"], place.get("alt")) if place else None
        width, height = int(meta.get("width", 0)), int(meta.get("height", 0))
        return Added(stored, taken_at, position, width, height, len(data), media_type)

    def read(self, name: str) -> bytes:
        """The bytes of a file of this trial, else of the profile."""
        return self._held[name][0] if name in self._held else super().read(name)

    def thumbnail(self, name: str) -> bytes | None:
        """The small picture of a file of this trial, else of the profile."""
        return self._held[name][2] if name in self._held else super().thumbnail(name)

    def info(self, name: str) -> AttachmentInfo | None:
        """What is known of a file of this trial, else of the profile."""
        return self._held[name][1] if name in self._held else super().info(name)
