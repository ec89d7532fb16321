"""A spreadsheet and a profile with the form that it would replace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from commissioner_app.services.program import Program
from commissioner_app.store.rows import StoredForm

Sheet = Callable[..., Path]
HEAD = ["type", "name", "label::中文 (zh)", "label::English (en)", "save_to", "required"]
ROWS = (
    ["text", "host_name", "名称", "Name", "host_name", "yes"],
    ["select_one L_COUNTY", "county", "县（市、区）", "County", "county", ""],
    ["select_multiple crops", "crops", "种什么", "Crops", "", ""],
    ["integer", "trees", "茶树（万株）", "Tea bushes (10,000)", "", ""],
    ["begin_repeat", "plots", "地块", "Plots", "", ""],
    ["text", "plot", "地块名", "Plot", "", ""],
    ["end_repeat", "", "", "", "", ""],
)
CROPS = (["crops", "tea", "茶", "Tea"], ["crops", "rice", "水稻", "Rice"])


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    """Writes an .xlsx of these survey rows."""

    def write(version: str, *rows: list[str], name: str = "茶企调查.xlsx") -> Path:
        book = Workbook()
        survey = book.active
        assert survey is not None
        survey.title = "survey"
        for row in (HEAD, *rows):
            survey.append(row)
        pages = (
            ("choices", (["list_name", "name", "label::中文 (zh)", "label::English (en)"], *CROPS)),
            ("settings", (["form_title", "form_id", "version"], ["茶企调查", "host_tea", version])),
            ("entities", (["list_name", "label"], ["host", "${host_name}"])),
        )
        for title, lines in pages:
            page = book.create_sheet(title)
            for line in lines:
                page.append(line)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


def hold(program: Program, path: Path, version: str) -> None:
    """What a sync would have brought: a version of the form in the spreadsheet."""
    trial = program.publishing.try_file(path)
    assert trial.ready, trial.problems
    at = f"2026-03-0{version}T08:00:00Z"
    form = StoredForm("host_tea", version, "host", "茶企调查", "published", trial.xml, "0" * 64, at)
    program.desk.store.forms.put(form, "2026-03-05T10:00:00+08:00")
    program.forms.reload()
