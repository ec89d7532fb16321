"""Rows onto pages: long rows go on overleaf, rows that belong together stay together (domain.md 6.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from commissioner_app.reports.layout.parts import Page, Row

_SHARES: Final = (1.0, 0.85, 0.7, 0.55, 0.4, 0.25, 0.1)


def paginate(form: Sequence[Row], annex: Sequence[Row], first: float, rest: float) -> list[Page]:
    """Place the rows of a form and of what is appended on pages of ``first`` and then ``rest`` points.

    Every row is placed once, whole or in parts. A row that keeps to the one above never opens a page, unless the two
    together are higher than a page. Rows grow towards their ideal heights as long as that costs no page.
    """
    plain = _flow([*form, *annex], first, rest)
    own_pages = len(_flow(form, first, rest))
    for share in _SHARES:
        rows = _stretched(form, share)
        stretched = _flow([*rows, *annex], first, rest)
        if len(stretched) == len(plain) and len(_flow(rows, first, rest)) == own_pages:
            return stretched
    return plain


def _flow(rows: Sequence[Row], first: float, rest: float) -> list[Page]:
    flow = _Flow(first, rest)
    flow.place(rows)
    return flow.pages


def _stretched(rows: Sequence[Row], share: float) -> list[Row]:
    return [
        replace(row, least=row.height + share * (row.ideal - row.height)) if row.ideal > row.height else row
        for row in rows
    ]


class _Flow:
    def __init__(self, first: float, rest: float) -> None:
        self._first, self._rest = first, rest
        self.pages: list[Page] = [Page()]

    @property
    def _room(self) -> float:
        return (self._first if len(self.pages) == 1 else self._rest) - self.pages[-1].used

    def place(self, rows: Sequence[Row]) -> None:
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

    def _turn(self, row: Row) -> None:
        self.pages.append(Page())
        for head in row.heads:
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
