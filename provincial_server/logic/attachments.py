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
from sync_protocol.parcels import Served

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


def note_sent(connection: Connection, caller: Caller, name: str, size: int, at: str) -> None:
    """Note that the caller has sent a whole attachment, and so stands for it in all that they may read and that names it."""
    attachments.add(connection, name, size, caller.person_id, at)
    attachments.vouch_as_sender(connection, name, caller.person_id, sorted(caller.buckets))


def sizes(connection: Connection, caller: Caller, names: Sequence[str]) -> dict[str, int]:
    """Those of some attachments that have arrived and are the caller's to see: what they sent, and what a record that they
    may read names on the word of somebody who has it: name -> bytes.

    Raises ``bad_request`` for a name that is none, ``too_large``."""
    if len(names) > limits.ASKED_NAMES:
        raise ServerError(codes.TOO_LARGE, limit=limits.ASKED_NAMES)
    for name in names:
        check_name(name)
    held = attachments.held_of(connection, names)
    own = attachments.sent_by(connection, list(held), caller.person_id)
    others = [name for name in held if name not in own]
    seen = own | (attachments.named_in(connection, others, sorted(caller.buckets)) if others else set())
    return {name: int(one["size"]) for name, one in held.items() if name in seen}


def readable(database: Database, files: Files, caller: Caller, name: str) -> Readable:
    """The attachment. Raises ``not_found`` both when it is not held and when it is not the caller's to see."""
    with database.read() as connection:
        allowed = name in sizes(connection, caller, [name])
    size = files.size(name) if allowed else None
    if size is None:
        raise ServerError(codes.NOT_FOUND, what="attachment")
    return Readable(files, name, size)


def several(database: Database, files: Files, caller: Caller, names: Sequence[str], most: int) -> list[Served]:
    """The first of some attachments, as many as fit into ``most`` bytes; of the first the beginning where it does not fit.

    What is not there, or not the caller's to see, has no bytes. Raises as ``sizes`` does."""
    with database.read() as connection:
        known = sizes(connection, caller, names)
    found: list[Served] = []
    left = most
    for name in dict.fromkeys(names):
        size = known.get(name, 0)
        if size > left and left < most:
            break
        one = _served(files, name, size, min(size, left))
        left -= len(one.data)
        found.append(one)
    return found


def _served(files: Files, name: str, size: int, length: int) -> Served:
    try:
        data = b"".join(files.read(name, 0, length)) if length else b""
    except KeyError:
        return Served(name, 0, b"")
    # What lies there shortened is not served as a part of something: its size is what it is.
    return Served(name, size if len(data) == length else len(data), data)


def not_held(database: Database, caller: Caller, names: Sequence[str]) -> list[str]:
    """Those of some attachments that have not arrived, as far as it is the caller's to know. Raises as ``sizes`` does."""
    with database.read() as connection:
        held = sizes(connection, caller, names)
    return [name for name in names if name not in held]
