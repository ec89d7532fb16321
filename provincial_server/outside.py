"""Time and chance come in through here, so that a simulation can set the one and repeat the other."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Protocol


class Outside(Protocol):
    """What the server asks of the world besides its database, its files and its callers."""

    def now(self) -> datetime:
        """The present, in UTC."""
        ...

    def chance(self, size: int) -> bytes:
        """So many bytes that nobody can guess."""
        ...


class System:
    """The computer's clock, and its own randomness."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def chance(self, size: int) -> bytes:
        return secrets.token_bytes(size)


class _Used:
    outside: Outside = System()


def now() -> datetime:
    """The present, in UTC."""
    return _Used.outside.now()


def chance(size: int) -> bytes:
    """So many bytes that nobody can guess."""
    return _Used.outside.chance(size)


@contextlib.contextmanager
def replaced_by(outside: Outside) -> Iterator[None]:
    """Inside, this process has another time and another chance."""
    before, _Used.outside = _Used.outside, outside
    try:
        yield
    finally:
        _Used.outside = before
