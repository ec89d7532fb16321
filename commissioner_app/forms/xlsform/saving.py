"""Checks of ``save_to``: core fields that do not exist, types that do not fit, fields a record needs that nobody asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from commissioner_app.forms.core_fields import CoreFields, fits
from commissioner_app.forms.errors import FormProblem
from commissioner_app.forms.guessing import guess
from commissioner_app.forms.messages import is_chinese
from commissioner_app.forms.xlsform.cells import cell, numbered, problem
from commissioner_app.forms.xlsform.workbook import WorkbookTables

# First word of a survey type -> XForms type, where only one fits; other types are left to the program.
_TYPES: Final = {
    "integer": "int",
    "decimal": "decimal",
    "date": "date",
    "datetime": "dateTime",
    "time": "time",
    "geopoint": "geopoint",
    "geotrace": "geotrace",
    "geoshape": "geoshape",
    "select_one": "select1",
    "select_multiple": "select",
    "rank": "rank",
    "image": "binary",
    "photo": "binary",
    "audio": "binary",
    "video": "binary",
    "file": "binary",
    "text": "string",
}


def check_saving(tables: WorkbookTables, lang: str, core: CoreFields) -> Iterator[FormProblem]:
    """Findings where the form's entity is a kind of the program; none for other entities."""
    kinds = [cell(row, "list_name", "dataset") for row in tables.rows("entities")]
    saved: dict[str, set[str]] = {kind: set() for kind in kinds if kind in core}
    names = {cell(row, "name") for row in tables.rows("survey")}
    for number, row in numbered(tables, "survey"):
        target = cell(row, "save_to")
        kind, _, name = target.rpartition("#")
        kind = kind or (kinds[0] if len(kinds) == 1 else "")
        if not name or kind not in saved:
            continue
        saved[kind].add(name)
        field = core[kind].get(name)
        if field is None:
            near = guess(name, core[kind])
            yield problem("error", ("survey", number, "save_to"), lang, "core_unknown", near=near, name=name, kind=kind)
            continue
        found = _TYPES.get(cell(row, "type").partition(" ")[0].lower())
        if found is not None and not fits(field, found):
            asked = cell(row, "type")
            yield problem("error", ("survey", number, "save_to"), lang, "core_type", name=name, type=asked)
    for kind, fields in saved.items():
        lacking = [
            f"{name} ({field.label(lang)})" if field.label(lang) else name
            for name, field in core[kind].items()
            if field.required and not field.given and name not in fields and name not in names
        ]
        if lacking:
            listed = ("、" if is_chinese(lang) else ", ").join(lacking)
            yield problem("warning", ("survey", 1, "save_to"), lang, "core_missing", names=listed, kind=kind)
