"""What stands around the rows of a page: title, head line, foot; and how much room they leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from commissioner_app.i18n import Language, tr
from commissioner_app.reports.layout.text import (
    SMALL,
    TITLE,
    TITLE_AGAIN,
    TITLE_AGAIN_LATIN,
    TITLE_LATIN,
    VALUE,
    Line,
    text_lines,
)
from commissioner_app.reports.layout.units import A4_HEIGHT, mm

# Left and right as GB/T 9704 (binding 28 mm, type area 156 mm); a form needs more height than its 225 mm.
LEFT: Final = 28 * mm
WIDTH: Final = 156 * mm
TOP: Final = 16 * mm
BOTTOM: Final = 25 * mm
CODE_SIZE: Final = 16 * mm
CODE_BOTTOM: Final = 7 * mm
_TITLE_GAP: Final = 2 * mm
_HEAD_GAP: Final = 1.5 * mm


@dataclass(frozen=True, slots=True)
class HeadLine:
    """Left and right text above the table; each wraps inside its own part of the width."""

    left: tuple[Line, ...]
    right: tuple[Line, ...]

    @property
    def height(self) -> float:
        return max(len(self.left), len(self.right)) * VALUE.pitch + _HEAD_GAP


def head_line(left: str, right: str) -> HeadLine:
    """Give the left text the width it needs up to a half, the right one the rest."""
    wanted = VALUE.chain.width(VALUE.chain.clean(left)) * VALUE.size + 1
    share = min(wanted, WIDTH / 2)
    return HeadLine(
        text_lines(left, VALUE, share), text_lines(right, VALUE.aligned("right"), WIDTH - share - VALUE.size)
    )


@dataclass(frozen=True, slots=True)
class Frame:
    """A form's title and head lines (first page, further pages), and the text of its code."""

    lang: Language
    title: str
    first: HeadLine
    again: HeadLine
    code: str

    def title_lines(self, page: int) -> tuple[Line, ...]:
        """The title as it stands on a page (0 = first); overleaf it is smaller and marked as a continuation."""
        chinese = self.lang == "zh"
        if page:
            again = tr("report.continued", self.lang, title=self.title)
            return text_lines(again, TITLE_AGAIN if chinese else TITLE_AGAIN_LATIN, WIDTH)
        return text_lines(self.title, TITLE if chinese else TITLE_LATIN, WIDTH)

    def head(self, page: int) -> HeadLine:
        """The line between title and table."""
        return self.again if page else self.first

    def room(self, page: int) -> float:
        """Height left for rows, in points."""
        return A4_HEIGHT - TOP - BOTTOM - self.head_height(page)

    def head_height(self, page: int) -> float:
        """Height of title and head line."""
        return sum(line.height for line in self.title_lines(page)) + _TITLE_GAP + self.head(page).height

    def foot(self, page: int, pages: int) -> Line:
        """The page number."""
        return Line(tr("report.page", self.lang, page=page + 1, pages=pages), SMALL.aligned("center"))
