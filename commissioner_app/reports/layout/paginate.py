"""Rows onto pages: long rows go on overleaf, rows that belong together stay together (domain.md 6.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commissioner_app.reports.layout.parts import Page, Row


def paginate(rows: Sequence[Row], first: float, rest: float) -> list[Page]:
    """Place rows on pages whose type areas are ``first`` and ``rest`` points high.

    Every row is placed once, whole or in parts. A row that keeps to the one above never opens a page, unless the two
    together are higher than a page.
    """
    flow = _Flow(first, rest)
    for number, part in enumerate(_parts(rows)):
        flow.place_part(_comfortable(part, rest if number else first))
    return flow.pages


def _parts(rows: Sequence[Row]) -> list[list[Row]]:
    """The stretches between forced page breaks."""
    parts: list[list[Row]] = [[]]
    for row in rows:
        if row.page_break and parts[-1]:
            parts.append([])
        parts[-1].append(row)
    return parts


def _comfortable(rows: list[Row], room: float) -> list[Row]:
    """Rows at their ideal heights as far as one page allows; as low as they may be where one page does not do."""
    spare = room - sum(row.height for row in rows)
    wishes = [max(0.0, row.ideal - row.height) for row in rows]
    total = sum(wishes)
    if spare <= 0 or not total:
        return rows
    share = min(1.0, spare / total * 0.999)
    return [replace(row, least=row.height + wish * share) for row, wish in zip(rows, wishes, strict=True)]


class _Flow:
    def __init__(self, first: float, rest: float) -> None:
        self._first, self._rest = first, rest
        self.pages: list[Page] = [Page()]

    @property
    def _room(self) -> float:
        return (self._first if len(self.pages) == 1 else self._rest) - self.pages[-1].used

    def place_part(self, rows: list[Row]) -> None:
        if self.pages[-1].rows:
            self._turn(None)
        for index, row in enumerate(rows):
            self._place(row, _followers_height(rows, index))

    def _place(self, row: Row, followers: float) -> None:
        """Place one row so that the rows kept to it, ``followers`` points high, find room beneath it."""
        opened = False
        while row.height + followers > self._room:
            parts = row.split(self._room if row.height > self._room else self._room_for_most(row))
            if parts:
                upper, row = parts
                self._add(upper)
            elif opened or not self.pages[-1].rows:
                break
            self._turn(row)
            opened = not parts
        self._add(row)

    def _room_for_most(self, row: Row) -> float:
        """The row alone would fit, but not what belongs to it: leave its last two lines to go along overleaf."""
        tail = max((item.height for cell in row.cells for item in cell.items), default=0.0)
        return min(self._room, row.height - 2 * tail)

    def _add(self, row: Row) -> None:
        self.pages[-1].add(row, row.height)

    def _turn(self, row: Row | None) -> None:
        self.pages.append(Page())
        for head in row.heads if row else ():
            self._add(head)


def _followers_height(rows: Sequence[Row], index: int) -> float:
    """How much must stand below a row on the same page: kept rows whole, the last of them at least begun."""
    height = 0.0
    for row in rows[index + 1 :]:
        if not row.keep:
            break
        if row.start_height < row.height:
            return height + row.start_height
        height += row.height
    return height
