"""Photos and files: taken in, reduced, described, shown. Content-addressed and encrypted in the store."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from commissioner_app.services.desk import Desk


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

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def add(self, source: Path | bytes, name: str = "") -> Added:
        """Take in a file; a photo above the size set in preferences is reduced first.

        Raises ``InputError`` attachment_unreadable, attachment_too_large, attachment_kind."""
        raise NotImplementedError

    def read(self, name: str) -> bytes:
        """The bytes. Raises ``InputError`` attachment_not_found, attachment_not_here (known, but not fetched yet)."""
        raise NotImplementedError

    def thumbnail(self, name: str) -> bytes | None:
        """A JPEG of at most 256 px, None where there is none (a document, or not fetched yet)."""
        raise NotImplementedError

    def info(self, name: str) -> AttachmentInfo | None:
        """What is known of the attachment, None for a stranger."""
        raise NotImplementedError
