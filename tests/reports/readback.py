"""Reading finished PDFs back, as a person would see them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw


@dataclass(frozen=True)
class Char:
    text: str
    left: float
    bottom: float
    right: float
    top: float


def texts(data: bytes) -> list[str]:
    """The text of each page."""
    document = pdfium.PdfDocument(data)
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def squeezed(text: str) -> str:
    """Text without blanks and line ends: what is compared is characters."""
    return re.sub(r"\s+", "", text)


def chars(data: bytes) -> list[list[Char]]:
    """Every visible character of each page with its box in points from the lower left corner."""
    pages = []
    for page in pdfium.PdfDocument(data):
        text = page.get_textpage()
        found = [(text.get_text_range(i, 1), text.get_charbox(i)) for i in range(text.count_chars())]
        pages.append([Char(char, *box) for char, box in found if char.strip()])
    return pages


def images(data: bytes) -> int:
    """How many pictures are drawn."""
    document = pdfium.PdfDocument(data)
    return sum(len(list(page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,)))) for page in document)


def fonts(data: bytes) -> tuple[set[str], int, int]:
    """Names of the fonts, how many fonts there are, how many of them are embedded."""
    names = re.findall(rb"/BaseFont /(\S+)", data)
    return {name.decode() for name in names}, len(names), len(re.findall(rb"/FontFile2 ", data))


def drawn_by_embedded_fonts(data: bytes) -> bool:
    """Whether each text object of each page uses a font that lies in the file."""
    for page in pdfium.PdfDocument(data):
        for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,)):
            if raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(item.raw)) != 1:
                return False
    return True
