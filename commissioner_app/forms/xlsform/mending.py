"""Putting a cell that is known to be wrong out of the way, so that the converter can go on to the next problem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from commissioner_app.forms.errors import FormProblem
from commissioner_app.forms.xlsform.cells import REFERENCE, cell, split_heading
from commissioner_app.forms.xlsform.workbook import FIRST_ROW, Row, WorkbookTables

_KEPT = frozenset({"type", "name"})


def mended(tables: WorkbookTables, problem: FormProblem) -> WorkbookTables | None:
    """The tables without what a problem stands at; None where it cannot be put out of the way."""
    at = problem.row - FIRST_ROW
    rows = list(tables.rows(problem.sheet))
    if not 0 <= at < len(rows):
        return None
    here = _without(rows[at], problem)
    if here is None or here == rows[at]:
        return None
    lost = cell(rows[at], "name") if problem.sheet == "survey" and cell(here, "name") != cell(rows[at], "name") else ""
    rows[at] = here
    if lost:
        rows = [_unlinked(row, lost) for row in rows]
    return replace(tables, sheets={**tables.sheets, problem.sheet: rows})


def _without(row: Row, problem: FormProblem) -> Row | None:
    column = split_heading(problem.column)[0] if problem.column else ""
    if problem.sheet != "survey":
        return {} if problem.sheet == "choices" else _cleared(row, problem.column) if column else None
    kind = cell(row, "type")
    if kind.startswith(("begin", "end")) and column in {"", "type"}:
        return None
    if column == "type" or not column:
        # A text stands in for a question of an unknown type or list; its name may be referred to.
        plain = {"type": "text", "name": cell(row, "name") or _name(problem), "label": cell(row, "label") or "-"}
        return plain if dict(row) != plain else {}
    if column == "name":
        return {**{key: value for key, value in row.items() if split_heading(key)[0] != "name"}, "name": _name(problem)}
    return {**row, "label": "-"} if column == "label" and not cell(row, "label") else _cleared(row, problem.column)


def _name(problem: FormProblem) -> str:
    return f"row_{problem.row}"


def _cleared(row: Row, column: str) -> Row:
    wanted = split_heading(column)[0]
    return _kept(row, lambda heading, _value: split_heading(heading)[0] != wanted)


def _unlinked(row: Row, name: str) -> Row:
    """The row without the cells that refer to a name which is gone."""
    return _kept(row, lambda heading, value: heading in _KEPT or name not in REFERENCE.findall(value))


def _kept(row: Row, wanted: Callable[[str, str], bool]) -> Row:
    return {heading: value for heading, value in row.items() if wanted(heading, str(value))}
