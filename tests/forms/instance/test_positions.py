"""``setgeopoint``: the form asks where the machine is."""

from __future__ import annotations

import pytest

from commissioner_app.forms.instance.form import FormInstance
from tests.forms.builder import definition, run

HERE = "31.5 116.25 300 5"
POINTS = '<bind nodeset="/data/at" type="geopoint"/><bind nodeset="/data/p/at" type="geopoint"/>'


def nested(event: str) -> str:
    return f'<input ref="/data/a"><odk:setgeopoint event="{event}" ref="/data/at"/></input>'


def test_when_the_form_is_first_opened() -> None:
    head = '<odk:setgeopoint event="odk-instance-first-load" ref="/data/at"/>'
    form = run("<a/><at/><p><at/></p>", POINTS, "", head, position=lambda: HERE)
    assert form.node("/data/at").value == "31.5 116.25 300.0 5.0"
    again = FormInstance(form.definition, saved=form.save(), position=lambda: "1 1 0 0")
    assert again.node("/data/at").value == "31.5 116.25 300.0 5.0"


def test_when_another_value_changes() -> None:
    places = iter([HERE, "32 117 0 0"])
    form = run("<a/><at/><p><at/></p>", POINTS, nested("xforms-value-changed"), position=lambda: next(places))
    assert form.node("/data/at").value == ""
    assert "/data/at" in form.answer("/data/a", "x").refs
    form.answer("/data/a", "y")
    assert form.node("/data/at").value == "32.0 117.0 0.0 0.0"
    form.undo()
    assert form.node("/data/at").value == "31.5 116.25 300.0 5.0"


def test_when_a_repeat_grows() -> None:
    body = (
        '<group ref="/data/p"><repeat nodeset="/data/p"><odk:setgeopoint event="odk-new-repeat" ref="/data/p/at"/>'
        "</repeat></group>"
    )
    form = run("<a/><at/><p jr:template=''><at/></p>", POINTS, body, position=lambda: HERE)
    form.add("/data/p")
    assert form.node("/data/p[1]/at").value == "31.5 116.25 300.0 5.0"


@pytest.mark.parametrize("found", ["", "nowhere"])
def test_without_a_position_the_answer_stays(found: str) -> None:
    form = run("<a/><at>1 2 0 0</at><p><at/></p>", POINTS, nested("xforms-value-changed"), position=lambda: found)
    form.answer("/data/a", "x")
    assert form.node("/data/at").value == "1.0 2.0 0.0 0.0"


def test_start_geopoint_of_a_sheet() -> None:
    made = definition("""
| survey |
| | type | name | label |
| | start-geopoint | start_at | |
| | background-audio | sound | |
| | text | a | A |
""")
    form = FormInstance(made, position=lambda: HERE)
    assert form.node("/data/start_at").value == "31.5 116.25 300.0 5.0"
    assert not form.problems()


def test_a_recording_made_elsewhere_is_kept() -> None:
    head = '<odk:recordaudio event="odk-instance-load" ref="/data/at"/>'
    blank = run("<a/><at/><p><at/></p>", '<bind nodeset="/data/at" type="binary"/>', "", head)
    edited = blank.to_xml().replace("<at></at>", "<at>talk.m4a</at>", 1).replace("<at/>", "<at>talk.m4a</at>", 1)
    form = FormInstance(blank.definition, edit=edited)
    assert form.node("/data/at").value == "talk.m4a"
    assert "talk.m4a" in form.to_xml()
