"""Forms kept as text tables: a folder of CSV files, composed with others and with the program's code lists."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from commissioner_app.forms.errors import FormError, Place
from commissioner_app.forms.xlsform.workbook import FIRST_ROW, Row, WorkbookTables

Lists = Mapping[str, Sequence[Mapping[str, str]]]

LABELS: Final = {"zh": "label::中文 (zh)", "en": "label::English (en)"}
_OWN_SETTINGS: Final = frozenset({"base", "include"})
_NOT_IN_FORMS: Final = frozenset({"list_id", "code", "zh", "en", "sort", "valid_from", "valid_to", "source"})
_SELECT: Final = re.compile(r"(?:select_one|select_multiple|rank)\s+(L_\w+)")
_NO_LISTS: Final[Lists] = {}


def read_folder(path: Path, lists: Lists = _NO_LISTS) -> WorkbookTables:
    """The tables of ``path`` (survey.csv, settings.csv, choices.csv, entities.csv).

    ``settings.csv`` may name a ``base`` folder beside it and an ``include`` folder: the form is then the base's survey
    with the included survey's rows in place of its row of type ``include``. Choice lists ``L_…`` that no choices.csv
    defines come from ``lists`` (rows with code, zh, en, parent and any further columns). Raises ``FormError``.
    """
    settings = dict(next(iter(_table(path, "settings")), {}))
    base, include = settings.get("base", ""), settings.get("include", "")
    base_path = path.parent / base if base else path
    included = path.parent / include if include else None
    survey = list(_splice(_table(base_path, "survey"), _table(included, "survey") if included else []))
    if not survey:
        raise FormError("sheet_missing", Place(sheet="survey"), sheet="survey")
    choices = _merged([*_table(base_path, "choices"), *(_table(included, "choices") if included else [])])
    choices = [*choices, *_listed(survey, choices, lists)]
    base_settings = dict(next(iter(_table(base_path, "settings")), {})) if base else {}
    own = {key: value for key, value in {**base_settings, **_filled(settings)}.items() if key not in _OWN_SETTINGS}
    entities = _table(path, "entities") or _table(base_path, "entities")
    sheets: dict[str, Sequence[Row]] = {"survey": survey, "choices": choices, "settings": [own], "entities": entities}
    return WorkbookTables(path.name, {sheet: rows for sheet, rows in sheets.items() if rows})


def _table(path: Path, sheet: str) -> list[dict[str, str]]:
    """The rows of one file, empty cells left out; none when there is no such file."""
    file = path / f"{sheet}.csv"
    if not path.is_dir():
        raise FormError("include_unknown", name=path.name)
    if not file.is_file():
        return []
    try:
        with file.open(encoding="utf-8-sig", newline="") as source:
            rows = [_filled(row) for row in csv.DictReader(source)]
    except (csv.Error, UnicodeDecodeError, OSError) as error:
        raise FormError("file_bad", Place(sheet=sheet), name=file.name, reason=str(error)) from error
    return [row for row in rows if row]


def _filled(row: Mapping[Any, Any]) -> dict[str, str]:
    """The cells that say something; what stands behind the last heading is left out."""
    return {key: value for key, value in row.items() if key and isinstance(value, str) and value != ""}


def _splice(rows: list[dict[str, str]], included: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    for row in rows:
        if row.get("type") == "include":
            yield from (other for other in included if other.get("type") != "include")
        else:
            yield row


def _merged(rows: list[dict[str, str]]) -> list[Row]:
    """Choices without repetitions: two forms may bring the same list."""
    return list({(row.get("list_name", ""), row.get("name", "")): row for row in rows}.values())


def _listed(survey: list[dict[str, str]], choices: list[Row], lists: Lists) -> list[Row]:
    defined = {row.get("list_name") for row in choices}
    wanted = dict.fromkeys(
        found.group(1) for row in survey if (found := _SELECT.match(row.get("type", ""))) is not None
    )
    rows: list[Row] = []
    for name in wanted:
        if name in defined:
            continue
        if name not in lists:
            row = next(i for i, row in enumerate(survey, start=FIRST_ROW) if name in row.get("type", "").split())
            raise FormError("list_unknown", Place("survey", row, "type"), name=name)
        rows.extend(_choice(name, item) for item in lists[name])
    return rows


def _choice(list_name: str, item: Mapping[str, str]) -> Row:
    row = {"list_name": list_name, "name": item["code"], LABELS["zh"]: item["zh"], LABELS["en"]: item["en"]}
    row.update({key: value for key, value in item.items() if key not in _NOT_IN_FORMS and value})
    return row
