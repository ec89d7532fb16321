"""The choice that ``or_other`` adds, in Chinese where the form speaks it: the converter would say "Other" in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from commissioner_app.forms.messages import is_chinese
from commissioner_app.forms.xlsform.cells import cell, split_heading
from commissioner_app.forms.xlsform.workbook import Row, WorkbookTables

NAME: Final = "other"
_WORDS: Final = ("其他", "Other")
_ASKS: Final = re.compile(r"\s(\S+)\s+(?:or specify other|or_other|or other)\s*\Z")


def with_other(tables: WorkbookTables) -> WorkbookTables:
    """The tables with that choice written out at the end of its list; as they are in a form without Chinese labels.

    It stands after all rows, so that the number of none changes.
    """
    default = next((cell(row, "default_language") for row in tables.rows("settings")), "")
    wanted = dict.fromkeys(found[1] for row in tables.rows("survey") if (found := _ASKS.search(cell(row, "type"))))
    made = [row for name in wanted for row in _row(tables, name, default)]
    if not made:
        return tables
    return replace(tables, sheets={**tables.sheets, "choices": [*tables.rows("choices"), *made]})


def _row(tables: WorkbookTables, name: str, default: str) -> Iterator[Row]:
    held = [row for row in tables.rows("choices") if cell(row, "list_name", "list name") == name]
    if not held or any(cell(row, "name", "value") == NAME for row in held):
        return
    headings = dict.fromkeys(heading for row in held for heading in row)
    spoken = {heading: split_heading(heading)[1] or default for heading in headings if _is_label(heading)}
    if any(is_chinese(language) for language in spoken.values()):
        names = {heading: name for heading in headings if split_heading(heading)[0] in ("list_name", "list name")}
        called = {heading: NAME for heading in headings if split_heading(heading)[0] in ("name", "value")}
        words = {heading: _WORDS[0 if is_chinese(language) else 1] for heading, language in spoken.items()}
        yield {**names, **called, **words}


def _is_label(heading: str) -> bool:
    return split_heading(heading)[0] == "label"
