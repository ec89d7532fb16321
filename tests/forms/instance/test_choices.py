"""Choices: filters, files, repeats; what happens to an answer when its choice goes."""

from __future__ import annotations

from tests.forms.builder import fill

CASCADE = """
| survey |
| | type | name | label | choice_filter | calculation |
| | select_one county | county | County | | |
| | select_one town | town | Town | county = ${county} | |
| | select_multiple town | towns | Towns | county = ${county} | |
| | calculate | town_name | | | jr:choice-name(${town}, '${town}') |
| choices |
| | list_name | name | label::中文 (zh) | label::English (en) | county |
| | county | jz | 金寨 | Jinzhai | |
| | county | hs | 霍山 | Huoshan | |
| | town | meishan | 梅山 | Meishan | jz |
| | town | mozi | 磨子潭 | Mozitan | hs |
| | town | tanghui | 汤家汇 | Tangjiahui | jz |
| settings |
| | default_language |
| | 中文 (zh) |
"""


def test_cascade_in_two_languages() -> None:
    form = fill(CASCADE)
    assert form.languages == ("中文 (zh)", "English (en)")
    assert form.node("/data/town").choices == ()
    changes = form.answer("/data/county", "jz")
    assert "/data/town" in changes.refs
    assert [(c.value, c.label) for c in form.node("/data/town").choices] == [("meishan", "梅山"), ("tanghui", "汤家汇")]
    form.answer("/data/town", "meishan")
    assert form.node("/data/town_name").value == "梅山"
    form.set_language("English (en)")
    assert form.node("/data/town").choices[0].label == "Meishan"
    assert form.node("/data/town_name").value == "Meishan"


def test_an_answer_goes_with_its_choice_and_comes_back() -> None:
    form = fill(CASCADE)
    form.answer("/data/county", "jz")
    form.answer("/data/town", "tanghui")
    form.answer("/data/towns", ["tanghui", "meishan"])
    assert form.node("/data/towns").values == ["meishan", "tanghui"]
    form.answer("/data/county", "hs")
    assert form.node("/data/town").value == ""
    assert "town" not in form.to_answers()
    form.answer("/data/county", "jz")
    assert form.node("/data/town").value == "tanghui"
    assert form.to_answers()["towns"] == ["meishan", "tanghui"]


def test_old_codes_of_fixed_lists_are_kept_when_a_record_is_opened() -> None:
    form = fill(CASCADE, answers={"county": "gone"})
    assert form.to_answers()["county"] == "gone"


FILES = """
| survey |
| | type | name | label | choice_filter | calculation | parameters |
| | text | region | Region | | | |
| | select_one_from_file towns.csv | town | Town | region = ${region} | | value=code label=title |
| | select_one_from_file sites.geojson | site | Site | | | |
| | select_one_from_file kinds.xml | kind | Kind | | | |
| | calculate | people | | | pulldata('towns', 'people', 'code', ${town}) | |
"""
MEDIA = {
    "towns.csv": '\ufeffcode,title,region,people\nt1,"One, first",r1,12\nt2,Two,r2,7\nt3,Three,r1\n'.encode(),
    "sites.geojson": b'{"type":"FeatureCollection","features":[{"type":"Feature","id":"s1","properties":{"title":"Site"},'
    b'"geometry":{"type":"Point","coordinates":[115.9,31.6]}}]}',
    "kinds.xml": b"<root><item><name>k</name><label>Kind</label></item></root>",
}


def test_files() -> None:
    form = fill(FILES, MEDIA)
    form.answer("/data/region", "r1")
    assert [(c.value, c.label) for c in form.node("/data/town").choices] == [("t1", "One, first"), ("t3", "Three")]
    form.answer("/data/town", "t1")
    assert form.node("/data/people").value == "12"
    assert [(c.value, c.label) for c in form.node("/data/site").choices] == [("s1", "Site")]
    assert [(c.value, c.label) for c in form.node("/data/kind").choices] == [("k", "Kind")]


def test_a_missing_file_is_a_warning_and_an_empty_list() -> None:
    form = fill(FILES)
    assert {warning.code for warning in form.definition.warnings} == {"file_missing"}
    assert form.node("/data/town").choices == ()


def test_choices_from_a_repeat() -> None:
    form = fill("""
    | survey |
    | | type | name | label |
    | | begin_repeat | person | Person |
    | | text | who | Name |
    | | end_repeat | | |
    | | select_one ${who} | head | Head |
    """)
    form.answer("/data/person[1]/who", "Li")
    form.add("/data/person")
    form.answer("/data/person[2]/who", "Wang")
    assert [c.label for c in form.node("/data/head").choices] == ["Li", "Wang"]
    form.answer("/data/head", "Wang")
    form.remove("/data/person[2]")
    assert form.node("/data/head").value == ""


def test_long_lists_are_indexed() -> None:
    rows = "name,label,region\n" + "".join(f"t{i},Town {i},r{i % 100}\n" for i in range(20_000))
    form = fill(
        """
        | survey |
        | | type | name | label | choice_filter |
        | | text | region | Region | |
        | | select_one_from_file towns.csv | town | Town | region = ${region} and name != 't5' |
        """,
        {"towns.csv": rows.encode()},
    )
    form.answer("/data/region", "r5")
    assert len(form.node("/data/town").choices) == 199
    assert len(form.definition.caches.indexes) == 1
