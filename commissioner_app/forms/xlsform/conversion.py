"""XLSForm to XForm by pyxform, with errors that say where in the sheets they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from commissioner_app.forms.errors import FormError, Place
from commissioner_app.forms.model.collecting import held_off
from commissioner_app.forms.xlsform.or_other import with_other
from commissioner_app.forms.xlsform.tables import Lists, read_folder, with_lists
from commissioner_app.forms.xlsform.wording import recognised
from commissioner_app.forms.xlsform.workbook import FIRST_ROW, WorkbookTables, read_workbook

_ROW: Final = re.compile(r"\[row\s*:\s*(\d+)\]\s*")
_SHEET: Final = re.compile(r"[Oo]n the '(\w+)' sheet")
_COLUMN: Final = re.compile(r"the '([^']+)' value")
_QUOTED: Final = re.compile(r"\$\{([^}]+)\}|'([^']+)'|“([^”]+)”|\"([^\"]+)\"")
_NO_LISTS: Final[Lists] = {}


@dataclass(frozen=True, slots=True)
class Converted:
    """An XForm, what the converter found odd, and the ``itemsets.csv`` of old forms with a sheet ``external_choices``."""

    xml: str
    warnings: tuple[str, ...]
    itemsets: str = ""


def to_xform(source: Path | WorkbookTables, lists: Lists = _NO_LISTS) -> Converted:
    """Convert a file (.xlsx .xls .md .csv), a folder of text tables, or tables. Raises ``FormError`` with its place."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    tables = read_any(source, lists)
    given = with_other(tables).for_pyxform()
    warnings: list[str] = []
    try:
        # A quarter of its time goes to a collector that finds nothing while the form is in the making.
        with held_off():
            result = convert(given, warnings=warnings, form_name="data", validate=False)
    except PyXFormError as error:
        code, params = recognised(str(error))
        raise FormError(code, place_of(str(error), tables), **params) from error
    except Exception as error:
        raise FormError("conversion_failed", reason=f"{type(error).__name__}: {error}"[:300]) from error
    return Converted(result.xform, tuple(warnings), result.itemsets or "")


def read_any(source: Path | WorkbookTables, lists: Lists) -> WorkbookTables:
    """The tables of a file or folder."""
    if isinstance(source, WorkbookTables):
        return source
    return read_folder(source, lists) if source.is_dir() else with_lists(read_workbook(source), lists)


def place_of(message: str, tables: WorkbookTables) -> Place:
    """Where a message of the converter points: by what it says, else by looking up the value that it quotes."""
    row, sheet, column = _ROW.search(message), _SHEET.search(message), _COLUMN.search(message)
    if row:
        return Place(
            sheet=sheet.group(1) if sheet else "survey",
            row=int(row.group(1)),
            column=column.group(1) if column else "",
        )
    quoted = [next(part for part in found if part) for found in _QUOTED.findall(message)]
    for text in quoted:
        found = _holding(tables, text)
        if found is not None:
            return found
    return Place(sheet=sheet.group(1) if sheet else "")


def _holding(tables: WorkbookTables, text: str) -> Place | None:
    """The first cell that holds a text."""
    for sheet in ("survey", "choices", "entities", "settings"):
        for number, row in enumerate(tables.rows(sheet), start=FIRST_ROW):
            for column, value in row.items():
                if value == text or (column == "type" and text in str(value).split()):
                    return Place(sheet=sheet, row=number, column=column)
    return None


def row_of(tables: WorkbookTables, ref: str) -> int:
    """The survey row of a node by its reference (``/data/group/name``); 0 where it is not found."""
    wanted = [part.partition("[")[0].rpartition(":")[2] for part in ref.strip("/").split("/")][1:]
    path: list[str] = []
    for number, row in enumerate(tables.rows("survey"), start=FIRST_ROW):
        kind, name = str(row.get("type", "")).strip().replace(" ", "_"), str(row.get("name", "")).strip()
        if kind in ("end_group", "end_repeat"):
            del path[-1:]
            continue
        if [*path, name] == wanted:
            return number
        if kind in ("begin_group", "begin_repeat"):
            path.append(name)
    return 0
