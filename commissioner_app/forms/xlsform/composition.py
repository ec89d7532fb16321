"""Rows of other forms put into a form: whole parts where the settings name them, small blocks where a row names one.

A row of type ``include`` without a name stands for the folders that ``settings.csv`` names in ``include`` (separated by
blanks). With a ``name`` it stands for the rows of that folder: ``parameters`` (``key=text; key=text``) fill ``[[key]]`` in
their cells, ``relevant`` is asked of each of them as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from commissioner_app.forms.errors import FormError, Place

Rows = list[dict[str, str]]
Read = Callable[[str], Rows]

INCLUDE: Final = "include"
_HOLE: Final = re.compile(r"\[\[(\w+)\]\]")
_DEEPEST: Final = 8


def composed(rows: Rows, parts: Sequence[str], read: Read, depth: int = 0) -> Iterator[dict[str, str]]:
    """The rows with everything included in place. ``read`` gives the survey of a folder by name.

    Raises ``FormError`` include_unknown (from ``read``), include_circle."""
    for row in rows:
        if row.get("type") != INCLUDE:
            yield row
            continue
        name = row.get("name", "")
        if depth >= _DEEPEST:
            raise FormError("include_circle", Place(sheet="survey"), name=name)
        for part in [name] if name else parts:
            inner = _filled_in(read(part), row.get("parameters", ""))
            yield from _asked_if(row.get("relevant", ""), composed(inner, (), read, depth + 1))


def named(rows: Rows) -> Iterator[str]:
    """The folders that rows of type ``include`` name."""
    return (row["name"] for row in rows if row.get("type") == INCLUDE and row.get("name"))


def _filled_in(rows: Rows, parameters: str) -> Rows:
    given = dict(pair.strip().split("=", 1) for pair in parameters.split(";") if "=" in pair)
    if not given:
        return rows
    return [
        {key: _HOLE.sub(lambda hole: given.get(hole.group(1), hole.group()), cell) for key, cell in row.items()}
        for row in rows
    ]


def _asked_if(condition: str, rows: Iterator[dict[str, str]]) -> Iterator[dict[str, str]]:
    """The rows, the outermost of them under a condition more; what stands in a group is asked with the group."""
    depth = 0
    for row in rows:
        kind = row.get("type", "").replace(" ", "_")
        depth -= kind.startswith("end_")
        if condition and not depth and not kind.startswith("end_"):
            own = row.get("relevant", "")
            row = {**row, "relevant": f"({condition}) and ({own})" if own else condition}  # noqa: PLW2901
        depth += kind.startswith("begin_")
        yield row
