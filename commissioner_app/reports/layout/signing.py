"""Signature and seal blocks: they stand on the same page as the row above them (domain.md 6.3, 6.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from commissioner_app.i18n import Language
from commissioner_app.reports.data import Signature
from commissioner_app.reports.formats import blank_date, date_text
from commissioner_app.reports.layout.grid import WIDE_VALUE, Grid
from commissioner_app.reports.layout.images import Picture, line_art
from commissioner_app.reports.layout.parts import Cell, Item, Row, height_of
from commissioner_app.reports.layout.text import PADDING, VALUE, text_lines
from commissioner_app.reports.layout.units import mm

_IMAGE_WIDTH: Final = 50 * mm
_IMAGE_HEIGHT: Final = 15 * mm
# An official seal is 42 to 45 mm across.
SEAL_ROOM: Final = 45 * mm
PEN_ROOM: Final = 15 * mm


@dataclass(frozen=True, slots=True)
class Place:
    """A place to sign: what stands above (a pledge, an opinion), the heading, the signature, whether a seal goes here."""

    heading: str
    signature: Signature
    above: str = ""
    seal: bool = False


def signature_row(grid: Grid, label: str, places: Sequence[Place], *, ideal: float = 0.0) -> None:
    """Add a row with one cell for each place."""
    width = WIDE_VALUE / len(places)
    cells = tuple(_cell(grid, place, width) for place in places)
    least = max(_least(cell, place) for cell, place in zip(cells, places, strict=True))
    grid.add(Row((grid.label(label), *cells), least=least, ideal=ideal, keep=True))


def _least(cell: Cell, place: Place) -> float:
    """What is printed, and room for the pen or the seal that is still missing."""
    if place.seal:
        # The seal covers the date, which therefore needs no room of its own.
        return height_of(cell.items) + 2 * PADDING + SEAL_ROOM
    return cell.height + (0 if any(isinstance(item, Picture) for item in cell.items) else PEN_ROOM)


def _cell(grid: Grid, place: Place, width: float) -> Cell:
    room = width - 2 * PADDING
    above = text_lines(place.above, grid.prose, room)
    named = f"{place.heading}{place.signature.name}"
    heading = text_lines(named, VALUE, room)
    drawn = line_art(place.signature.image, min(room, _IMAGE_WIDTH), _IMAGE_HEIGHT) if place.signature.image else None
    signed: tuple[Item, ...] = (drawn,) if drawn else ()
    bottom = text_lines(_date(place.signature, grid.lang), VALUE.aligned("right"), room)
    return Cell(width, (*above, *heading, *signed), valign="top", bottom=bottom)


def _date(signature: Signature, lang: Language) -> str:
    return date_text(signature.signed_on, lang) if signature.signed_on else blank_date(lang)
