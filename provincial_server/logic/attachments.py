"""Attachments are named by their own checksum; who may read them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from provincial_server.db import attachments
from provincial_server.db.engine import Connection, Database
from provincial_server.errors import ServerError
from provincial_server.files.keeping import Files
from provincial_server.logic.roles import Caller
from sync_protocol import codes, limits

NAME: Final = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,8}")


@dataclass(frozen=True, slots=True)
class Readable:
    """An attachment that the caller may read: its size in bytes, and its bytes from ``start`` up to ``end``."""

    files: Files
    name: str
    size: int

    def read(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes, in pieces. Raises ``not_found`` where they are gone."""
        try:
            return self.files.read(self.name, start, end)
        except KeyError as gone:
            raise ServerError(codes.NOT_FOUND, what="attachment") from gone


def check_name(name: str) -> None:
    """Raises ``bad_request`` for a name that is none."""
    if not NAME.fullmatch(name):
        raise ServerError(codes.BAD_REQUEST, place="name")


def is_readable(connection: Connection, caller: Caller, name: str) -> bool:
    """Whether the caller sent the attachment, or may read a record that names it."""
    held = attachments.held(connection, name)
    if held is None:
        return False
    return held["person_id"] == caller.person_id or attachments.is_named_in(connection, name, sorted(caller.buckets))


def readable(database: Database, files: Files, caller: Caller, name: str) -> Readable:
    """The attachment. Raises ``not_found`` both when it is not held and when it is not the caller's to see."""
    check_name(name)
    with database.read() as connection:
        allowed = is_readable(connection, caller, name)
    size = files.size(name) if allowed else None
    if size is None:
        raise ServerError(codes.NOT_FOUND, what="attachment")
    return Readable(files, name, size)


def not_held(database: Database, caller: Caller, names: Sequence[str]) -> list[str]:
    """Those of some attachments that have not arrived, as far as it is the caller's to know.

    Raises ``bad_request`` for a name that is none, ``too_large``."""
    if len(names) > limits.ASKED_NAMES:
        raise ServerError(codes.TOO_LARGE, limit=limits.ASKED_NAMES)
    for name in names:
        check_name(name)
    with database.read() as connection:
        held = [name for name in attachments.held_of(connection, names) if is_readable(connection, caller, name)]
    return [name for name in names if name not in held]
