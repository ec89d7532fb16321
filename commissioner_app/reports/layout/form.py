"""From rows to a finished PDF: what every form does the same way."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from commissioner_app.errors import InputError
from commissioner_app.i18n import tr
from commissioner_app.reports.data import Document, Options, Sheet
from commissioner_app.reports.formats import date_text
from commissioner_app.reports.layout.frame import Frame, head_line
from commissioner_app.reports.layout.grid import Grid
from commissioner_app.reports.layout.paginate import paginate
from commissioner_app.reports.layout.paint import Form, paint
from commissioner_app.reports.layout.parts import Row
from commissioner_app.reports.layout.pictures import photo_rows

S = TypeVar("S", bound=Sheet)


def frame_for(sheet: Sheet, title: str, again: str) -> Frame:
    """Title and head lines of a sheet: number and date first, number and ``again`` (who it is about) overleaf."""
    lang = sheet.lang
    number = tr("report.number", lang, number=sheet.rec_no)
    return Frame(
        lang,
        title,
        head_line(number, tr("report.filled_on", lang, date=date_text(sheet.filled_on, lang))),
        head_line(number, again),
        # A blank form or a draft has no number yet, and nothing to be found by.
        f"{sheet.rec_no} {sheet.digest}".strip() if sheet.rec_no else "",
    )


def lay_out(frame: Frame, form: Sequence[Row], annex: Sequence[Row]) -> Form:
    """Place the rows of one sheet, and then what is appended to it, on pages."""
    return Form(frame, paginate(form, annex, frame.room(0), frame.room(1)))


def annex_rows(sheet: Sheet, options: Options) -> Sequence[Row]:
    """What follows a form: answers to further questions, photos."""
    grid = Grid(sheet.lang, options)
    grid.extras(sheet.extras)
    if options.photos:
        photo_rows(grid, sheet.photos)
    return grid.rows


def document(sheets: Sequence[S], build: Callable[[S, Options], Form], options: Options, subject: str) -> Document:
    """One PDF of one or more sheets of a kind. Raises ``InputError("report_nothing")`` when there is none."""
    if not sheets:
        raise InputError("report_nothing")
    forms = [build(sheet, options) for sheet in sheets]
    title = forms[0].frame.title
    data = paint(forms, title=title, author=options.author, subject=subject)
    name = "_".join(filter(None, (title, sheets[0].rec_no if len(sheets) == 1 else "")))
    return Document(data, sum(len(form.pages) for form in forms), f"{file_name(name)}.pdf")


def file_name(text: str) -> str:
    """Text without what Windows, UOS or Kylin forbid in the name of a file."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "-", text).strip(" .")[:120] or "report"
