"""Text styles in print and lines of wrapped text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from commissioner_app.reports.fonts import Chain, Role, chain
from commissioner_app.reports.layout.units import mm
from commissioner_app.reports.layout.wrap import pack, units, wrap

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Style:
    """How text is set: role of the typeface, size and line pitch in points, alignment, first-line indent in ems."""

    role: Role = "song"
    size: float = 10.5
    pitch: float = 15.0
    align: Align = "left"
    indent: float = 0.0

    @property
    def chain(self) -> Chain:
        return chain(self.role)

    def aligned(self, align: Align) -> Style:
        return replace(self, align=align)


# Chinese size names: 二号 22 pt, 小四 12 pt, 五号 10.5 pt, 小五 9 pt (domain.md 6.2).
TITLE: Final = Style("title", 22, 30, "center")
TITLE_LATIN: Final = Style("title", 15, 21, "center")
TITLE_AGAIN: Final = Style("title", 15, 21, "center")
TITLE_AGAIN_LATIN: Final = Style("title", 12, 18, "center")
LABEL: Final = Style("title", 10.5, 13.5, "center")
LABEL_LATIN: Final = Style("title", 9.5, 12.5, "center")
VALUE: Final = Style("song", 10.5, 14)
PROSE: Final = Style("song", 10.5, 16, indent=2)
PROSE_LATIN: Final = Style("song", 10.5, 14.5)
SMALL: Final = Style("song", 9, 12.5)
SECTION: Final = Style("title", 11, 15)

PADDING: Final = 1.6 * mm


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, ready to be painted; ``indent`` in points."""

    text: str
    style: Style
    indent: float = 0.0

    @property
    def height(self) -> float:
        return self.style.pitch


def text_lines(text: str, style: Style, width: float) -> tuple[Line, ...]:
    """Wrap text to ``width`` points. An empty text has no lines."""
    cleaned = style.chain.clean(text).strip("\n")
    if not cleaned.strip():
        return ()
    lines: list[Line] = []
    ems = width / style.size
    for paragraph in cleaned.split("\n"):
        wrapped = wrap(paragraph, ems, style.chain.width, indent=style.indent)
        lines.extend(Line(text, style, style.indent * style.size if n == 0 else 0.0) for n, text in enumerate(wrapped))
    return tuple(lines)


def box_lines(options: list[str], style: Style, width: float) -> tuple[Line, ...]:
    """Lines of options that are not broken inside, with a gap of one em between them."""
    pieces: list[str] = []
    for option in map(style.chain.clean, options):
        fits = style.chain.width(option) * style.size <= width
        pieces += [option, "  "] if fits else [*units(option), "  "]
    wrapped = pack(pieces[:-1], width / style.size, style.chain.width)
    return tuple(Line(text, style) for text in wrapped if text)
