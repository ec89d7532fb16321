"""A workbook of records as they are, a sheet per kind: for what was never sent and has to be read by somebody now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from commissioner_app.reports.ledgers import workbook_bytes, write_row

LONGEST_TITLE: Final = 31
LONGEST_CELL: Final = 32_000  # what a cell of a spreadsheet holds
NARROW, WIDE = 12, 42
_NOT_IN_TITLES: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name, the heads of its columns, and its rows, each as long as the heads."""

    title: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[str]]


def book(sheets: Sequence[Sheet]) -> bytes:
    """The workbook of these sheets (at least one) as a file; texts longer than a cell holds are cut."""
    made = Workbook()
    made.remove(made.active)
    for sheet in sheets:
        page = made.create_sheet(sheet.title.translate(_NOT_IN_TITLES)[:LONGEST_TITLE])
        write_row(page, 1, sheet.heads, bold=True)
        for number, row in enumerate(sheet.rows, 2):
            write_row(page, number, [text[:LONGEST_CELL] for text in row])
        for number, head in enumerate(sheet.heads, 1):
            longest = max([len(head), *(len(row[number - 1]) for row in sheet.rows)])
            page.column_dimensions[get_column_letter(number)].width = min(WIDE, max(NARROW, 2 * longest + 2))
        page.freeze_panes = "B2"
    return workbook_bytes(made)
