"""Every type of question from a sheet: what it is on the screen, which values it takes, how it is answered in JSON."""

from __future__ import annotations

import pytest

from tests.forms.builder import fill

TYPES = """
| survey |
| | type | name | label | parameters | appearance | readonly | default | constraint | constraint_message | required | hint |
| | text | t | Text | | multiline | | | | | yes | A hint |
| | integer | i | Integer | | | | 7 | . < 100 | Too much | | |
| | decimal | d | Decimal | | | | | | | | |
| | date | day | Date | | | | today() | | | | |
| | time | clock | Time | | | | | | | | |
| | dateTime | moment | Moment | | | | | | | | |
| | select_one l | one | One | | minimal | | b | | | | |
| | select_multiple l | many | Many | | | | | | | | |
| | rank l | order | Order | | | | | | | | |
| | note | n | A note | | | | | | | | |
| | calculate | c | | | | | 1 + 1 | | | | |
| | hidden | h | | | | | x | | | | |
| | image | photo | Photo | max-pixels=1024 | signature | | | | | | |
| | audio | sound | Sound | | | | | | | | |
| | video | film | Film | | | | | | | | |
| | file | paper | Paper | | | | | | | | |
| | barcode | code | Code | | | | | | | | |
| | geopoint | place | Place | | | | | | | | |
| | geotrace | way | Way | | | | | | | | |
| | acknowledge | agreed | Agreed | | | | | | | | |
| | range | r | Range | start=1 end=5 step=0.5 | | | | | | | |
| | text | fixed | Fixed | | | yes | as is | | | | |
| | start | begun | | | | | | | | | |
| | today | day0 | | | | | | | | | |
| | deviceid | device | | | | | | | | | |
| | username | who | | | | | | | | | |
| choices |
| | list_name | name | label |
| | l | a | A |
| | l | b | B |
| | l | c | C |
"""

KINDS = {
    "t": ("input", "string"),
    "i": ("input", "int"),
    "d": ("input", "decimal"),
    "day": ("input", "date"),
    "clock": ("input", "time"),
    "moment": ("input", "dateTime"),
    "one": ("select", "select1"),
    "many": ("select", "select"),
    "order": ("rank", "rank"),
    "n": ("note", "string"),
    "c": ("model-value", "string"),
    "h": ("model-value", "string"),
    "photo": ("upload", "binary"),
    "sound": ("upload", "binary"),
    "film": ("upload", "binary"),
    "paper": ("upload", "binary"),
    "code": ("input", "barcode"),
    "place": ("input", "geopoint"),
    "way": ("input", "geotrace"),
    "agreed": ("trigger", "string"),
    "r": ("range", "decimal"),
    "begun": ("model-value", "dateTime"),
}


def test_kinds_and_types() -> None:
    form = fill(TYPES)
    for name, expected in KINDS.items():
        node = form.node(f"/data/{name}")
        assert (node.kind, node.type) == expected, name


def test_defaults_and_preloads() -> None:
    form = fill(TYPES, properties={"deviceid": "dev-1", "username": "li"})
    values = {
        name: form.node(f"/data/{name}").value
        for name in ("i", "day", "one", "c", "h", "fixed", "day0", "device", "who")
    }
    assert values["i"] == "7"
    assert values["one"] == "b"
    assert values["c"] == "2"
    assert (values["h"], values["fixed"]) == ("x", "as is")
    assert values["day"] == values["day0"] == "2026-03-05"
    assert (values["device"], values["who"]) == ("dev-1", "li")
    assert form.node("/data/begun").value.startswith("2026-03-05T")


