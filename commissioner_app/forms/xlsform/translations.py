"""Checks of texts: translations that are missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from commissioner_app.forms.errors import FormProblem
from commissioner_app.forms.xlsform.cells import canonical, headings, numbered, problem, split_heading
from commissioner_app.forms.xlsform.workbook import Row, WorkbookTables

_TEXTS: Final = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
_SHEETS: Final = {"survey": _TEXTS, "choices": ("label",)}


def check_translations(tables: WorkbookTables, lang: str) -> Iterator[FormProblem]:
    """One finding per column that a language lacks altogether, else one per cell."""
    languages = _languages(tables)
    if len(languages) < 2:
        return
    for sheet, columns in _SHEETS.items():
        for column in columns:
            yield from _column(tables, sheet, column, languages, lang)


def _languages(tables: WorkbookTables) -> list[str]:
    """Languages of the form; "" stands for texts without one."""
    found: dict[str, None] = {}
    for sheet, columns in _SHEETS.items():
        for heading in headings(tables, sheet):
            column, language = split_heading(heading)
            if column in columns:
                found[language] = None
    return list(found)


def _column(tables: WorkbookTables, sheet: str, column: str, languages: list[str], lang: str) -> Iterator[FormProblem]:
    used = [row for row in tables.rows(sheet) if any(_text(row, column, one) for one in languages)]
    if not used:
        return
    lacking = [one for one in languages if not any(_text(row, column, one) for row in used)]
    for language in lacking:
        shown = _shown(column, language)
        yield problem("warning", (sheet, 1, shown), lang, "translation_column", lang=language or "—", column=shown)
    held = [one for one in languages if one not in lacking]
    for number, row in numbered(tables, sheet):
        given = [one for one in held if _text(row, column, one)]
        for language in held:
            if given and language not in given:
                shown = _shown(column, language)
                yield problem("warning", (sheet, number, shown), lang, "translation_missing", lang=language or "—")


def _text(row: Row, column: str, language: str) -> str:
    wanted = f"{column}::{language}" if language else column
    return next((str(value) for heading, value in row.items() if value and canonical(heading) == wanted), "")


def _shown(column: str, language: str) -> str:
    return f"{column}::{language}" if language else column
