"""Forms kept as text tables: a folder of CSV files, composed with others and with the program's code lists."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from commissioner_app.forms.errors import FormError, Place
from commissioner_app.forms.xlsform.composition import composed, named
from commissioner_app.forms.xlsform.workbook import FIRST_ROW, Row, WorkbookTables

Lists = Mapping[str, Sequence[Mapping[str, str]]]

LABELS: Final = {"zh": "label::中文 (zh)", "en": "label::English (en)"}
_OWN_SETTINGS: Final = frozenset({"base", "include"})
_NOT_IN_FORMS: Final = frozenset({"list_id", "code", "zh", "en", "sort", "valid_from", "valid_to", "source"})
_EXPRESSIONS: Final = frozenset(
    {"choice_filter", "calculation", "constraint", "relevant", "required", "default", "repeat_count"}
)
_WORD: Final = re.compile(r"\w+")
_SELECT: Final = re.compile(r"(?:select_one|select_multiple|rank)\s+(L_\w+)")
_NO_LISTS: Final[Lists] = {}
_PLACE: Final = "\0place"


def read_folder(path: Path, lists: Lists = _NO_LISTS) -> WorkbookTables:
    """The tables of ``path`` (survey.csv, settings.csv, choices.csv, entities.csv).

    ``settings.csv`` may name a ``base`` folder beside it and ``include`` folders: the form is then the base's survey
    with the included surveys' rows in place of its row of type ``include`` (``composition``). Choice lists ``L_…`` that
    no choices.csv defines come from ``lists`` (rows with code, zh, en, parent and any further columns). Raises
    ``FormError``.
    """
    settings = dict(next(iter(_table(path, "settings")), {}))
    base, include = settings.get("base", ""), settings.get("include", "").split()
    base_path = path.parent / base if base else path
    placed = composed(
        _placed(base_path, "survey", path), include, lambda name: _placed(path.parent / name, "survey", path)
    )
    survey, survey_places = _taken_apart(list(placed))
    if not survey:
        raise FormError("sheet_missing", Place(sheet="survey"), sheet="survey")
    defined = _merged([row for part in parts_of(path) for row in _placed(part, "choices", path)])
    written, choice_places = _taken_apart(defined)
    listed = _listed(survey, survey_places, written, lists)
    choices: list[Row] = [*written, *listed]
    choice_places += [(row["list_name"], 0) for row in listed]
    base_settings = dict(next(iter(_table(base_path, "settings")), {})) if base else {}
    own = {key: value for key, value in {**base_settings, **_filled(settings)}.items() if key not in _OWN_SETTINGS}
    entities = _table(path, "entities") or _table(base_path, "entities")
    sheets: dict[str, Sequence[Row]] = {"survey": survey, "choices": choices, "settings": [own], "entities": entities}
    origins = {"survey": survey_places, "choices": choice_places}
    return WorkbookTables(path.name, {sheet: rows for sheet, rows in sheets.items() if rows}, (), origins)


def with_lists(tables: WorkbookTables, lists: Lists) -> WorkbookTables:
    """A workbook's tables with the choice lists ``L_…`` that its questions name and its choices do not define."""
    choices = list(tables.rows("choices"))
    wanted = {name: rows for name, rows in lists.items() if name not in {row.get("list_name") for row in choices}}
    asked = {found.group(1) for row in tables.rows("survey") if (found := _SELECT.match(str(row.get("type", ""))))}
    read = _read(tables.rows("survey"))
    added = [_choice(name, item, read) for name in sorted(asked & wanted.keys()) for item in wanted[name]]
    if not added:
        return tables
    return replace(tables, sheets={**tables.sheets, "choices": [*choices, *added]})


def lists_beside(path: Path) -> Lists:
    """The code lists in a folder ``lists`` beside the folder that holds the form's: those of the program's own forms."""
    files = sorted((path.resolve().parent.parent / "lists").glob("L_*.csv")) if path.is_dir() else []
    return {file.stem: _table(file.parent, file.stem) for file in files}


