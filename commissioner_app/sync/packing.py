"""How hard a body is compressed before it goes: a line that is slow is worth more of the laptop's work than a fast one."""

from __future__ import annotations

import math
from typing import Final

import zstandard

_LEVEL: Final = 5
_LARGE: Final = 32 * 1024
_SLOW: Final = 250_000
_MIDDLING: Final = 800_000
"""Bytes a second of one body: below it the bytes that are saved would have taken longer than saving them."""
# Chinese text has three bytes for a sign: matches of three, and a parser that weighs them, take a seventh off it. Searching
# deeper, as the highest levels do, takes twice the time for a hundredth.
_THOROUGH: Final = {"strategy": zstandard.STRATEGY_BTOPT, "min_match": 3, "search_log": 4, "target_length": 32}
_THOROUGH_LEVEL: Final = 19
# With small tables, which stay in the processor's cache, most of that for half the time.
_FIRM: Final = {**_THOROUGH, "window_log": 20, "hash_log": 17, "chain_log": 17}


class Packing:
    """Compresses the bodies of one line, and learns from each how fast it is."""

    def __init__(self) -> None:
        self._speed = math.inf

    def packed(self, body: bytes) -> bytes:
        """The body as one zstd frame."""
        if self._speed < _MIDDLING and len(body) >= _LARGE:
            how = _THOROUGH if self._speed < _SLOW else _FIRM
            means = zstandard.ZstdCompressionParameters.from_level(_THOROUGH_LEVEL, source_size=len(body), **how)
            return zstandard.ZstdCompressor(compression_params=means).compress(body)
        return zstandard.ZstdCompressor(level=_LEVEL).compress(body)

    def went(self, size: int, seconds: float) -> None:
        """A body of ``size`` bytes was answered after so many seconds."""
        if size >= _LARGE // 2:
            self._speed = size / seconds if seconds else math.inf
