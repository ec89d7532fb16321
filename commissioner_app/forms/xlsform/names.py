"""Checks of names and groups in a workbook: missing, malformed or repeated names, groups left open, choices twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from commissioner_app.forms.errors import FormProblem
from commissioner_app.forms.xlsform.cells import cell, numbered, problem, split_heading
from commissioner_app.forms.xlsform.workbook import Row, WorkbookTables

_NAME: Final = re.compile(r"[^\W\d][\w.\-]*\Z")
_NAMELESS: Final = frozenset(
    {"start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "start-geopoint"}
    | {"note", "background-audio", "background-geopoint", "simserial", "subscriberid"}
)
_BEGIN: Final = re.compile(r"begin[ _](looped group|lgroup|group|repeat|loop)\b")
_END: Final = re.compile(r"end[ _](looped group|lgroup|group|repeat|loop)\Z")
_REPEATS: Final = {"lgroup": "repeat", "looped group": "repeat"}


def check_names(tables: WorkbookTables, lang: str) -> Iterator[FormProblem]:
    """All findings, survey first."""
    yield from _survey(tables, lang)
    yield from _choices(tables, lang)


def _problem(sheet: str, row: int, column: str, lang: str, code: str, **params: Any) -> FormProblem:
    return problem("error", (sheet, row, column), lang, code, **params)


def _survey(tables: WorkbookTables, lang: str) -> Iterator[FormProblem]:
    open_groups: list[tuple[int, str]] = []
    seen: list[dict[str, int]] = [{}]
    for number, row in numbered(tables, "survey"):
        kind, name = cell(row, "type"), cell(row, "name")
        if not kind or kind.startswith("#"):
            continue
        end = _END.match(kind)
        if end:
            if not open_groups or open_groups[-1][1] != _REPEATS.get(end.group(1), end.group(1)):
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
            open_groups.append((number, _REPEATS.get(begin.group(1), begin.group(1))))
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
    elif name in seen:
        yield _problem("survey", number, "name", lang, "name_twice", name=name, other=str(seen[name]))
    seen.setdefault(name, number)


def _choices(tables: WorkbookTables, lang: str) -> Iterator[FormProblem]:
    allowed = any(cell(row, "allow_choice_duplicates").lower() in ("yes", "true") for row in tables.rows("settings"))
    seen: dict[tuple[str, str], int] = {}
    for number, row in numbered(tables, "choices"):
        list_name, name = cell(row, "list_name"), cell(row, "name", "value")
        if not list_name:
            continue
        if not name:
            yield _problem("choices", number, "name", lang, "name_missing")
        elif (list_name, name) in seen and not allowed:
            yield _problem("choices", number, "name", lang, "name_twice", name=name, other=str(seen[list_name, name]))
        seen.setdefault((list_name, name), number)


def _filled(row: Row) -> list[str]:
    return [split_heading(heading)[0] for heading, value in row.items() if str(value or "").strip()]
