"""Check a form before it is published: every problem with sheet, row and column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from commissioner_app.forms.errors import FormError, FormProblem
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.loading import FolderFiles, load_file, load_xform
from commissioner_app.forms.xlsform.conversion import place_of, read_any, row_of, to_xform
from commissioner_app.forms.xlsform.names import check_names
from commissioner_app.forms.xlsform.rows import check_rows
from commissioner_app.forms.xlsform.tables import Lists, lists_beside
from commissioner_app.forms.xlsform.workbook import WorkbookTables

_COLUMNS = {"calculate": "calculation", "count": "repeat_count", "choices": "choice_filter"}


def check_file(path: Path, lang: str = "zh", lists: Lists | None = None) -> list[FormProblem]:
    """All problems of an XLSForm, a folder of text tables, or an XForm; [] when there is none. Never raises.

    Without ``lists`` a folder takes the code lists that lie beside it (``tables.lists_beside``)."""
    if path.suffix.lower() == ".xml":
        return _check_xform(path, lang)
    try:
        tables = read_any(path, lists_beside(path) if lists is None else lists)
    except FormError as error:
        return [_problem(error, None, lang)]
    return check_tables(tables, lang, path.parent)


def check_tables(tables: WorkbookTables, lang: str, media: Path) -> list[FormProblem]:
    """Rows one by one, then the conversion, then the engine itself."""
    problems = [*check_names(tables, lang), *check_rows(tables, lang)]
    try:
        converted = to_xform(tables)
        problems += [_warning(text, tables) for text in converted.warnings]
        definition = load_xform(converted.xml, files=FolderFiles(media))
        FormInstance(definition)
        problems += [_problem(warning, tables, lang) for warning in definition.warnings]
    except FormError as error:
        found = _problem(error, tables, lang)
        # The converter repeats what the rows have shown already, in English and for the first only.
        if not any(p.severity == "error" and (p.row == found.row or not found.row) for p in problems):
            problems.append(found)
    return sorted(problems, key=lambda problem: (problem.sheet != "survey", problem.sheet, problem.row))


def _check_xform(path: Path, lang: str) -> list[FormProblem]:
    try:
        definition = load_file(path)
        FormInstance(definition)
    except FormError as error:
        return [_problem(error, None, lang)]
    return [_problem(warning, None, lang) for warning in definition.warnings]


def _problem(error: FormError, tables: WorkbookTables | None, lang: str) -> FormProblem:
    place = error.place
    sheet, row = place.sheet, place.row
    if tables is not None and place.node and not row:
        sheet, row = "survey", row_of(tables, place.node)
    severity = "warning" if error.code == "file_missing" else "error"
    column = _COLUMNS.get(place.column, place.column) or (place.node if tables is None else "")
    return FormProblem(
        "error" if severity == "error" else "warning", sheet, row, column, error.message(lang), error.code
    )


def _warning(text: str, tables: WorkbookTables) -> FormProblem:
    place = place_of(text, tables)
    return FormProblem("warning", place.sheet, place.row, place.column, text, "conversion")


def summary(problems: list[FormProblem]) -> dict[str, Any]:
    """Counts and problems as JSON-able data."""
    return {
        "ok": not any(problem.severity == "error" for problem in problems),
        "problems": [
            {
                "severity": problem.severity,
                "sheet": problem.sheet,
                "row": problem.row,
                "column": problem.column,
                "code": problem.code,
                "message": problem.message,
            }
            for problem in problems
        ],
    }
