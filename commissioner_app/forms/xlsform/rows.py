"""Checks of single rows of a survey, so that every problem is found at once and not only the first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from commissioner_app.forms.errors import ExpressionError, FormProblem
from commissioner_app.forms.expression.functions.library import find
from commissioner_app.forms.expression.parser import parse
from commissioner_app.forms.expression.references import calls
from commissioner_app.forms.xlsform.workbook import FIRST_ROW, Row, WorkbookTables

EXPRESSIONS: Final = ("relevant", "constraint", "calculation", "required", "readonly", "choice_filter", "repeat_count")
_ALIASES: Final = {"relevance": "relevant", "calculate": "calculation", "read_only": "readonly"}
_REFERENCE: Final = re.compile(r"\$\{(?:last-saved#)?([^}]*)\}")
_SELECT: Final = re.compile(r"(select_one|select_multiple|rank|select one|select multiple)\s+(\S+)")


def check_rows(tables: WorkbookTables, lang: str) -> Iterator[FormProblem]:
    """Expressions that do not parse, unknown functions, names and lists that are nowhere defined."""
    names = {str(row.get("name", "")).strip() for row in tables.rows("survey")}
    lists = {str(row.get("list_name", row.get("list name", ""))).strip() for row in tables.rows("choices")}
    for number, row in enumerate(tables.rows("survey"), start=FIRST_ROW):
        yield from _list_known(row, number, lists, lang)
        for heading, value in row.items():
            column = heading.strip().lower()
            if _ALIASES.get(column, column) in EXPRESSIONS and str(value).strip():
                yield from _expression(str(value), number, heading, names, lang)


def _list_known(row: Row, number: int, lists: set[str], lang: str) -> Iterator[FormProblem]:
    found = _SELECT.match(str(row.get("type", "")).strip())
    if not found:
        return
    name = found.group(2)
    if name not in lists and not name.startswith("${") and "search(" not in str(row.get("appearance", "")):
        yield _problem(ExpressionError("list_unknown", name=name), number, "type", lang)


def _expression(source: str, number: int, column: str, names: set[str], lang: str) -> Iterator[FormProblem]:
    if source.strip().lower() in ("yes", "no", "true", "false"):
        return
    for name in _REFERENCE.findall(source):
        if name.strip() not in names:
            yield _problem(ExpressionError("reference_unknown", ref=f"${{{name}}}"), number, column, lang)
    try:
        tree = parse(_REFERENCE.sub("/x", source))
    except ExpressionError as error:
        yield _problem(error, number, column, lang)
        return
    for call in calls(tree):
        known = find(call.name)
        if known is None:
            yield _problem(ExpressionError("function_unknown", name=call.name), number, column, lang)
        elif not known.low <= len(call.arguments) <= known.high:
            wrong = ExpressionError("function_arguments", name=call.name, count=len(call.arguments))
            yield _problem(wrong, number, column, lang)


def _problem(error: ExpressionError, number: int, column: str, lang: str) -> FormProblem:
    return FormProblem("error", "survey", number, column, error.message(lang), error.code)
