"""Several small attachments in one body: each as a line with its bytes after it.

On the way up the line is ``<name> <length>``. On the way down it is ``<name> <size> <length>``: the file has ``size`` bytes
(0 where there is none for the asker), and its first ``length`` follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

_HEAD: Final = re.compile(rb"([0-9a-f]{64}\.[a-z0-9]{1,8}) ([1-9][0-9]{0,8})\n")
_SERVED: Final = re.compile(rb"([0-9a-f]{64}\.[a-z0-9]{1,8}) (0|[1-9][0-9]{0,8}) (0|[1-9][0-9]{0,8})\n")


class Served(NamedTuple):
    """A file on the way down: its name, how many bytes it has, and the first of them."""

    name: str
    size: int
    data: bytes | memoryview


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The body for files on the way up: (name, content) each."""
    return b"".join(part for name, data in files for part in (f"{name} {len(data)}\n".encode(), data))


def overhead(name: str) -> int:
    """How many bytes a file takes in a body besides its own, at most."""
    return len(name) + 11


def unpacked(body: bytes) -> list[tuple[str, bytes]]:
    """The files of a body on the way up. Raises ``ValueError`` with the position in bytes where it does not hold together."""
    return [(name.decode(), bytes(data)) for (name, _), data in _entries(_HEAD, body)]


def serving(files: Iterable[Served]) -> bytes:
    """The body for files on the way down."""
    return b"".join(part for name, size, data in files for part in (f"{name} {size} {len(data)}\n".encode(), data))


def served(body: bytes) -> list[Served]:
    """The files of a body on the way down, as views of it. Raises ``ValueError`` likewise."""
    return [Served(name.decode(), int(size), data) for (name, size, _), data in _entries(_SERVED, body)]


def _entries(head: re.Pattern[bytes], body: bytes) -> Iterator[tuple[tuple[bytes, ...], memoryview]]:
    view, at = memoryview(body), 0
    while at < len(body):
        found = head.match(body, at)
        if found is None:
            raise ValueError(at)
        at = found.end() + int(found.groups()[-1])
        if at > len(body):
            raise ValueError(found.start())
        yield found.groups(), view[found.end() : at]