def parts_of(path: Path) -> list[Path]:
    """The folder and all folders that its form is made of, each once, in reading order."""
    found: dict[Path, None] = {}
    waiting = [path]
    while waiting:
        part = waiting.pop(0)
        if part not in found:
            found[part] = None
            settings = dict(next(iter(_table(part, "settings")), {}))
            names = [settings.get("base", ""), *settings.get("include", "").split(), *named(_table(part, "survey"))]
            waiting += [path.parent / name for name in names if name]
    return list(found)


def _table(path: Path, sheet: str) -> list[dict[str, str]]:
    """The rows of one file, empty cells left out; none when there is no such file."""
    return _taken_apart(_placed(path, sheet, path))[0]


def _placed(path: Path, sheet: str, form: Path) -> list[dict[str, str]]:
    """The same, each row with a cell more that says where it stands, so that it is known wherever the row goes."""
    file = path / f"{sheet}.csv"
    if not path.is_dir():
        raise FormError("include_unknown", name=path.name)
    if not file.is_file():
        return []
    shown = sheet if path == form else f"{path.name}/{sheet}"
    try:
        with file.open(encoding="utf-8-sig", newline="") as source:
            lines = csv.reader(source)
            headings = next(lines, [])
            rows = [_filled(dict(zip(headings, line, strict=False))) for line in lines]
    except (csv.Error, UnicodeDecodeError, OSError) as error:
        raise FormError("file_bad", Place(sheet=sheet), name=file.name, reason=str(error)) from error
    return [{**row, _PLACE: f"{shown}:{number}"} for number, row in enumerate(rows, FIRST_ROW) if row]


def _taken_apart(placed: Sequence[Mapping[str, str]]) -> tuple[list[dict[str, str]], list[tuple[str, int]]]:
    """Rows, and where each stands."""
    rows = [{key: value for key, value in row.items() if key != _PLACE} for row in placed]
    places = [row.get(_PLACE, ":0").rpartition(":") for row in placed]
    return rows, [(sheet, int(number)) for sheet, _, number in places]


def _filled(row: Mapping[Any, Any]) -> dict[str, str]:
    """The cells that say something; what stands behind the last heading is left out."""
    return {key: value for key, value in row.items() if key and isinstance(value, str) and value != ""}


def _merged(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Choices without repetitions: two forms may bring the same list."""
    return list({(row.get("list_name", ""), row.get("name", "")): row for row in rows}.values())


def _listed(
    survey: Sequence[Row], places: Sequence[tuple[str, int]], choices: Sequence[Row], lists: Lists
) -> list[Row]:
    defined = {row.get("list_name") for row in choices}
    read = _read(survey)
    rows: list[Row] = []
    for row, (sheet, number) in zip(survey, places, strict=True):
        found = _SELECT.match(row.get("type", ""))
        if found is None or found.group(1) in defined:
            continue
        name = found.group(1)
        if name not in lists:
            raise FormError("list_unknown", Place(sheet, number, "type"), name=name)
        defined.add(name)
        rows.extend(_choice(name, item, read) for item in lists[name])
    return rows


def _read(survey: Sequence[Row]) -> Set[str]:
    """The words of all expressions. A form carries of its lists what these read: more would only weigh on each load."""
    cells = (str(cell) for row in survey for heading, cell in row.items() if heading in _EXPRESSIONS)
    return set(_WORD.findall(" ".join(cells)))


def _choice(list_name: str, item: Mapping[str, str], read: Set[str]) -> Row:
    row = {"list_name": list_name, "name": item.get("code", "")}
    row.update({LABELS[lang]: item[lang] for lang in LABELS if item.get(lang)})
    row.update({key: value for key, value in item.items() if key in read and key not in _NOT_IN_FORMS and value})
    return row
