"""Photos after the form, two in a row, each with its caption and time (domain.md 6.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from commissioner_app.i18n import Language, tr
from commissioner_app.reports.data import Photo
from commissioner_app.reports.formats import moment_text
from commissioner_app.reports.layout.grid import FULL_WIDTH, Grid
from commissioner_app.reports.layout.images import photo
from commissioner_app.reports.layout.parts import Cell, Item, Row
from commissioner_app.reports.layout.text import PADDING, SMALL, text_lines
from commissioner_app.reports.layout.units import mm

_CELL: Final = FULL_WIDTH / 2
_HEIGHT: Final = 55 * mm
_GAP: Final = 1.5 * mm


def photo_rows(grid: Grid, photos: Sequence[Photo]) -> None:
    """Add the photos, numbered as in the record."""
    if not photos:
        return
    bar = grid.bar(tr("report.photos", grid.lang, n=len(photos)))
    for start in range(0, len(photos), 2):
        cells = [_cell(shown, number, grid.lang) for number, shown in enumerate(photos[start : start + 2], start + 1)]
        cells += [Cell(_CELL)] * (2 - len(cells))
        grid.add(Row(tuple(cells), splits=True, heads=(bar,)))


def _cell(shown: Photo, number: int, lang: Language) -> Cell:
    room = _CELL - 2 * PADDING
    style = SMALL.aligned("center")
    time = moment_text(shown.taken_at, lang) if shown.taken_at else ""
    caption = tr("report.photo_caption", lang, number=number, text="  ".join(filter(None, (shown.caption, time))))
    picture = photo(shown.data, room, _HEIGHT, gap=_GAP)
    items: tuple[Item, ...] = (picture,) if picture else text_lines(tr("report.photo_unreadable", lang), style, room)
    return Cell(_CELL, (*items, *text_lines(caption, style, room)), valign="top")
