"""Identifiers the server gives out: UUID version 7, from a moment and random bits, so that sample data can fix both."""

from __future__ import annotations

import secrets
import time
import uuid

RANDOM_BITS = 74


def uuid7(milliseconds: int, random_bits: int) -> str:
    """The UUIDv7 of a moment (milliseconds since 1970) and 74 random bits."""
    high, low = random_bits >> 62, random_bits & ((1 << 62) - 1)
    number = (milliseconds & ((1 << 48) - 1)) << 80 | 0x7 << 76 | (high & 0xFFF) << 64 | 0b10 << 62 | low
    return str(uuid.UUID(int=number))


def new_id() -> str:
    """A fresh id of now."""
    return uuid7(time.time_ns() // 1_000_000, secrets.randbits(RANDOM_BITS))