def test_screen_attributes() -> None:
    form = fill(TYPES)
    assert form.node("/data/t").appearances == ("multiline",)
    assert form.node("/data/t").hint == "A hint"
    assert form.node("/data/t").required
    assert form.node("/data/fixed").readonly
    assert form.node("/data/r").parameters == {"start": "1", "end": "5", "step": "0.5"}
    assert form.node("/data/photo").media_type == "image/*"
    assert form.node("/data/photo").parameters == {"max-pixels": "1024"}
    assert [choice.label for choice in form.node("/data/one").choices] == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("name", "given", "kept", "answer"),
    [
        ("i", "42", "42", 42),
        ("i", "4.9", "4", 4),
        ("d", "3.25", "3.25", 3.25),
        ("d", "3", "3.0", 3.0),
        ("day", "2026-02-28", "2026-02-28", "2026-02-28"),
        ("clock", "14:30", "14:30", "14:30:00"),
        ("moment", "2026-02-28T14:30:00+08:00", "2026-02-28T14:30:00+08:00", "2026-02-28T14:30:00+08:00"),
        ("one", "c", "c", "c"),
        ("many", ["c", "a"], "a c", ["a", "c"]),
        ("order", ["c", "a", "b"], "c a b", ["c", "a", "b"]),
        ("photo", "ab.jpg", "ab.jpg", "ab.jpg"),
        ("agreed", "OK", "OK", "OK"),
        ("r", "2.5", "2.5", 2.5),
    ],
)
def test_values(name: str, given: str | list[str], kept: str, answer: object) -> None:
    form = fill(TYPES)
    form.answer(f"/data/{name}", given)
    assert form.node(f"/data/{name}").value == kept
    assert form.to_answers()[name] == answer
    again = fill(TYPES, answers=form.to_answers())
    assert again.to_answers() == form.to_answers()


def test_position_is_an_object() -> None:
    form = fill(TYPES)
    form.answer("/data/place", "31.67 115.93 412 5.5")
    assert form.to_answers()["place"] == {
        "lng": 115.93,
        "lat": 31.67,
        "alt": 412.0,
        "acc_m": 5.5,
        "datum": "WGS84",
        "method": "manual",
    }
    again = fill(TYPES, answers=form.to_answers())
    assert again.node("/data/place").value == "31.67 115.93 412.0 5.5"


@pytest.mark.parametrize("given", ["31.67 115.93", "31.67 115.93 0.0 0.0"])
def test_what_a_position_does_not_know_is_not_made_up(given: str) -> None:
    form = fill(TYPES)
    form.answer("/data/place", given)
    assert form.to_answers()["place"] == {"lng": 115.93, "lat": 31.67, "datum": "WGS84", "method": "manual"}


def test_answers_that_nobody_changes_come_back_as_they_were() -> None:
    given = {
        "place": {"lng": 115.9, "lat": 31.6, "alt": None, "acc_m": 4, "datum": "WGS84", "method": "gps"},
        "agreed": True,
        "d": 3,
        "clock": "14:30:00.000+08:00",
    }
    form = fill(TYPES, answers=given)
    assert form.node("/data/agreed").value == "OK"
    assert given.items() <= form.to_answers().items()
    again = fill(TYPES, saved=form.save())
    assert again.to_answers() == form.to_answers()
    again.answer("/data/d", "4")
    assert again.to_answers()["d"] == 4.0


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("i", "abc"),
        ("i", "99999999999"),
        ("d", "1,5"),
        ("day", "2026-02-30"),
        ("clock", "25:00"),
        ("place", "here"),
        ("place", "99 0"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_message(name: str, given: str) -> None:
    form = fill(TYPES)
    form.answer(f"/data/{name}", given)
    node = form.node(f"/data/{name}")
    assert node.value == ""
    assert node.message
    form.answer(f"/data/{name}", None)
    assert node.message == ""


def test_required_and_constraint() -> None:
    form = fill(TYPES)
    assert [(problem.ref, problem.kind) for problem in form.problems()] == [("/data/t", "required")]
    form.answer("/data/t", "something")
    changes = form.answer("/data/i", "100")
    assert "/data/i" in changes.refs
    assert [(problem.kind, problem.message) for problem in form.problems()] == [("constraint", "Too much")]
    assert not form.node("/data/i").constraint_ok
    form.answer("/data/i", "99")
    assert form.problems() == []


def test_last_saved_values() -> None:
    sheet = """
    | survey |
    | | type | name | label | default |
    | | text | town | Town | ${last-saved#town} |
    """
    first = fill(sheet)
    assert first.node("/data/town").value == ""
    first.answer("/data/town", "Meishan")
    assert fill(sheet, last_saved=first.to_xml()).node("/data/town").value == "Meishan"
