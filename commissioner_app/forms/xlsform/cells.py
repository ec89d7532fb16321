"""Small questions about cells and headings of a workbook, shared by its checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, Final

from commissioner_app.forms.errors import FormError, FormProblem
from commissioner_app.forms.xlsform.workbook import FIRST_ROW, Row, WorkbookTables

REFERENCE: Final = re.compile(r"\$\{(?:last-saved#)?([^}]*)\}")
EXPRESSIONS: Final = ("relevant", "constraint", "calculation", "required", "readonly", "choice_filter", "repeat_count")
_ALIASES: Final = {
    "relevance": "relevant",
    "calculate": "calculation",
    "read_only": "readonly",
    "list name": "list_name",
    "bind::relevant": "relevant",
    "bind::constraint": "constraint",
    "bind::calculate": "calculation",
    "bind::required": "required",
    "bind::readonly": "readonly",
    "bind::entities:saveto": "save_to",
    "save_to": "save_to",
}
# The converter takes the quotation marks of word processors for plain ones.
_QUOTES: Final = str.maketrans("‘’“”", "''\"\"")


def cell(row: Row, *columns: str) -> str:
    """The text of the first of these columns that holds any; headings in any case."""
    for column in columns:
        for heading, value in row.items():
            if canonical(heading) == column and str(value or "").strip():
                return str(value).strip()
    return ""


@lru_cache(maxsize=1024)
def canonical(heading: str) -> str:
    """The usual name of a heading: lower case, aliases resolved, its language left as written."""
    base, language = split_heading(heading)
    return f"{base}::{language}" if language else base


@lru_cache(maxsize=1024)
def split_heading(heading: str) -> tuple[str, str]:
    """(column, language) of a heading: ``media::image::English (en)`` gives ``("image", "English (en)")``."""
    whole = heading.strip().lower()
    if whole in _ALIASES:
        return _ALIASES[whole], ""
    parts = [part.strip() for part in re.split(r"::|:", heading.strip())]
    if parts[0].lower() == "media" and len(parts) > 1:
        parts = parts[1:]
    base = parts[0].lower()
    return _ALIASES.get(base, base), parts[1] if len(parts) > 1 else ""


def numbered(tables: WorkbookTables, sheet: str) -> Iterator[tuple[int, Row]]:
    """The rows of a sheet with their numbers as spreadsheets count."""
    return enumerate(tables.rows(sheet), start=FIRST_ROW)


def headings(tables: WorkbookTables, sheet: str) -> list[str]:
    """All headings of a sheet, as first seen."""
    return list(dict.fromkeys(heading for row in tables.rows(sheet) for heading in row))


def list_of(row: Row) -> str:
    """The choice list or file that a survey row's type names; "" where it names none."""
    found = _select().match(cell(row, "type"))
    return found.group(1) if found else ""


@cache
def _select() -> re.Pattern[str]:
    # Late: the converter takes a moment to load, and only checks need its many names of one type.
    from pyxform.aliases import select

    commands = "|".join(re.escape(name) for name in sorted(select, key=len, reverse=True))
    return re.compile(rf"(?:{commands}) (\S+)")


def expressions(row: Row) -> Iterator[tuple[str, str, str]]:
    """(heading, column, text) of the cells of a survey row that hold expressions; yes and no are none."""
    for heading, value in row.items():
        column, text = split_heading(heading)[0], str(value or "").strip()
        if column in EXPRESSIONS and text and text.lower() not in ("yes", "no", "true", "false", "true()", "false()"):
            yield heading, column, text.translate(_QUOTES)


def problem(
    severity: str, at: tuple[str, int, str], lang: str, code: str, /, *, near: str = "", **params: Any
) -> FormProblem:
    """A finding at (sheet, row, column) with its text; ``near`` is what the author may have meant."""
    message = FormError(code, near=near, **params).message(lang)
    return FormProblem("error" if severity == "error" else "warning", *at, message, code)
