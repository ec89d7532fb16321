"""``form check`` of the program: with its code lists and the core fields of its kinds, for every sort of form file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from commissioner_app.commands.main import main
from commissioner_app.forms.xlsform.conversion import to_xform
from tests.forms.builder import tables

MARKDOWN = """
| survey |
| | type | name | label::中文 (zh) | label::English (en) | save_to |
| | text | host_name | 名称 | Name | host_name |
| | select_one L_COUNTY | county | 县 | County | county |
| | text | phone | 电话 | Phone | contact_phon |
| settings |
| | form_id | version |
| | host_short | 1 |
| entities |
| | list_name | label |
| | host | a |
"""


def checked(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, list[dict[str, Any]]]:
    code = main(["form", "check", *map(str, arguments)])
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["problems"]
    return code, found


def as_file(folder: Path, suffix: str) -> Path:
    """The same form as a text table, a CSV table, or the XForm made of it."""
    path = folder / f"form{suffix}"
    if suffix == ".md":
        path.write_text(MARKDOWN.strip() + "\n", encoding="utf-8")
    elif suffix == ".csv":
        rows = (line.strip().strip("|").split("|") for line in MARKDOWN.strip().splitlines())
        path.write_text("\n".join(",".join(cell.strip() for cell in row) for row in rows) + "\n", encoding="utf-8")
    else:
        plain = MARKDOWN.replace("select_one L_COUNTY", "text")
        path.write_text(to_xform(tables(plain)).xml, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("suffix", "place"),
    [(".md", ("survey", 4, "save_to")), (".csv", ("survey", 4, "save_to")), (".xml", ("", 0, "/data/phone"))],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_core_field_that_does_not_exist(
    suffix: str, place: tuple[str, int, str], lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = checked(capsys, as_file(tmp_path, suffix), "--lang", lang)
    (problem,) = [one for one in found if one["severity"] == "error"]
    assert code == 1
    assert (problem["sheet"], problem["row"], problem["column"], problem["code"]) == (*place, "core_unknown")
    assert "contact_phone" in problem["message"]


def test_what_a_record_needs_is_named_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, found = checked(capsys, as_file(tmp_path, ".md"), "--lang", "en")
    (problem,) = [one for one in found if one["code"] == "core_missing"]
    assert "legal_rep (Legal representative)" in problem["message"]


@pytest.mark.parametrize("form", ["visit_tea", "host", "need"])
def test_the_forms_of_the_program_are_in_order(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(__file__).resolve().parents[2] / "resources" / "forms" / form
    assert checked(capsys, folder) == (0, [])


def test_missing_translations_of_an_xform(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = as_file(tmp_path, ".xml")
    text = path.read_text(encoding="utf-8")
    start = text.index('<text id="/data/county:label">', text.index('lang="English (en)"'))
    path.write_text(text[:start] + text[text.index("</text>", start) + len("</text>") :], encoding="utf-8")
    _, found = checked(capsys, path)
    assert [(one["column"], one["severity"]) for one in found if one["code"] == "translation_missing"] == [
        ("/data/county:label", "warning")
    ]
