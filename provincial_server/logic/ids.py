"""Identifiers the server gives out: UUID version 7, from a moment and random bits, so that sample data can fix both."""

from __future__ import annotations

import uuid

from provincial_server import outside

RANDOM_BITS = 74


def uuid7(milliseconds: int, random_bits: int) -> str:
    """The UUIDv7 of a moment (milliseconds since 1970) and 74 random bits."""
    high, low = random_bits >> 62, random_bits & ((1 << 62) - 1)
    number = (milliseconds & ((1 << 48) - 1)) << 80 | 0x7 << 76 | (high & 0xFFF) << 64 | 0b10 << 62 | low
    return str(uuid.UUID(int=number))


def new_id() -> str:
    """A fresh id of now."""
    bits = int.from_bytes(outside.chance(10), "big") & ((1 << RANDOM_BITS) - 1)
    return uuid7(int(outside.now().timestamp() * 1000), bits)
