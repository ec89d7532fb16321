"""Two people rewrote one text: both edits put into one where they do not touch, as a proposal for a person to read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

WORDS: Final = re.compile(r"[A-Za-z0-9.]+|\s+|.", re.DOTALL)
"""A Chinese character, a Latin word or number, or a stretch of blanks: what is never split."""
MOST_COMPARED: Final = 3000


@dataclass(frozen=True, slots=True)
class Merged:
    """``clean``: no edit touched another; else both stand one after the other where they met."""

    text: str
    clean: bool


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    words: tuple[str, ...]


def merge_texts(base: str, first: str, second: str) -> Merged:
    """Both edits of ``base`` in one text. Where they touch, what both wrote stands side by side, ``first`` before ``second``."""
    if second in (first, base):
        return Merged(first, clean=True)
    if first == base:
        return Merged(second, clean=True)
    words, one, other = (WORDS.findall(text) for text in (base, first, second))
    if max(map(len, (words, one, other))) > MOST_COMPARED or not words:
        return Merged(_beside(first, second), clean=False)
    edits = sorted({*_edits(words, one), *_edits(words, other)}, key=lambda edit: (edit.start, edit.end))
    if any(_touch(before, after) for before, after in pairwise(edits)):
        return Merged(_beside(first, second), clean=False)
    result: list[str] = []
    at = 0
    for edit in edits:
        result += words[at : edit.start]
        result += edit.words
        at = edit.end
    return Merged("".join([*result, *words[at:]]), clean=True)


def _edits(base: Sequence[str], other: Sequence[str]) -> list[_Edit]:
    codes = SequenceMatcher(None, base, other, autojunk=False).get_opcodes()
    return [_Edit(a, b, tuple(other[c:d])) for kind, a, b, c, d in codes if kind != "equal"]


def _touch(before: _Edit, after: _Edit) -> bool:
    return after.start < before.end or (
        after.start == before.end and (before.start == before.end or after.start == after.end)
    )


def _beside(first: str, second: str) -> str:
    """Both texts, unless one says all that the other does."""
    if second in first:
        return first
    return second if first in second else f"{first}\n{second}"
