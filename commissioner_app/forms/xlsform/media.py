"""Checks of the files that a form needs beside it: pictures, sounds, lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from commissioner_app.forms.errors import FormProblem
from commissioner_app.forms.xlsform.cells import cell, expressions, list_of, numbered, problem, split_heading
from commissioner_app.forms.xlsform.choices import ReadFile
from commissioner_app.forms.xlsform.workbook import Row, WorkbookTables

_MEDIA: Final = frozenset({"image", "big-image", "audio", "video"})
_PULLDATA: Final = re.compile(r"pulldata\(\s*['\"]([^'\"]+)['\"]")
_EXTERNAL: Final = {"csv-external": ".csv", "xml-external": ".xml"}


def needed_files(tables: WorkbookTables) -> Iterator[tuple[str, int, str, str]]:
    """(sheet, row, column, name) of each place that names a file."""
    for sheet in ("survey", "choices"):
        for number, row in numbered(tables, sheet):
            for heading, value in row.items():
                name = str(value or "").strip()
                if name and split_heading(heading)[0] in _MEDIA and "${" not in name:
                    yield sheet, number, heading, name.rpartition("/")[2]
            if sheet == "survey":
                yield from ((sheet, number, column, name) for column, name in _data_files(row))


def _data_files(row: Row) -> Iterator[tuple[str, str]]:
    listed = list_of(row)
    if "." in listed and "${" not in listed:
        yield "type", listed
    ending = _EXTERNAL.get(cell(row, "type"))
    if ending and cell(row, "name"):
        yield "type", cell(row, "name") + ending
    for heading, _column, text in expressions(row):
        for name in _PULLDATA.findall(text):
            yield heading, name if "." in name else f"{name}.csv"


def check_media(tables: WorkbookTables, lang: str, read: ReadFile) -> Iterator[FormProblem]:
    """Files that are named but not there, each at the first place that names it."""
    seen: set[str] = set()
    for sheet, row, column, name in needed_files(tables):
        if name not in seen:
            seen.add(name)
            if read(name) is None:
                yield problem("warning", (sheet, row, column), lang, "file_missing", name=name)
