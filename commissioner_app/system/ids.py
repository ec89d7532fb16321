"""Identifiers: UUID version 7 (RFC 9562), ordered by time, so that first loads append instead of scattering."""

from __future__ import annotations

import os
import threading
import time
import uuid


class _Last:
    lock = threading.Lock()
    tick = 0


def uuid7() -> str:
    """A new UUIDv7 as text. Two calls in one process never go backwards, even within a millisecond."""
    with _Last.lock:
        # 12 bits below the millisecond keep ids of one process in the order they were made.
        tick = max((time.time_ns() * 4096) // 1_000_000, _Last.tick + 1)
        _Last.tick = tick
    milliseconds, fraction = divmod(tick, 4096)
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | fraction << 64 | 0b10 << 62
    value |= int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return str(uuid.UUID(int=value))
