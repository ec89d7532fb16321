"""Attachments as files named by their own checksum, and who may read them."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Final

from provincial_server.db import attachments
from provincial_server.db.engine import Connection, Database
from provincial_server.errors import ServerError
from provincial_server.logic.roles import Caller
from provincial_server.settings import Settings
from sync_protocol import codes

NAME: Final = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,8}")
_READ_BYTES: Final = 1024 * 1024


def path_of(settings: Settings, name: str) -> Path:
    """Where an attachment lies or will lie. Raises ``bad_request`` for a name that is none."""
    if not NAME.fullmatch(name):
        raise ServerError(codes.BAD_REQUEST, place="name")
    return settings.attachments / name[:2] / name


def checksum(path: Path) -> str:
    """The SHA-256 of a file."""
    seen = hashlib.sha256()
    with path.open("rb") as stream:
        while part := stream.read(_READ_BYTES):
            seen.update(part)
    return seen.hexdigest()


def sync_to_disk(path: Path) -> None:
    """Flush a file or, where the system knows how, a folder's own entry."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(settings: Settings, part: Path, name: str) -> None:
    """Move a checked file to where it belongs, durably."""
    target = path_of(settings, name)
    target.parent.mkdir(parents=True, exist_ok=True)
    part.replace(target)
    sync_to_disk(target.parent)


def is_readable(connection: Connection, caller: Caller, name: str) -> bool:
    """Whether the caller sent the attachment, or may read a record that names it."""
    held = attachments.held(connection, name)
    if held is None:
        return False
    return held["person_id"] == caller.person_id or attachments.is_named_in(connection, name, sorted(caller.buckets))


def readable_path(database: Database, settings: Settings, caller: Caller, name: str) -> Path:
    """The file of an attachment. Raises ``not_found`` both when it is not held and when it is not the caller's to see."""
    path = path_of(settings, name)
    with database.read() as connection:
        readable = is_readable(connection, caller, name)
    if not readable or not path.is_file():
        raise ServerError(codes.NOT_FOUND, what="attachment")
    return path
