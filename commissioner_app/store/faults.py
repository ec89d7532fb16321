"""SQLite's complaints in the program's own words: what happened, and that nothing is lost."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator

import sqlcipher3

from commissioner_app.errors import EnvironmentFault

_CODES = (
    ("disk is full", "disk_full"),
    ("disk i/o error", "disk_error"),
    ("unable to open", "database_unreachable"),
    ("readonly database", "database_read_only"),
    ("locked", "database_locked"),
    ("not a database", "database_damaged"),
    ("malformed", "database_damaged"),
    ("out of memory", "database_damaged"),  # SQLCipher says so of a page whose checksum fails
)


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turn errors of the disk and the file into ``EnvironmentFault``; mistakes in our SQL stay what they are."""
    try:
        yield
    except sqlcipher3.DatabaseError as error:
        text = str(error).lower()
        for part, code in _CODES:
            if part in text:
                raise EnvironmentFault(code) from error
        raise


@contextlib.contextmanager
def disk_faults() -> Iterator[None]:
    """Turn errors of writing a file into ``EnvironmentFault``."""
    try:
        yield
    except OSError as error:
        code = "disk_full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "disk_error"
        raise EnvironmentFault(code) from error
