"""``form check``: every problem with its place, whatever is wrong with the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from commissioner_app.forms.check import check_file, check_tables
from commissioner_app.forms.commands import main
from commissioner_app.forms.errors import FormError
from commissioner_app.forms.loading import load_file, load_xform
from tests.forms.builder import tables, xform

BROKEN = """
| survey |
| | type | name | label | relevant | calculation | constraint |
| | text | a | A | ${nowhere} = 1 | | |
| | integer | b | B | | | . > |
| | select_one missing | c | C | | | |
| | calculate | d | | | bogus(1) | |
| | calculate | e | | | if(1, 2) | |
| choices |
| | list_name | name | label |
| | l | a | A |
"""


def test_all_problems_with_places(tmp_path: Path) -> None:
    problems = check_tables(tables(BROKEN), "en", tmp_path)
    found = {(p.sheet, p.row, p.column, p.code) for p in problems if p.severity == "error"}
    assert found == {
        ("survey", 2, "relevant", "reference_unknown"),
        ("survey", 3, "constraint", "expression_end"),
        ("survey", 4, "type", "list_unknown"),
        ("survey", 5, "calculation", "function_unknown"),
        ("survey", 6, "calculation", "function_arguments"),
    }


def test_names_and_groups(tmp_path: Path) -> None:
    sheet = tables("""
    | survey |
    | | type | name | label | calculation |
    | | text | a b | A | |
    | | text | c | C | |
    | | begin_group | g | G | |
    | | text | c | Another c, in a group of its own | |
    | | end_group | | | |
    | | text | c | Again | |
    | | text | | Nameless | |
    | | calculate | k | | |
    | | end_repeat | | | |
    | | begin_repeat | r | R | |
    | choices |
    | | list_name | name | label |
    | | l | x | X |
    | | l | x | X again |
    | | l | | Nameless |
    """)
    found = {(p.sheet, p.row, p.code) for p in check_tables(sheet, "en", tmp_path) if p.severity == "error"}
    assert found == {
        ("survey", 2, "name_bad"),
        ("survey", 7, "name_twice"),
        ("survey", 8, "name_missing"),
        ("survey", 9, "calculation_missing"),
        ("survey", 10, "group_close"),
        ("survey", 11, "group_open"),
        ("choices", 3, "name_twice"),
        ("choices", 4, "name_missing"),
    }


def test_cycle_names_the_nodes() -> None:
    with pytest.raises(FormError) as error:
        load_xform(
            xform(
                "<a/><b/><c/>",
                '<bind nodeset="/data/a" calculate="/data/b + 1"/><bind nodeset="/data/b" calculate="/data/c"/>'
                '<bind nodeset="/data/c" relevant="/data/a = 1" calculate="/data/a"/>',
            )
        )
    assert error.value.code == "cycle"
    assert {"/data/a", "/data/b"} <= set(str(error.value.params["nodes"]).split(" → "))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_unmatched_group_has_a_row(tmp_path: Path, lang: str) -> None:
    sheet = tables("| survey |\n| | type | name | label |\n| | begin_group | g | G |\n| | text | a | A |\n")
    problems = check_tables(sheet, lang, tmp_path)
    assert [(p.severity, p.sheet, p.row) for p in problems] == [("error", "survey", 2)]


def test_unknown_type_has_a_row(tmp_path: Path) -> None:
    sheet = tables("| survey |\n| | type | name | label |\n| | text | a | A |\n| | nope | b | B |\n")
    (problem,) = check_tables(sheet, "en", tmp_path)
    assert (problem.sheet, problem.row, problem.column) == ("survey", 3, "type")


def workbook(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    for row in (["type", "name", "label"], ["text", "who", "Who"], ["integer", "n", "N"]):
        sheet.append(row)
    book.save(path)
    return path


def test_workbook_and_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(tmp_path / "form.xlsx")
    assert check_file(path) == []
    assert [child.name for child in load_file(path).root.children] == ["who", "n", "meta"]
    assert main(["form", "check", str(path)]) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "problems": []}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"not a workbook"),
        ("a.xls", b"\x00\x01\x02"),
        ("a.csv", b"\xff\xfe\x00"),
        ("a.md", b"no table at all"),
        ("a.xml", b"<html>"),
        ("a.xml", b""),
        ("a.docx", b"x"),
        ("missing.xlsx", None),
        ("missing.xml", None),
    ],
)
def test_damaged_files_give_one_problem(tmp_path: Path, name: str, content: bytes | None) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    (problem,) = check_file(path, "zh")
    assert problem.severity == "error"
    assert problem.message
    with pytest.raises(FormError):
        load_file(path)
