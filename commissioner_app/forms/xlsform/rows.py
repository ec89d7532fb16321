"""Checks of single rows of a survey, so that every problem is found at once and not only the first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from commissioner_app.forms.errors import ExpressionError, FormError, FormProblem
from commissioner_app.forms.expression.functions.library import checked
from commissioner_app.forms.expression.parser import parse
from commissioner_app.forms.expression.references import calls
from commissioner_app.forms.guessing import guess
from commissioner_app.forms.xlsform.cells import REFERENCE, cell, expressions, list_of, numbered, problem
from commissioner_app.forms.xlsform.workbook import Row, WorkbookTables

_FILES: Final = (".csv", ".xml", ".geojson", ".json")
_TEXTS: Final = ("label", "hint", "guidance_hint", "constraint_message", "required_message", "default", "parameters")
_MODELS_OWN: Final = frozenset({"instanceID", "instanceName", "deprecatedID"})


def check_rows(tables: WorkbookTables, lang: str) -> Iterator[FormProblem]:
    """Expressions that do not parse, unknown functions, names and lists that are nowhere defined."""
    names = {cell(row, "name") for row in tables.rows("survey")} | _MODELS_OWN
    lists = {cell(row, "list_name") for sheet in ("choices", "external_choices") for row in tables.rows(sheet)}
    for number, row in numbered(tables, "survey"):
        yield from _list_known(row, number, lists, lang)
        yield from _references(row, number, names, lang)
        for heading, _column, text in expressions(row):
            yield from _expression(text, number, heading, lang)


def _list_known(row: Row, number: int, lists: set[str], lang: str) -> Iterator[FormProblem]:
    name = list_of(row)
    if not name or name.startswith("${") or name.lower().endswith(_FILES) or "search(" in cell(row, "appearance"):
        return
    if name not in lists:
        yield problem("error", ("survey", number, "type"), lang, "list_unknown", near=guess(name, lists), name=name)


def _references(row: Row, number: int, names: set[str], lang: str) -> Iterator[FormProblem]:
    wanted = {heading for heading, _column, _text in expressions(row)}
    for heading, value in row.items():
        if heading not in wanted and not heading.strip().lower().startswith((*_TEXTS, "trigger")):
            continue
        for name in dict.fromkeys(name.strip() for name in REFERENCE.findall(str(value))):
            if name not in names:
                near, ref = guess(name, names), f"${{{name}}}"
                near = f"${{{near}}}" if near else ""
                yield problem("error", ("survey", number, heading), lang, "reference_unknown", near=near, ref=ref)


def _expression(source: str, number: int, column: str, lang: str) -> Iterator[FormProblem]:
    try:
        tree = parse(REFERENCE.sub("/x", source))
    except ExpressionError as error:
        yield FormProblem("error", "survey", number, column, error.message(lang), error.code)
        return
    except RecursionError:
        deep = FormError("too_deep")
        yield FormProblem("error", "survey", number, column, deep.message(lang), deep.code)
        return
    for call in calls(tree):
        try:
            checked(call.name, len(call.arguments))
        except ExpressionError as error:
            yield FormProblem("error", "survey", number, column, error.message(lang), error.code)
