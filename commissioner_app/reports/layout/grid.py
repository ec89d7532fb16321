"""The vocabulary of a county form: rows of labels and values on the grid 28/50/28/50 mm (domain.md 6.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from commissioner_app.i18n import Language, tr
from commissioner_app.reports.data import Box, Extra, Options
from commissioner_app.reports.layout.parts import Cell, Row
from commissioner_app.reports.layout.text import (
    LABEL,
    LABEL_LATIN,
    PADDING,
    PROSE,
    PROSE_LATIN,
    SECTION,
    SMALL,
    VALUE,
    Line,
    Style,
    box_lines,
    text_lines,
)
from commissioner_app.reports.layout.units import mm

LABEL_WIDTH: Final = 28 * mm
VALUE_WIDTH: Final = 50 * mm
FULL_WIDTH: Final = 2 * (LABEL_WIDTH + VALUE_WIDTH)
WIDE_VALUE: Final = FULL_WIDTH - LABEL_WIDTH
_BAR: Final = 7 * mm

# A row for the pen is 10 mm high; one that is already printed may be lower.
_LABEL_LINES: Final = 5
_WRITTEN: Final = 10 * mm
_PRINTED: Final = 8.5 * mm


def _least(cells: Sequence[Cell]) -> float:
    return _PRINTED if all(cell.items for cell in cells) else _WRITTEN


class Grid:
    """Collects the rows of one form. Labels are texts already; ``optional`` rows without a value show the option's mark."""

    def __init__(self, lang: Language, options: Options) -> None:
        self.lang = lang
        self.rows: list[Row] = []
        self._nothing = "/" if options.empty == "slash" else ""

    def add(self, row: Row) -> None:
        """Add a row; one below a bar keeps to it, so that no bar stands last on a page."""
        after_bar = bool(self.rows) and self.rows[-1].shaded
        self.rows.append(replace(row, keep=True) if after_bar else row)

    @property
    def prose(self) -> Style:
        """How long text is set: indented in Chinese, flush left in English."""
        return PROSE if self.lang == "zh" else PROSE_LATIN

    @property
    def label_style(self) -> Style:
        """English words are long for a cell of 28 mm."""
        return LABEL if self.lang == "zh" else LABEL_LATIN

    def label(self, text: str, width: float = LABEL_WIDTH) -> Cell:
        """A label cell; overleaf it is marked as continued."""
        room = width - 2 * PADDING
        again = text_lines(tr("report.continued", self.lang, title=text), self.label_style, room)
        return Cell(width, text_lines(text, self.label_style, room), label=True, again=again)

    def value(self, text: str, width: float, *, optional: bool = True, style: Style = VALUE) -> Cell:
        """A short value, set in the middle of its cell."""
        shown = text if text.strip() or not optional else self._nothing
        return Cell(width, text_lines(shown, style, width - 2 * PADDING))

    def pair(self, first: tuple[str, str], second: tuple[str, str], *, optional: bool = True) -> None:
        """Two labels with their values side by side."""
        cells = [
            cell
            for label, value in (first, second)
            for cell in (self.label(label), self.value(value, VALUE_WIDTH, optional=optional))
        ]
        self.add(Row(tuple(cells), least=_least(cells), splits=True))

    def wide(self, label: str, text: str, *, optional: bool = True) -> None:
        """One label with a value over the whole width."""
        cells = (self.label(label), self.value(text, WIDE_VALUE, optional=optional))
        self.add(Row(cells, least=_least(cells), splits=True))

    def long(self, label: str, text: str, ideal: float, *, optional: bool = True) -> None:
        """Long text from the top of a high cell; goes on overleaf where it must."""
        shown = text if text.strip() or not optional else self._nothing
        lines = text_lines(shown, self.prose, WIDE_VALUE - 2 * PADDING)
        cell = Cell(WIDE_VALUE, lines, valign="top")
        self.add(Row((self.label(label), cell), ideal=ideal, splits=True))

    def boxes(self, label: str, boxes: Sequence[Box]) -> None:
        """A choice with a box for every option."""
        cells = (self.label(label), Cell(WIDE_VALUE, self._options(boxes, WIDE_VALUE)))
        self.add(Row(cells, least=_least(cells), splits=True))

    def _options(self, boxes: Sequence[Box], width: float) -> tuple[Line, ...]:
        gap = "" if self.lang == "zh" else " "
        options = [f"{'☑' if box.ticked else '□'}{gap}{box.label}" for box in boxes]
        return box_lines(options, VALUE, width - 2 * PADDING)

    def bar(self, title: str) -> Row:
        """A shaded row that names what follows; returned too, to be repeated as a head."""
        lines = text_lines(title, SECTION, FULL_WIDTH - 2 * PADDING)
        row = Row((Cell(FULL_WIDTH, lines),), least=_BAR, shaded=True)
        self.add(row)
        return row

    def table(self, title: str, columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]]) -> None:
        """A table inside the form: title bar, head, one row each; title and head stand again overleaf."""
        bar = self.bar(title)
        head = Row(
            tuple(Cell(width, text_lines(text, self.label_style, width - 2 * PADDING)) for text, width in columns),
            least=8 * mm,
        )
        self.add(head)
        for number, values in enumerate(rows):
            cells = (
                self.value(text, width, style=VALUE.aligned("left" if column == 0 else "center"))
                for column, (text, (_, width)) in enumerate(zip(values, columns, strict=True))
            )
            self.add(Row(tuple(cells), least=8 * mm, keep=number == 0, splits=True, heads=(bar, head)))

    def note(self, text: str, *, keep: bool = True) -> None:
        """A line below the table, without rules."""
        lines = text_lines(text, SMALL, FULL_WIDTH - 2 * PADDING)
        if lines:
            self.add(Row((Cell(FULL_WIDTH, lines),), least=0, ruled=False, keep=keep))

    def extras(self, extras: Sequence[Extra]) -> None:
        """Further answers by section: two short ones side by side, a long one over the whole width."""
        section = None
        waiting: Extra | None = None
        for extra in extras:
            if extra.section != section:
                self._flush(waiting)
                waiting, section = None, extra.section
                self.bar(section or tr("report.extras", self.lang))
            if not self._is_short(extra):
                self._flush(waiting)
                waiting = None
                self._long_extra(extra)
            elif waiting is None:
                waiting = extra
            else:
                self.pair((waiting.label, waiting.value), (extra.label, extra.value))
                waiting = None
        self._flush(waiting)

    def _flush(self, extra: Extra | None) -> None:
        if extra:
            self.wide(extra.label, extra.value)

    def _long_extra(self, extra: Extra) -> None:
        """A question too long for a label cell stands above its answer."""
        room = FULL_WIDTH - 2 * PADDING
        if len(text_lines(extra.label, self.label_style, LABEL_WIDTH - 2 * PADDING)) <= _LABEL_LINES:
            self.wide(extra.label, extra.value)
            return
        question = text_lines(extra.label, self.label_style.aligned("left"), room)
        answer = text_lines(extra.value.strip() or self._nothing, VALUE, room)
        self.add(Row((Cell(FULL_WIDTH, (*question, *answer)),), splits=True))

    def _is_short(self, extra: Extra) -> bool:
        room = VALUE_WIDTH - 2 * PADDING
        label = len(text_lines(extra.label, self.label_style, LABEL_WIDTH - 2 * PADDING))
        return label <= 3 and len(text_lines(extra.value, VALUE, room)) <= 2
