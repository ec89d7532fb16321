"""Checks of choice lists: lists that nothing uses, filters that name columns which are not there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from commissioner_app.forms.errors import ExpressionError, FormError, FormProblem
from commissioner_app.forms.expression.parser import parse
from commissioner_app.forms.expression.tree import Call, Chain, Expression, Filter, Negate, Path
from commissioner_app.forms.guessing import guess
from commissioner_app.forms.model.instances import read_csv
from commissioner_app.forms.xlsform.cells import (
    REFERENCE,
    canonical,
    cell,
    expressions,
    headings,
    list_of,
    numbered,
    problem,
    split_heading,
)
from commissioner_app.forms.xlsform.workbook import WorkbookTables

ReadFile = Callable[[str], bytes | None]
_INSTANCE: Final = re.compile(r"instance\(\s*['\"]([^'\"]+)['\"]\s*\)")
_TICKS: Final = re.compile(r"tick_labelset\s*=\s*(\S+)")


def check_choices(tables: WorkbookTables, lang: str, read: ReadFile) -> Iterator[FormProblem]:
    """All findings about lists. ``read`` gives a file beside the form by its name, or None."""
    yield from _unused(tables, lang)
    for number, row in numbered(tables, "survey"):
        name = list_of(row)
        for heading, column, text in expressions(row):
            if column == "choice_filter" and name and not name.startswith("${"):
                yield from _filter(tables, (name, text), (number, heading), lang, read)


def _unused(tables: WorkbookTables, lang: str) -> Iterator[FormProblem]:
    used = {list_of(row) for row in tables.rows("survey")}
    for sheet in tables.sheets:
        for row in tables.rows(sheet):
            for value in row.values():
                used.update(_INSTANCE.findall(str(value)))
                used.update(_TICKS.findall(str(value)))
            used.update(cell(row, "type").split()[1:2])
    seen: set[str] = set()
    for number, row in numbered(tables, "choices"):
        name = cell(row, "list_name")
        if name and name not in used and name not in seen:
            seen.add(name)
            yield problem("warning", ("choices", number, "list_name"), lang, "list_unused", name=name)


def _filter(
    tables: WorkbookTables, cells: tuple[str, str], place: tuple[int, str], lang: str, read: ReadFile
) -> Iterator[FormProblem]:
    name, text = cells
    number, heading = place
    known = _columns(tables, name, read)
    if known is None:
        return
    try:
        wanted = _names(parse(REFERENCE.sub("/x", text)))
    except (ExpressionError, RecursionError):
        return
    for column in sorted(wanted - known):
        near = guess(column, known)
        yield problem("error", ("survey", number, heading), lang, "filter_column", near=near, column=column, name=name)


def _columns(tables: WorkbookTables, name: str, read: ReadFile) -> set[str] | None:
    """The columns a list has; None where that cannot be told."""
    if "." in name:
        data = read(name) if name.lower().endswith(".csv") else None
        try:
            rows = read_csv(name, data) if data else []
        except FormError:
            return None
        return {column for column in rows[0] if column} if rows else None
    for sheet in ("choices", "external_choices"):
        if any(cell(row, "list_name") == name for row in tables.rows(sheet)):
            return {_property(heading) for heading in headings(tables, sheet)} | {"name", "label"}
    return None


def _property(heading: str) -> str:
    return heading.strip() if split_heading(heading)[0] not in ("label", "name") else canonical(heading)


def _names(tree: Expression) -> set[str]:
    """The names of list columns that a filter reads: relative paths of one step, outside of other lists."""
    found: set[str] = set()
    stack: list[Expression] = [tree]
    while stack:
        here = stack.pop()
        if isinstance(here, Path):
            if not here.absolute and here.start is None and len(here.steps) == 1:
                step = here.steps[0]
                if step.axis == "child" and not step.test.endswith(("*", ")")):
                    found.add(step.test)
        elif isinstance(here, Call):
            stack.extend(here.arguments)
        elif isinstance(here, Chain):
            stack.extend([here.first, *(part for _, part in here.rest)])
        elif isinstance(here, Negate | Filter):
            stack.append(here.operand)
    return found
