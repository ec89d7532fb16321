"""An order-independent digest of the (id, revision) pairs a bucket holds, cheap to keep up to date.

Each pair is hashed on its own and the hashes are added modulo 2**128, so both sides can add and take away single
records without reading the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

_MODULUS = 1 << 128


def pair_hash(record_id: str, rev: int) -> int:
    """The 128-bit number that one record at one revision adds to a digest."""
    return int.from_bytes(hashlib.blake2b(f"{record_id}:{rev}".encode(), digest_size=16).digest(), "big")


def digest(pairs: Iterable[tuple[str, int]]) -> str:
    """The digest of a set of (id, revision) pairs as 32 hex digits."""
    return f"{sum(pair_hash(record_id, rev) for record_id, rev in pairs) % _MODULUS:032x}"
