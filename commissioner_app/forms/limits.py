"""How large a form and what it brings along may be: far above what people make, far below what could hold a machine up."""

from __future__ import annotations

from typing import Final

MEGABYTE: Final = 1024 * 1024

WORKBOOK: Final = 50 * MEGABYTE
"""A spreadsheet file."""
UNPACKED: Final = 200 * MEGABYTE
"""The parts of an .xlsx together, unpacked."""
SURVEY_ROWS: Final = 20_000
"""Rows of a survey sheet."""
MEDIA: Final = 200 * MEGABYTE
"""A list in a file beside the form (CSV, GeoJSON, XML)."""
CELLS: Final = 20_000_000
"""Cells of a CSV file, with those that short rows leave out."""
NODES: Final = 50_000
"""Elements and attributes of a blank form."""
DEPTH: Final = 60
"""Groups in groups."""
BLANK_INSTANCES: Final = 2_000
"""Repeat instances that a blank form begins with."""
CALCULATED: Final = 100_000
"""Characters of a calculated text: calculations that double one another would fill any memory."""
