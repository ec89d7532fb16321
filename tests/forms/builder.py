"""Forms for tests: from Markdown tables as authors write them, or from bare XForm pieces."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from commissioner_app.forms.definition import FormDefinition
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.loading import load_xform
from commissioner_app.forms.xlsform.conversion import to_xform
from commissioner_app.forms.xlsform.workbook import WorkbookTables

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


def tables(markdown: str) -> WorkbookTables:
    """``| survey | | |`` starts a sheet, the next row holds its headings."""
    sheets: dict[str, list[dict[str, str]]] = {}
    headings: list[str] = []
    sheet = ""
    for line in markdown.strip().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if cells[0]:
            sheet, headings = cells[0], []
            sheets[sheet] = []
        elif not headings:
            headings = cells[1:]
        else:
            row = zip(headings, cells[1:], strict=False)
            sheets[sheet].append({key: value.replace("¦", "|") for key, value in row if key and value})
    return WorkbookTables("test", sheets)


def definition(markdown: str, files: Mapping[str, bytes] | None = None) -> FormDefinition:
    """A form from tables."""
    return load_xform(to_xform(tables(markdown)).xml, files=files or {})


def fill(markdown: str, files: Mapping[str, bytes] | None = None, **options: Any) -> FormInstance:
    """A filling of a form from tables, at a fixed time."""
    return FormInstance(definition(markdown, files), now=lambda: NOON, **options)


def xform(fields: str, binds: str = "", body: str = "", more: str = "") -> str:
    """An XForm from the inside of its instance, its binds and its body."""
    return (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
        'xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" '
        'xmlns:odk="http://www.opendatakit.org/xforms" xmlns:entities="http://www.opendatakit.org/xforms/entities">'
        f'<h:head><h:title>t</h:title><model><instance><data id="t" version="1">{fields}</data></instance>{more}{binds}'
        f"</model></h:head><h:body>{body}</h:body></h:html>"
    )


def run(fields: str, binds: str = "", body: str = "", more: str = "", **options: Any) -> FormInstance:
    """A filling of such an XForm."""
    return FormInstance(load_xform(xform(fields, binds, body, more)), now=lambda: NOON, **options)
