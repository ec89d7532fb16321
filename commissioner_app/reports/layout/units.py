"""Lengths on paper, in points."""

from typing import Final

mm: Final = 72 / 25.4
A4_WIDTH: Final = 210 * mm
A4_HEIGHT: Final = 297 * mm
