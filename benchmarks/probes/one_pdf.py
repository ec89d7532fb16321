"""One visit on paper: laid out by the program (``one_pdf ours``), or its strings put on a page bare (``one_pdf bare FILE``)."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

Text = tuple[float, float, str, float, str]
"""x, y, face, size, string."""
FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"


def ours() -> bytes:
    """The PDF as the program makes it of a record."""
    from random import Random

    from benchmarks import data
    from commissioner_app.domain.record import Record
    from commissioner_app.i18n import set_language
    from commissioner_app.reports.answers import Sources
    from commissioner_app.reports.data import Options
    from commissioner_app.reports.from_record import visit_sheet
    from commissioner_app.reports.visit_record import render

    set_language("zh")
    rng = Random(3)
    made = data.visit(1, data.host(0, rng), rng)
    return render([visit_sheet(Record.from_json(made), Sources())], Options(author="程岚")).data


def bare(texts: list[Text]) -> bytes:
    """The same strings by ``drawString``, in the same embedded fonts."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    for face in {text[2] for text in texts} - set(pdfmetrics.getRegisteredFontNames()):
        pdfmetrics.registerFont(TTFont(face, str(FONTS / f"{face}.ttf"), asciiReadable=False, shapable=False))
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for x, y, face, size, text in texts:
        canvas.setFont(face, size)
        canvas.drawString(x, y, text)
    canvas.save()
    return stream.getvalue()


def strings_of_ours() -> list[Text]:
    """Every string that the program puts on the page, with its place."""
    from reportlab.pdfgen.textobject import PDFTextObject

    found: list[Text] = []
    plain = PDFTextObject.textOut

    def noted(text_object: PDFTextObject, text: str) -> None:
        x, y = text_object.getCursor()
        found.append((x, y, text_object._fontname, text_object._fontsize, text))
        plain(text_object, text)

    PDFTextObject.textOut = noted
    try:
        ours()
    finally:
        PDFTextObject.textOut = plain
    return found


if __name__ == "__main__":
    if sys.argv[1] == "ours":
        ours()
    else:
        bare(json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")))
