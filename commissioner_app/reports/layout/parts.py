"""What a page is built of: lines and pictures in cells, cells in rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from commissioner_app.reports.layout.images import Picture
from commissioner_app.reports.layout.text import PADDING, Line
from commissioner_app.reports.layout.units import mm

Item = Line | Picture


def height_of(items: Sequence[Item]) -> float:
    """Height of stacked items in points."""
    return sum(item.height for item in items)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: items from the top (or in the middle), and items that stick to its lower edge (a date line).

    A label is not cut where its row goes on overleaf: the rest of the row gets ``again`` instead.
    """

    width: float
    items: tuple[Item, ...] = ()
    valign: Literal["top", "middle"] = "middle"
    bottom: tuple[Item, ...] = ()
    label: bool = False
    again: tuple[Line, ...] = ()

    @property
    def height(self) -> float:
        return height_of(self.items) + height_of(self.bottom) + 2 * PADDING


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells, heights in points.

    ``ideal``: the height it likes to have where that costs no page. ``keep``: it must stand on the same page as the row
    above. ``splits``: its text may go on overleaf. ``heads``: rows printed again above it where it opens a page.
    """

    cells: tuple[Cell, ...]
    least: float = 10 * mm
    ideal: float = 0.0
    keep: bool = False
    splits: bool = False
    heads: tuple[Row, ...] = ()
    ruled: bool = True
    shaded: bool = False

    @property
    def height(self) -> float:
        return max(self.least, *(cell.height for cell in self.cells))

    @property
    def start_height(self) -> float:
        """The least height with which it can begin on a page."""
        texts = [cell.items for cell in self.cells if not cell.label]
        if not self.splits or any(len(items) < 4 for items in texts):
            return self.height
        return max(self.least, *(height_of(items[:2]) + 2 * PADDING for items in texts))

    def split(self, room: float) -> tuple[Row, Row] | None:
        """Two rows, the first of at most ``room``, with two or more lines on either side; None where that can't be."""
        if not self.splits or room < self.least:
            return None
        first, second = [], []
        divided = False
        for cell in self.cells:
            if cell.label:
                first.append(cell)
                second.append(replace(cell, items=cell.again or cell.items))
                continue
            cut = _cut(cell.items, room - 2 * PADDING)
            if cut < min(2, len(cell.items)):
                return None
            divided = divided or cut < len(cell.items)
            first.append(replace(cell, items=cell.items[:cut]))
            second.append(replace(cell, items=cell.items[cut:]))
        upper = replace(self, cells=tuple(first), ideal=0.0)
        if not divided or upper.height > room:
            return None
        return upper, replace(self, cells=tuple(second), ideal=0.0, keep=False)


def _cut(items: tuple[Item, ...], room: float) -> int:
    """How many items go into ``room`` when some must be left: none alone on either side."""
    count, used = 0, 0.0
    for item in items:
        used += item.height
        if used > room:
            break
        count += 1
    return count if count == len(items) else min(count, len(items) - 2)


@dataclass(frozen=True, slots=True)
class Placed:
    """A row at its place: ``top`` counts points downwards from the upper edge of the type area."""

    row: Row
    top: float
    height: float


@dataclass(slots=True)
class Page:
    """The rows of one page."""

    rows: list[Placed] = field(default_factory=list)
    used: float = 0.0

    def add(self, row: Row, height: float) -> None:
        self.rows.append(Placed(row, self.used, height))
        self.used += height
