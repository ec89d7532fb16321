"""Checks of names and groups in a workbook: missing, malformed or repeated names, groups left open, choices twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from commissioner_app.forms.errors import FormError, FormProblem
from commissioner_app.forms.xlsform.workbook import FIRST_ROW, Row, WorkbookTables

_NAME: Final = re.compile(r"[^\W\d][\w.\-]*\Z")
_NAMELESS: Final = frozenset(
    {"start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "start-geopoint"}
    | {"background-audio", "background-geopoint", "simserial", "subscriberid"}
)
_BEGIN: Final = re.compile(r"begin[ _](group|repeat|loop)\Z")
_END: Final = re.compile(r"end[ _](group|repeat|loop)\Z")


def check_names(tables: WorkbookTables, lang: str) -> Iterator[FormProblem]:
    """All findings, survey first."""
    yield from _survey(tables, lang)
    yield from _choices(tables, lang)


def _problem(sheet: str, row: int, column: str, lang: str, code: str, **params: Any) -> FormProblem:
    return FormProblem("error", sheet, row, column, FormError(code, **params).message(lang), code)


def _survey(tables: WorkbookTables, lang: str) -> Iterator[FormProblem]:
    open_groups: list[tuple[int, str]] = []
    seen: list[dict[str, int]] = [{}]
    for number, row in enumerate(tables.rows("survey"), start=FIRST_ROW):
        kind, name = _cell(row, "type"), _cell(row, "name")
        if not kind or kind.startswith("#"):
            continue
        end = _END.match(kind)
        if end:
            if not open_groups or open_groups[-1][1] != end.group(1):
                yield _problem("survey", number, "type", lang, "group_close", kind=kind)
            else:
                open_groups.pop()
                seen.pop()
            continue
        yield from _name(kind, name, number, seen[-1], lang)
        if kind == "calculate" and not any("calculat" in heading or heading == "default" for heading in _filled(row)):
            yield _problem("survey", number, "calculation", lang, "calculation_missing", name=name)
        begin = _BEGIN.match(kind)
        if begin:
            open_groups.append((number, begin.group(1)))
            seen.append({})
    for number, kind in open_groups:
        yield _problem("survey", number, "type", lang, "group_open", kind=kind)


def _name(kind: str, name: str, number: int, seen: dict[str, int], lang: str) -> Iterator[FormProblem]:
    if not name:
        if kind not in _NAMELESS:
            yield _problem("survey", number, "name", lang, "name_missing")
        return
    if not _NAME.match(name):
        yield _problem("survey", number, "name", lang, "name_bad", name=name)
    elif name.lower() in seen:
        yield _problem("survey", number, "name", lang, "name_twice", name=name, other=str(seen[name.lower()]))
    seen.setdefault(name.lower(), number)


def _choices(tables: WorkbookTables, lang: str) -> Iterator[FormProblem]:
    allowed = any(_cell(row, "allow_choice_duplicates").lower() in ("yes", "true") for row in tables.rows("settings"))
    seen: dict[tuple[str, str], int] = {}
    for number, row in enumerate(tables.rows("choices"), start=FIRST_ROW):
        list_name, name = _cell(row, "list_name") or _cell(row, "list name"), _cell(row, "name") or _cell(row, "value")
        if not list_name:
            continue
        if not name:
            yield _problem("choices", number, "name", lang, "name_missing")
        elif (list_name, name) in seen and not allowed:
            yield _problem("choices", number, "name", lang, "name_twice", name=name, other=str(seen[list_name, name]))
        seen.setdefault((list_name, name), number)


def _cell(row: Row, column: str) -> str:
    return str(row.get(column) or "").strip()


def _filled(row: Row) -> list[str]:
    return [heading.lower() for heading, value in row.items() if str(value or "").strip()]
