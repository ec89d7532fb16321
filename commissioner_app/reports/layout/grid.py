"""The vocabulary of a county form: rows of labels and values on the grid 28/50/28/50 mm (domain.md 6.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reportlab.lib.units import mm

from commissioner_app.i18n import Language, tr
from commissioner_app.reports.data import Box, Extra, Options
from commissioner_app.reports.layout.parts import Cell, Row
from commissioner_app.reports.layout.text import (
    LABEL,
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

LABEL_WIDTH: Final = 28 * mm
VALUE_WIDTH: Final = 50 * mm
FULL_WIDTH: Final = 2 * (LABEL_WIDTH + VALUE_WIDTH)
WIDE_VALUE: Final = FULL_WIDTH - LABEL_WIDTH
_BAR: Final = 7 * mm


class Grid:
    """Collects the rows of one form. Labels are texts already; ``optional`` rows without a value show the option's mark."""

    def __init__(self, lang: Language, options: Options) -> None:
        self.lang = lang
        self.rows: list[Row] = []
        self._nothing = "/" if options.empty == "slash" else ""

    @property
    def prose(self) -> Style:
        """How long text is set: indented in Chinese, flush left in English."""
        return PROSE if self.lang == "zh" else PROSE_LATIN

    def label(self, text: str, width: float = LABEL_WIDTH) -> Cell:
        """A label cell; overleaf it is marked as continued."""
        room = width - 2 * PADDING
        again = text_lines(tr("report.continued", self.lang, title=text), LABEL, room)
        return Cell(width, text_lines(text, LABEL, room), label=True, again=again)

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
        self.rows.append(Row(tuple(cells), splits=True))

    def pair_of_boxes(self, first: tuple[str, Sequence[Box]], second: tuple[str, str]) -> None:
        """A choice at the left, a value at the right."""
        boxes = Cell(VALUE_WIDTH, self._options(first[1], VALUE_WIDTH))
        right = (self.label(second[0]), self.value(second[1], VALUE_WIDTH))
        self.rows.append(Row((self.label(first[0]), boxes, *right)))

    def wide(self, label: str, text: str, *, optional: bool = True, keep: bool = False) -> None:
        """One label with a value over the whole width."""
        cell = self.value(text, WIDE_VALUE, optional=optional)
        self.rows.append(Row((self.label(label), cell), splits=True, keep=keep))

    def long(self, label: str, text: str, ideal: float, *, optional: bool = True) -> None:
        """Long text from the top of a high cell; goes on overleaf where it must."""
        shown = text if text.strip() or not optional else self._nothing
        lines = text_lines(shown, self.prose, WIDE_VALUE - 2 * PADDING)
        cell = Cell(WIDE_VALUE, lines, valign="top")
        self.rows.append(Row((self.label(label), cell), ideal=ideal, splits=True))

    def boxes(self, label: str, boxes: Sequence[Box]) -> None:
        """A choice with a box for every option."""
        cell = Cell(WIDE_VALUE, self._options(boxes, WIDE_VALUE))
        self.rows.append(Row((self.label(label), cell), splits=True))

    def _options(self, boxes: Sequence[Box], width: float) -> tuple[Line, ...]:
        gap = "" if self.lang == "zh" else " "
        options = [f"{'☑' if box.ticked else '□'}{gap}{box.label}" for box in boxes]
        return box_lines(options, VALUE, width - 2 * PADDING)

    def bar(self, title: str, *, page_break: bool = False) -> Row:
        """A shaded row that names what follows; returned too, to be repeated as a head."""
        lines = text_lines(title, SECTION, FULL_WIDTH - 2 * PADDING)
        row = Row((Cell(FULL_WIDTH, lines),), least=_BAR, shaded=True, page_break=page_break)
        self.rows.append(row)
        return row

    def table(self, title: str, columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]]) -> None:
        """A table inside the form: title bar, head, one row each; title and head stand again overleaf."""
        bar = self.bar(title)
        head = Row(
            tuple(Cell(width, text_lines(text, LABEL, width - 2 * PADDING)) for text, width in columns),
            least=8 * mm,
            keep=True,
        )
        self.rows.append(head)
        for number, values in enumerate(rows):
            cells = (
                self.value(text, width, style=VALUE.aligned("left" if column == 0 else "center"))
                for column, (text, (_, width)) in enumerate(zip(values, columns, strict=True))
            )
            self.rows.append(Row(tuple(cells), least=8 * mm, keep=number == 0, splits=True, heads=(bar, head)))

    def note(self, text: str, *, keep: bool = True) -> None:
        """A line below the table, without rules."""
        lines = text_lines(text, SMALL, FULL_WIDTH - 2 * PADDING)
        if lines:
            self.rows.append(Row((Cell(FULL_WIDTH, lines),), least=0, ruled=False, keep=keep))

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
                self.wide(extra.label, extra.value)
            elif waiting is None:
                waiting = extra
            else:
                self.pair((waiting.label, waiting.value), (extra.label, extra.value))
                waiting = None
        self._flush(waiting)
        self._bars_keep_company()

    def _flush(self, extra: Extra | None) -> None:
        if extra:
            self.wide(extra.label, extra.value)

    def _is_short(self, extra: Extra) -> bool:
        room = VALUE_WIDTH - 2 * PADDING
        label = len(text_lines(extra.label, LABEL, LABEL_WIDTH - 2 * PADDING))
        return label <= 3 and len(text_lines(extra.value, VALUE, room)) <= 2

    def _bars_keep_company(self) -> None:
        """A bar never stands last on a page: the row below keeps to it."""
        for above, (index, row) in zip(self.rows, list(enumerate(self.rows))[1:], strict=False):
            if above.shaded and not row.keep and not row.page_break:
                self.rows[index] = replace(row, keep=True)
