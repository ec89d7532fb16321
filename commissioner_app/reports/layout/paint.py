"""Pages onto paper: the only place that draws.

Same input, same bytes: no clock and no random ids enter the file.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from commissioner_app.reports.fonts import CHAINS, face
from commissioner_app.reports.layout import qr
from commissioner_app.reports.layout.frame import (
    CODE_BOTTOM,
    CODE_SIZE,
    LEFT,
    TOP,
    WIDTH,
    Frame,
    HeadLine,
)
from commissioner_app.reports.layout.parts import Cell, Item, Page, Placed, height_of
from commissioner_app.reports.layout.text import PADDING, SMALL, Line
from commissioner_app.reports.layout.units import A4_HEIGHT, A4_WIDTH

_THIN: Final = 0.5
_THICK: Final = 1.1
_PDF_LANGUAGE: Final = {"zh": "zh-CN", "en": "en"}
# Binary streams: a fourth smaller than text ones.
rl_config.useA85 = 0
# reportlab's font objects keep one document's state at a time.
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Form:
    """One record laid out: its frame and its pages."""

    frame: Frame
    pages: Sequence[Page]


def paint(forms: Sequence[Form], *, title: str, author: str, subject: str) -> bytes:
    """All forms one after another as one PDF, each with its own page numbers."""
    stream = io.BytesIO()
    with _lock:
        canvas = Canvas(
            stream,
            pagesize=(A4_WIDTH, A4_HEIGHT),
            invariant=1,
            pageCompression=1,
            # Or each page would name a font that is not in the file.
            initialFontName=face(CHAINS["song"][0])[0].name,
            lang=_PDF_LANGUAGE[forms[0].frame.lang] if forms else "zh-CN",
        )
        canvas.setTitle(title)
        canvas.setAuthor(author)
        canvas.setSubject(subject)
        canvas.setCreator("kotexing")
        for form in forms:
            for number in range(len(form.pages)):
                _page(canvas, form, number)
                canvas.showPage()
        canvas.save()
    return stream.getvalue()


def _page(canvas: Any, form: Form, number: int) -> None:
    frame = form.frame
    top = A4_HEIGHT - TOP
    for line in frame.title_lines(number):
        _line(canvas, line, LEFT, top, WIDTH)
        top -= line.height
    _head_line(canvas, frame.head(number), A4_HEIGHT - TOP - frame.head_height(number))
    start = A4_HEIGHT - TOP - frame.head_height(number)
    for placed in form.pages[number].rows:
        _row(canvas, placed, start - placed.top)
    _outline(canvas, form.pages[number], start)
    _foot(canvas, frame, number, len(form.pages))


def _head_line(canvas: Any, head: HeadLine, bottom: float) -> None:
    top = bottom + head.height
    for lines in (head.left, head.right):
        for n, line in enumerate(lines):
            _line(canvas, line, LEFT, top - n * line.height, WIDTH)


def _foot(canvas: Any, frame: Frame, number: int, pages: int) -> None:
    middle = CODE_BOTTOM + CODE_SIZE / 2 + SMALL.pitch / 2
    _line(canvas, frame.foot(number, pages), LEFT, middle, WIDTH)
    if frame.code:
        _line(canvas, Line(frame.code, SMALL), LEFT, middle, WIDTH)
        qr.draw(canvas, frame.code, LEFT + WIDTH - CODE_SIZE, CODE_BOTTOM, CODE_SIZE)


def _row(canvas: Any, placed: Placed, top: float) -> None:
    x = LEFT
    for cell in placed.row.cells:
        if placed.row.ruled:
            canvas.setLineWidth(_THIN)
            if placed.row.shaded:
                canvas.setFillGray(0.92)
            canvas.rect(x, top - placed.height, cell.width, placed.height, stroke=1, fill=int(placed.row.shaded))
            canvas.setFillGray(0)
        _cell(canvas, cell, x, top, placed.height)
        x += cell.width


def _outline(canvas: Any, page: Page, start: float) -> None:
    """A stronger line around each unbroken run of ruled rows."""
    canvas.setLineWidth(_THICK)
    for ruled, run in groupby(page.rows, key=lambda placed: placed.row.ruled):
        rows = list(run)
        if ruled:
            upper, lower = start - rows[0].top, start - rows[-1].top - rows[-1].height
            canvas.rect(LEFT, lower, WIDTH, upper - lower, stroke=1, fill=0)


def _cell(canvas: Any, cell: Cell, x: float, top: float, height: float) -> None:
    room = cell.width - 2 * PADDING
    free = height - 2 * PADDING - height_of(cell.items) - height_of(cell.bottom)
    y = top - PADDING - (max(0.0, free) / 2 if cell.valign == "middle" else 0)
    _stack(canvas, cell.items, x + PADDING, y, room)
    _stack(canvas, cell.bottom, x + PADDING, top - height + PADDING + height_of(cell.bottom), room)


def _stack(canvas: Any, items: Sequence[Item], x: float, y: float, room: float) -> None:
    for item in items:
        if isinstance(item, Line):
            _line(canvas, item, x, y, room)
        else:
            left, lower = x + (room - item.width) / 2, y - item.drawn_height
            canvas.drawImage(ImageReader(io.BytesIO(item.data)), left, lower, item.width, item.drawn_height)
        y -= item.height


def _line(canvas: Any, line: Line, x: float, top: float, room: float) -> None:
    """One line of text inside a box of ``room`` points whose upper edge is ``top``."""
    style = line.style
    width = style.chain.width(line.text) * style.size
    if style.align == "center":
        x += (room - width) / 2
    elif style.align == "right":
        x += room - width
    # Han glyphs fill 0.88 em above and 0.12 em below the base line: centred in the line's pitch.
    text = canvas.beginText(x + line.indent, top - (style.pitch - style.size) / 2 - 0.86 * style.size)
    for name, run in style.chain.runs(line.text):
        text.setFont(name, style.size)
        text.textOut(run)
    canvas.drawText(text)
