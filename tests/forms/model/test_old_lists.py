"""``search()`` and ``itemsets.csv``: the lists of old forms."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.loading import load_file, load_xform
from tests.forms.builder import definition, xform

TOWNS = b"code,name,county\n1,Meishan,jz\n2,Mozitan,hs\n3,Tangjiahui,jz\n"


def searching(call: str, label: str = "name", files: dict[str, bytes] | None = None) -> FormInstance:
    sheet = f"""
| survey |
| | type | name | label | appearance |
| | text | q | Q | |
| | text | c | C | |
| | select_one l | town | Town | minimal {call} |
| choices |
| | list_name | name | label |
| | l | code | {label} |
| | l | 99 | None of them |
"""
    return FormInstance(definition(sheet, {"towns.csv": TOWNS} if files is None else files))


def shown(form: FormInstance, ref: str = "/data/town") -> list[tuple[str, str]]:
    return [(choice.value, choice.label) for choice in form.node(ref).choices]


OTHER = ("99", "None of them")


@pytest.mark.parametrize(
    ("call", "answers", "codes"),
    [
        ("search('towns')", {}, "123"),
        ("search('towns', 'contains', 'name', ${q})", {"q": "mo"}, "2"),
        ("search('towns', 'contains', 'name', ${q})", {}, "123"),
        ("search('towns', 'startswith', 'name', ${q})", {"q": "M"}, "12"),
        ("search('towns', 'endswith', 'name,county', ${q})", {"q": "s"}, "2"),
        ("search('towns', 'matches', 'county', 'jz')", {}, "13"),
        ("search('towns', 'contains', 'name', ${q}, 'county', ${c})", {"q": "a", "c": "jz"}, "13"),
        ("search('towns', 'contains', 'name', ${q}, 'county', ${c})", {"q": "a", "c": "hs"}, "2"),
    ],
)
def test_rows_of_a_file_become_choices(call: str, answers: dict[str, str], codes: str) -> None:
    form = searching(call)
    for name, value in answers.items():
        form.answer(f"/data/{name}", value)
    assert [value for value, _ in shown(form)] == ["99", *codes]
    assert shown(form)[0] == OTHER
    assert form.node("/data/town").appearances == ("minimal",)


def test_a_choice_goes_with_what_is_searched_and_a_written_one_stays() -> None:
    form = searching("search('towns', 'matches', 'county', ${c})")
    form.answer("/data/c", "hs")
    form.answer("/data/town", "2")
    form.answer("/data/c", "jz")
    assert form.node("/data/town").value == ""
    form.answer("/data/town", "99")
    form.answer("/data/c", "hs")
    assert form.node("/data/town").value == "99"


def test_several_columns_are_shown_together() -> None:
    assert shown(searching("search('towns')", "name, county"))[1] == ("1", "Meishan jz")


@pytest.mark.parametrize(
    "call", ["search('nowhere')", "search('towns', 'sounds like', 'name', ${q})", "search('towns', 'contains')"]
)
def test_what_cannot_be_searched_stays_as_it_is_written(call: str) -> None:
    assert shown(searching(call)) == [("code", "name"), OTHER]


ITEMSETS = (
    "list_name,name,label,label::zh,county\ncounties,jz,Jinzhai,金寨,\n"
    "towns,m,Meishan,梅山,jz\ntowns,z,Mozitan,磨子潭,hs\n"
).encode()
QUERY = (
    "<input query=\"instance('counties')/root/item\" ref='/data/county'/>"
    "<input query=\"instance('towns')/root/item[county = /data/county ]\" ref='/data/town'/>"
)


def test_itemsets_in_a_file() -> None:
    form = FormInstance(load_xform(xform("<county/><town/>", "", QUERY), files={"itemsets.csv": ITEMSETS}))
    assert (form.node("/data/town").kind, form.node("/data/town").type) == ("select", "select1")
    assert (shown(form, "/data/county"), shown(form)) == ([("jz", "Jinzhai")], [])
    form.answer("/data/county", "jz")
    form.answer("/data/town", "m")
    assert shown(form) == [("m", "Meishan")]
    form.answer("/data/county", "")
    assert form.node("/data/town").value == ""


def test_itemsets_have_a_column_for_each_language() -> None:
    itext = "<itext><translation lang='en'/><translation lang='zh'/></itext>"
    form = FormInstance(load_xform(xform("<county/><town/>", "", QUERY, itext), files={"itemsets.csv": ITEMSETS}))
    form.set_language("zh")
    assert shown(form, "/data/county") == [("jz", "金寨")]


def test_without_the_file_the_answer_is_typed() -> None:
    form = FormInstance(load_xform(xform("<county/><town/>", "", QUERY)))
    assert form.node("/data/town").kind == "input"
    form.answer("/data/town", "Meishan")
    assert form.node("/data/town").value == "Meishan"


def test_a_workbook_brings_its_itemsets_along(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    for row in (
        ("type", "name", "label", "choice_filter"),
        ("text", "county", "County", ""),
        ("select_one_external towns", "town", "Town", "county = ${county}"),
    ):
        survey.append(row)
    external = book.create_sheet("external_choices")
    for line in (
        ("list_name", "name", "label", "county"),
        ("towns", "m", "Meishan", "jz"),
        ("towns", "z", "Mozitan", "hs"),
    ):
        external.append(line)
    book.save(tmp_path / "old.xlsx")
    form = FormInstance(load_file(tmp_path / "old.xlsx"))
    form.answer("/data/county", "hs")
    assert shown(form) == [("z", "Mozitan")]
