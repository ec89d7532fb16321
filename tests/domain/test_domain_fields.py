"""Every field that the domain reference names is asked by a form that ships (``data/domain_fields.csv``: its section, the
form, the questions that hold it; a field without a question says why)."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from commissioner_app.forms.xlsform.tables import lists_beside, read_folder
from commissioner_app.forms.xlsform.workbook import Row

HERE = Path(__file__).resolve().parent
FORMS = HERE.parents[1] / "resources" / "forms"
ZH, EN = "label::中文 (zh)", "label::English (en)"
UNSEEN = frozenset({"hidden", "calculate"})


def table() -> list[dict[str, str]]:
    with (HERE / "data" / "domain_fields.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def questions(form: str) -> dict[str, Row]:
    folder = FORMS / form
    return {row["name"]: row for row in read_folder(folder, lists_beside(folder)).rows("survey") if row.get("name")}


@pytest.mark.parametrize("section", sorted({line["section"] for line in table()}))
def test_every_field_is_asked_in_both_languages(section: str) -> None:
    for line in table():
        if line["section"] != section:
            continue
        asked = line["questions"].split()
        assert asked or line["note"], line["field"]
        for name in asked:
            row = questions(line["form"]).get(name)
            assert row is not None, (line["form"], name)
            assert row["type"] in UNSEEN or (row.get(ZH) and row.get(EN)), (line["form"], name)


def test_every_section_is_there() -> None:
    sections = {line["section"] for line in table()}
    assert sections == {f"2.{n}" for n in range(1, 17) if n not in (15,)} | {f"3.{n}" for n in range(10)}
    assert len(table()) > 500
