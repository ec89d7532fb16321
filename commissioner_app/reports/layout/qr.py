"""The code at the foot: record number and short hash, nothing personal (domain.md 6.3)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from reportlab.graphics.barcode import qr, qrencoder

_QUIET: Final = 2


@lru_cache(maxsize=64)
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The dark squares of the code, row by row (level M: readable with 15 % of it lost)."""
    widget = qr.QrCodeWidget(text, barLevel="M")
    code: qrencoder.QRCode = widget.qr
    code.make()
    size = code.getModuleCount()
    return tuple(tuple(bool(code.isDark(row, column)) for column in range(size)) for row in range(size))


def draw(canvas: Any, text: str, x: float, y: float, size: float) -> None:
    """Draw the code into a square whose lower left corner is at x, y; dark squares side by side become one bar."""
    rows = modules(text)
    step = size / (len(rows) + 2 * _QUIET)
    path = canvas.beginPath()
    for line, row in enumerate(rows):
        top = y + size - (line + _QUIET) * step
        for start, end in _bars(row):
            path.rect(x + (start + _QUIET) * step, top - step, (end - start) * step, step)
    canvas.drawPath(path, stroke=0, fill=1)


def _bars(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    bars: list[tuple[int, int]] = []
    for column, dark in enumerate(row):
        if dark and bars and bars[-1][1] == column:
            bars[-1] = (bars[-1][0], column + 1)
        elif dark:
            bars.append((column, column + 1))
    return bars
