"""The pages of a PDF as pictures, drawn off the main thread with pypdfium2 (imported when first wanted)."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from PySide6.QtGui import QImage

_PDFIUM = threading.Lock()
"""PDFium keeps global state: one page at a time in the whole program."""


def page_count(pdf: bytes) -> int:
    """How many pages the document has."""
    import pypdfium2

    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def pictures(pdf: bytes, scale: float) -> Iterator[QImage]:
    """Every page in order; ``scale`` 1 is 72 dots per inch."""
    for number in range(page_count(pdf)):
        yield picture(pdf, number, scale)


def picture(pdf: bytes, number: int, scale: float) -> QImage:
    """One page."""
    import pypdfium2

    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            bitmap = document[number].render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
            image = QImage(
                bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888
            )
            # The picture must own its bytes before the bitmap is freed.
            return image.copy()
        finally:
            document.close()
