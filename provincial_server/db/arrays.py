"""Columns of numbers and texts as PostgreSQL itself sends and takes arrays (its binary format): the driver's own way of
writing them costs more than storing what they hold."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any, Final

_TEXT: Final = 25
_INT8: Final = 20
_INT8_BYTES: Final = 8
_HEAD: Final = struct.Struct(">5i")
_SIZE: Final = struct.Struct(">i")


@dataclass(frozen=True, slots=True)
class Array:
    """``data`` is an array as it travels."""

    data: bytes


class TextArray(Array):
    """``text[]``."""

    oid = 1009


class Int8Array(Array):
    """``bigint[]``."""

    oid = 1016


def array_of(cells: Sequence[str] | Sequence[bytes] | Sequence[int]) -> Array:
    """An array of some cells, at least one and all of a kind: whole numbers of 64 bits, or texts, which may be given as
    their UTF-8 bytes. Raises ``struct.error`` for a number beyond 64 bits."""
    count = len(cells)
    if isinstance(cells[0], int):
        sized: chain[Any] = chain.from_iterable(zip(repeat(_INT8_BYTES), cells, strict=False))
        return Int8Array(_head(_INT8, count) + struct.pack(f">{'iq' * count}", *sized))
    texts = [cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells]
    sized = chain.from_iterable(zip(map(_SIZE.pack, map(len, texts)), texts, strict=True))
    return TextArray(b"".join(chain((_head(_TEXT, count),), sized)))


def _head(element: int, count: int) -> bytes:
    """One dimension, no nulls, of elements of this type, so many, the first of them the first."""
    return _HEAD.pack(1, 0, element, count, 1)


def register(connection: Any) -> None:
    """Let a connection of the driver take such arrays as values."""
    # Here, as the driver comes along only where it is wanted.
    from psycopg.adapt import Dumper
    from psycopg.pq import Format

    class AsItIs(Dumper):
        format = Format.BINARY

        def dump(self, value: Array) -> bytes:
            return value.data

    for kind in (TextArray, Int8Array):
        connection.adapters.register_dumper(kind, type(kind.__name__, (AsItIs,), {"oid": kind.oid}))
