"""Breaking lines in Chinese and English text: no closing mark begins a line, no opening mark ends one (kinsoku).

Pure: widths come from a function, so the rules can be tested without a font.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

Measure = Callable[[str], float]

NOT_FIRST: Final = frozenset("，。、；：？！）〕］｝】》〉」』〗’”…—–～·％‰℃°′″㎡㎏々ー,.;:?!)]}%")
NOT_LAST: Final = frozenset("（〔［｛【《〈「『〖‘“￥¥$□☑([{")
# "list-and-challenge" may end a line after a hyphen; numbers and codes may not.
_HYPHEN = re.compile("(?<=[A-Za-z][-/])(?=[A-Za-z])")
# Between figures: 8～10, 09:30—11:30.
_RANGE: Final = frozenset("—–～")

_ATOM = re.compile(r" +|[!-~\u00a1-\u024f\u0370-\u04ff]+|[^ ]")


def units(text: str) -> list[str]:
    """The pieces of a paragraph between which a line may end; stretches of blanks are pieces of their own."""
    pieces: list[str] = []
    for atom in (part for found in _ATOM.findall(text) for part in _HYPHEN.split(found)):
        if pieces and _glued(pieces[-1], atom):
            pieces[-1] += atom
        else:
            pieces.append(atom)
    return pieces


def _glued(before: str, atom: str) -> bool:
    if before[-1] == " " or atom[0] == " ":
        return False
    if before[-1] in _RANGE and before[-2:-1].isdigit() and atom[0].isdigit():
        return True
    return before[-1] in NOT_LAST or atom[0] in NOT_FIRST


def wrap(text: str, width: float, measure: Measure, *, indent: float = 0) -> list[str]:
    """Lines no wider than ``width``; ``\\n`` begins a new paragraph, whose first line is ``indent`` narrower.

    Only blanks at the ends of lines are dropped; every other character comes out exactly once, in order.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(pack(units(paragraph), width, measure, indent=indent))
    return lines


def pack(pieces: Iterable[str], width: float, measure: Measure, *, indent: float = 0) -> list[str]:
    """Fill lines with unbreakable pieces; a piece wider than a whole line is cut where it must be."""
    lines: list[str] = []
    line, used, room = "", 0.0, width - indent
    for piece in pieces:
        wide = measure(piece)
        if used + wide <= room:
            line, used = line + piece, used + wide
            continue
        if piece.isspace():
            # The blank ends the line even where it would hang over the edge.
            lines.append(line.rstrip())
            line, used, room = "", 0.0, width
            continue
        if line.strip():
            lines.append(line.rstrip())
            room = width
        *full, line = _cut(piece, room, width, measure)
        lines.extend(full)
        room = width if full else room
        used = measure(line)
    lines.append(line.rstrip())
    return lines


def _cut(piece: str, first: float, rest: float, measure: Measure) -> list[str]:
    """Cut one piece into parts: the first fits ``first``, the others ``rest``."""
    parts: list[str] = []
    start, room = 0, first
    while start < len(piece):
        end = start + 1
        used = measure(piece[start])
        while end < len(piece) and (used := used + measure(piece[end])) <= room:
            end += 1
        end = _step_back(piece, start, end)
        parts.append(piece[start:end])
        start, room = end, rest
    return parts


def _step_back(piece: str, start: int, end: int) -> int:
    """A better place for a cut up to three characters earlier, where the rules allow one; else the same place."""
    if end == len(piece):
        return end
    for better in range(end, max(start, end - 4), -1):
        if piece[better] not in NOT_FIRST and piece[better - 1] not in NOT_LAST:
            return better
    return end
