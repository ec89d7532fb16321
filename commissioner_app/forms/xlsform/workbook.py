"""The sheets of an XLSForm as plain tables, wherever they come from."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from commissioner_app.forms import limits
from commissioner_app.forms.errors import FormError, Place

Row = Mapping[str, str]
SHEETS: Final = ("survey", "choices", "settings", "entities", "external_choices", "osm")
FIRST_ROW: Final = 2
"""Row 1 of a sheet holds the headings."""


@dataclass(frozen=True, slots=True)
class WorkbookTables:
    """Rows by sheet in sheet order; ``name`` is what the form is called when its settings do not say.

    ``others`` are sheets that mean nothing. ``origins`` says, for tables put together from several, in which table and
    row each row of a sheet was written.
    """

    name: str
    sheets: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    origins: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)

    def rows(self, sheet: str) -> Sequence[Row]:
        """The rows of a sheet; none when there is no such sheet."""
        return self.sheets.get(sheet, ())

    def origin(self, sheet: str, row: int) -> tuple[str, int]:
        """Sheet and row where the author finds a row."""
        known = self.origins.get(sheet, ())
        return known[row - FIRST_ROW] if FIRST_ROW <= row < FIRST_ROW + len(known) else (sheet, row)

    def for_pyxform(self) -> dict[str, Any]:
        """The tables with the headings of all their rows, as the converter takes them. Raises ``FormError("rows_many")``."""
        if len(self.rows("survey")) > limits.SURVEY_ROWS:
            raise FormError("rows_many", Place("survey", limits.SURVEY_ROWS + FIRST_ROW), most=limits.SURVEY_ROWS)
        out: dict[str, Any] = {"fallback_form_name": self.name, "sheet_names": [*self.sheets, *self.others]}
        for sheet, rows in self.sheets.items():
            if rows:
                headings = dict.fromkeys(heading for row in rows for heading in row)
                out[sheet] = [{key: value for key, value in row.items() if value != ""} for row in rows]
                out[f"{sheet}_header"] = [headings]
        return out


def read_workbook(path: Path) -> WorkbookTables:
    """Read .xlsx, .xls, .md or .csv. Raises ``FormError``: "file_bad", "file_large", or "sheet_missing"
    without a survey.
    """
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import get_xlsform

    try:
        _check_size(path)
        data = get_xlsform(str(path))
    except FormError:
        raise
    except PyXFormError as error:
        raise FormError("file_bad", name=path.name, reason=str(error)) from error
    except Exception as error:
        raise FormError("file_bad", name=path.name, reason=f"{type(error).__name__}: {error}"[:200]) from error
    sheets = {sheet: list(rows) for sheet in SHEETS if (rows := getattr(data, sheet, None))}
    if "survey" not in sheets:
        raise FormError("sheet_missing", sheet="survey")
    others = tuple(str(name) for name in data.sheet_names or () if str(name).lower() not in SHEETS)
    return WorkbookTables(path.stem, sheets, others)


def _check_size(path: Path) -> None:
    """A small file may unpack to a very large one. Raises ``FormError("file_large")``."""
    if path.stat().st_size > limits.WORKBOOK:
        raise FormError("file_large", name=path.name, most=limits.WORKBOOK // limits.MEGABYTE)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > limits.UNPACKED:
                raise FormError("file_large", name=path.name, most=limits.UNPACKED // limits.MEGABYTE)
