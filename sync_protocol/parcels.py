"""Several small attachments in one body: each as a line ``<name> <length>`` with its bytes after it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_HEAD: Final = re.compile(rb"([0-9a-f]{64}\.[a-z0-9]{1,8}) ([1-9][0-9]{0,8})\n")


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The body for files: (name, content) each."""
    return b"".join(part for name, data in files for part in (f"{name} {len(data)}\n".encode(), data))


def overhead(name: str) -> int:
    """How many bytes a file takes in a body besides its own, at most."""
    return len(name) + 11


def unpacked(body: bytes) -> list[tuple[str, bytes]]:
    """The files of a body. Raises ``ValueError`` with the position in bytes where it does not hold together."""
    files: list[tuple[str, bytes]] = []
    at = 0
    while at < len(body):
        head = _HEAD.match(body, at)
        if head is None:
            raise ValueError(at)
        at = head.end() + int(head[2])
        if at > len(body):
            raise ValueError(head.start())
        files.append((head[1].decode(), body[head.end() : at]))
    return files
