"""One bad sheet per line: what ``form check`` says of it, and where; in Chinese and English."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioner_app.forms.check import Known, check_tables, check_workbook
from commissioner_app.forms.commands import main
from commissioner_app.forms.core_fields import CoreField
from commissioner_app.forms.loading import FolderFiles
from commissioner_app.forms.xlsform.workbook import WorkbookTables
from tests.forms.builder import tables

CORE = {
    "host": {
        "host_name": CoreField("text", required=True),
        "founded": CoreField("date"),
        "county": CoreField("ch", required=True, given=True),
        "phone": CoreField("phone"),
    }
}
HOST = "\n| entities |\n| | list_name | label |\n| | host | a |"
LISTS = "\n| choices |\n| | list_name | name | label |\n| | yn | y | Yes |\n| | yn | n | No |"


def survey(headings: str, *rows: str) -> str:
    return "\n".join(["| survey |", f"| | {headings} |", *(f"| | {row} |" for row in rows)])


STRAIGHT = str.maketrans("“”", '""')
"""English quotes as a typewriter does: a Chinese font draws the curved ones as wide as a character."""

CASES = {
    "unknown function": (
        survey("type | name | label | calculation", "calculate | a | | format-dat(today(), '%Y')"),
        [("error", "survey", 2, "calculation", "function_unknown", "“format-date”")],
    ),
    "unknown reference": (
        survey("type | name | label | relevant", "integer | village | V |", "text | b | B | ${vilage} > 1"),
        [("error", "survey", 3, "relevant", "reference_unknown", "“${village}”")],
    ),
    "unknown reference in a label": (
        survey("type | name | label", "text | who | Who", "text | b | Hello ${whoo}"),
        [("error", "survey", 3, "label", "reference_unknown", "“${who}”")],
    ),
    "unknown list": (
        survey("type | name | label", "select_one ny | a | A", "select_one yn | b | B") + LISTS,
        [("error", "survey", 2, "type", "list_unknown", "ny")],
    ),
    "unused list": (
        survey("type | name | label", "text | a | A") + LISTS,
        [("warning", "choices", 2, "list_name", "list_unused", "yn")],
    ),
    "filter by a missing column": (
        survey(
            "type | name | label | choice_filter", "text | t | T |", "select_one yn | a | A | county=${t} and name!='x'"
        )
        + LISTS,
        [("error", "survey", 3, "choice_filter", "filter_column", "county")],
    ),
    "missing picture": (
        survey("type | name | label | media::image", "text | a | A | nowhere.png"),
        [("warning", "survey", 2, "media::image", "file_missing", "nowhere.png")],
    ),
    "missing list file": (
        survey("type | name | label", "select_one_from_file towns.csv | a | A"),
        [("warning", "survey", 2, "type", "file_missing", "towns.csv")],
    ),
    "missing table of pulldata": (
        survey("type | name | label | calculation", "calculate | a | | pulldata('prices', 'p', 'k', 'x')"),
        [("warning", "survey", 2, "calculation", "file_missing", "prices.csv")],
    ),
    "a translation is missing": (
        survey("type | name | label::中文 (zh) | label::English (en)", "text | a | 甲 | A", "text | b | 乙 |"),
        [("warning", "survey", 3, "label::English (en)", "translation_missing", "English (en)")],
    ),
    "a column of translations is missing": (
        survey(
            "type | name | label::中文 (zh) | label::English (en) | hint::中文 (zh)",
            "text | a | 甲 | A | 提示",
            "text | b | 乙 | B | 提示",
        ),
        [("warning", "survey", 1, "hint::English (en)", "translation_column", "English (en)")],
    ),
    "no label": (
        survey("type | name | label", "text | a | A", "text | b |"),
        [("error", "survey", 3, "label", "xls.label_missing", "b")],
    ),
    "a misspelt column": (
        survey("type | name | label | relevnt", "text | a | A | 1 = 1"),
        [("warning", "survey", 1, "relevnt", "column_unknown", "“relevant”")],
    ),
    "a cycle": (
        survey("type | name | label | calculation", "calculate | a | | ${b} + 1", "calculate | b | | ${a} + 1"),
        [("error", "survey", 2, "", "cycle", "/a")],
    ),
    "an unknown core field": (
        survey("type | name | label | save_to", "text | a | A | host_name", "text | b | B | phon") + HOST,
        [("error", "survey", 3, "save_to", "core_unknown", "“phone”")],
    ),
    "a core field of another type": (
        survey("type | name | label | save_to", "text | a | A | host_name", "text | b | B | founded") + HOST,
        [("error", "survey", 3, "save_to", "core_type", "founded")],
    ),
    "a core field that nothing fills": (
        survey("type | name | label | save_to", "text | a | A | phone") + HOST,
        [("warning", "survey", 1, "save_to", "core_missing", "host_name")],
    ),
    "a name twice": (
        survey("type | name | label", "text | a | A", "text | a | Again"),
        [("error", "survey", 3, "name", "name_twice", "2")],
    ),
    "names apart in case only": (
        survey("type | name | label", "text | a | A", "text | A | Again"),
        [("warning", "survey", 3, "name", "xls.NAMES_002", "A")],
    ),
    "two problems that only the converter sees": (
        survey("type | name | label | parameters", "nope | a | A |", "range | b | B | start=1 end=2 step=0"),
        [
            ("error", "survey", 2, "type", "xls.type_unknown", "nope"),
            ("error", "survey", 3, "parameters", "xls.RANGE_002", "step"),
        ],
    ),
    "problems behind a problem": (
        survey(
            "type | name | label | calculation",
            "select_one nowhere | a | A |",
            "calculate | b | | ${c}",
            "calculate | c | | ${b}",
        ),
        [("error", "survey", 2, "type", "list_unknown", "nowhere"), ("error", "survey", 3, "", "cycle", "/b")],
    ),
    "an unknown parameter": (
        survey("type | name | label | parameters", "text | a | A | rws=3"),
        [("error", "survey", 2, "parameters", "xls.SURVEY_005", "rws")],
    ),
    "a trigger that nobody sees": (
        survey("type | name | label | calculation | trigger", "calculate | a | | 1 |", "text | b | | 2 | ${a}"),
        [("error", "survey", 2, "name", "xls.trigger_hidden", "“a”")],
    ),
    "a broken reference": (
        survey("type | name | label | relevant", "text | a | A |", "text | b | B | ${a = 1"),
        [("error", "survey", 3, "relevant", "token_bad", "")],
    ),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_problem_has_its_place(name: str, lang: str, tmp_path: Path) -> None:
    markdown, expected = CASES[name]
    found = check_tables(tables(markdown), lang, tmp_path, Known(core=CORE))
    assert [(p.severity, p.sheet, p.row, p.column, p.code) for p in found] == [case[:5] for case in expected]
    for problem, case in zip(found, expected, strict=True):
        words = case[5] if lang == "zh" else case[5].translate(STRAIGHT)
        assert words in problem.message
        assert "{" not in problem.message.replace("${", "")
        is_chinese = any("一" <= character <= "鿿" for character in problem.message.replace("中文", ""))
        assert is_chinese == (lang == "zh"), problem.message


def test_good_sheet_is_silent(tmp_path: Path) -> None:
    sheet = survey(
        "type | name | label::中文 (zh) | label::English (en) | calculation | choice_filter | save_to",
        "text | a | 甲 | A | | | host_name",
        "select_one yn | b | 乙 | B | | name != ${a} | ",
        "calculate | c | | | concat(${a}, ${last-saved#a}) | | ",
    )
    lists = LISTS.replace("label |", "label::中文 (zh) | label::English (en) |")
    lists = lists.replace("| Yes |", "| 是 | Yes |").replace("| No |", "| 否 | No |")
    assert check_tables(tables(sheet + lists + HOST), "zh", tmp_path, Known(core=CORE)) == []


def test_files_beside_the_form_are_found(tmp_path: Path) -> None:
    (tmp_path / "towns.csv").write_text("name,label,county\na,A,c\n", encoding="utf-8")
    sheet = survey(
        "type | name | label | choice_filter",
        "text | t | T |",
        "select_one_from_file towns.csv | a | A | county=${t}",
        "select_one_from_file towns.csv | b | B | cuonty=${t}",
    )
    (problem,) = check_tables(tables(sheet), "en", tmp_path)
    assert (problem.row, problem.column, problem.code) == (4, "choice_filter", "filter_column")
    assert problem.message.endswith('did you mean "county"?')


HEADINGS = ("type", "name", "label", "relevant", "calculation", "choice_filter", "save_to", "parameters")
PIECES = (
    "",
    "text",
    "begin_group",
    "end_group",
    "select_one yn",
    "a",
    "b",
    "${a}",
    "${",
    "1 +",
    "if(",
    "x=1",
    "'",
    "#",
    "中",
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), min_size=8, max_size=8), max_size=6), st.booleans())
def test_any_sheet_is_answered_with_places(rows: list[list[str]], with_list: bool) -> None:
    """Whatever stands in the cells: findings with a place in the sheet, and none only where the form can be filled."""
    sheet = [{key: value for key, value in zip(HEADINGS, row, strict=True) if value} for row in rows]
    choices = [{"list_name": "yn", "name": "y", "label": "Y"}] if with_list else []
    made = check_workbook(WorkbookTables("t", {"survey": sheet, "choices": choices}), "zh", FolderFiles(), Known())
    assert made.ok == (made.definition is not None)
    for problem in made.problems:
        assert problem.message
        assert problem.row <= max(len(rows), 1) + 1
        if problem.severity == "error" and problem.code != "xls.HEADER_003":
            assert problem.sheet in ("survey", "choices", "")


def test_comparison_with_the_former_version(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = survey("type | name | label | save_to", "text | a | Name | host_name", "text | b | B | phone") + HOST
    new = survey("type | name | label | save_to", "integer | a | Name | host_name", "text | c | C |") + HOST
    for name, content in (("old.md", old), ("new.md", new)):
        (tmp_path / name).write_text(content + "\n", encoding="utf-8")
    arguments = ["form", "check", str(tmp_path / "new.md"), "--against", str(tmp_path / "old.md"), "--lang", "en"]
    assert main(arguments) == 1
    said = json.loads(capsys.readouterr().out)
    assert [p["code"] for p in said["problems"]] == ["core_changed", "core_dropped"]
    assert [(c["kind"], c["path"]) for c in said["changes"]] == [("changed", "a"), ("added", "c"), ("removed", "b")]
    assert said["changes"][0]["words"] == 'Question "Name" has changed: type "text" is now "whole number"'
