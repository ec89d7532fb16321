"""Positions that a form asks the device for (start-geopoint, background-geopoint, setgeopoint)."""

from __future__ import annotations

from pyxform.xls2xform import convert

from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.loading import load_xform

SURVEY = """
| survey |
| | type | name | label | trigger |
| | start-geopoint | started | | |
| | text | house | House | |
| | background-geopoint | noted | | ${house} |
| | calculate | lat | | |
| | begin_repeat | plot | Plot | |
| | text | crop | Crop | |
| | background-geopoint | there | | ${crop} |
| | end_repeat | | | |
"""


def form(survey: str = SURVEY) -> FormInstance:
    text = survey.replace("| | calculate | lat | | |\n", "")
    return FormInstance(load_xform(convert(xlsform=text, file_type=".md").xform))


def test_the_start_is_asked_once() -> None:
    made = form()
    assert made.places_wanted() == ["/data/started"]
    assert made.places_wanted() == []
    changes = made.place("/data/started", "31.5 116.1 200.0 4.0")
    assert "/data/started" in changes.refs
    assert made.to_answers()["started"]["acc_m"] == 4.0


def test_a_changed_answer_asks_for_its_place() -> None:
    made = form()
    made.places_wanted()
    made.answer("/data/house", "A")
    assert made.places_wanted() == ["/data/noted"]
    made.place("/data/noted", "31.5 116.1")
    made.answer("/data/house", "B")
    assert made.places_wanted() == ["/data/noted"]
    assert made.node("/data/noted").value == "31.5 116.1", "the former place stays until there is another"


def test_each_instance_asks_for_its_own() -> None:
    made = form()
    made.places_wanted()
    made.add("/data/plot")
    made.answer("/data/plot[2]/crop", "tea")
    assert made.places_wanted() == ["/data/plot[2]/there"]
    made.answer("/data/plot[2]/crop", "nuts")
    made.remove("/data/plot[2]")
    assert made.places_wanted() == [], "an instance that is gone wants no place"


def test_a_place_is_no_step_of_undo() -> None:
    made = form()
    made.answer("/data/house", "A")
    made.place("/data/noted", "31.5 116.1")
    made.undo()
    assert made.node("/data/house").value == "" and made.node("/data/noted").value == "31.5 116.1"


def test_an_opened_draft_does_not_ask_again() -> None:
    made = form()
    again = FormInstance(made.definition, saved=made.save())
    assert again.places_wanted() == []


def test_sound_in_the_background_is_announced() -> None:
    plain = "| survey |\n| | type | name | label |\n| | text | a | A |\n"
    assert not form(plain).definition.records_sound
    assert form(plain + "| | background-audio | b | |\n").definition.records_sound
