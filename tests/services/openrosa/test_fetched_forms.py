"""Forms of other platforms: fetched, filled here, sent back there."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from commissioner_app.errors import AppError
from commissioner_app.services.program import Program
from tests.services.openrosa.support import (
    HOUSEHOLD,
    fetch,
    fill,
    form_xml,
    local_id,
    send,
    set_up,
    text,
)
from tests.services.test_attachments import photo
from tests.support.openrosa_server import OpenRosaServer


def test_a_fetched_form_is_filled_here_and_goes_back_there(program: Program, server: OpenRosaServer) -> None:
    server.publish(form_xml(HOUSEHOLD))
    server_id = set_up(program, server)
    assert fetch(program, server_id) == {"household": "new"}
    form_id = local_id(program, "household")
    (line,) = [line for line in program.openrosa.lines() if line.form_id == form_id]
    assert line.fetched and line.server_id == server_id
    picture = program.attachments.add(photo()).name
    record_id = fill(program, form_id, {"/data/head": "汪师傅", "/data/people": "4", "/data/house": picture})
    record = program.records.get(record_id)
    assert (record.kind, record.answers["@title"]) == ("survey", "汪师傅")
    store = program.desk.store
    assert store.records.waiting() == [] and store.records.waiting_counts() == {} and store.attachments.waiting() == []
    assert program.records.rows(_all_surveys())[0].mark == "waiting"
    assert form_id not in {row.id for row in program.publishing.rows()}, "it is not ours to publish"
    assert send(program).sent == 1
    held = server.received[f"uuid:{record_id}"]
    assert (text(held.xml, "head"), text(held.xml, "people"), set(held.files)) == ("汪师傅", "4", {picture})
    row = program.records.rows(_all_surveys())[0]
    assert row.mark == "received" and all(step.sent for step in program.records.history(record_id))
    fill(program, form_id, {"/data/people": "5"}, record_id=record_id)
    assert send(program).sent == 1
    edit = list(server.received.values())[1]
    assert (edit.deprecated_id, text(edit.xml, "people"), text(edit.xml, "head")) == (
        f"uuid:{record_id}",
        "5",
        "汪师傅",
    )


def _all_surveys() -> Any:
    from commissioner_app.services.listing import ListQuery

    return ListQuery("survey")


def test_a_form_begins_with_what_was_last_finished(program: Program, central: OpenRosaServer) -> None:
    rows = HOUSEHOLD.replace("| required |", "| required | default |").replace(
        "| yes |", "| yes | ${last-saved#head} |"
    )
    central.publish(form_xml(rows))
    fetch(program, set_up(program, central))
    form_id = local_id(program, "household")
    assert program.forms.instance(form_id).node("/data/head").value == ""
    fill(program, form_id, {"/data/head": "汪师傅"})
    assert program.forms.instance(form_id).node("/data/head").value == "汪师傅"


def test_turned_off_it_stays_here(program: Program, central: OpenRosaServer) -> None:
    central.publish(form_xml(HOUSEHOLD))
    server_id = set_up(program, central)
    fetch(program, server_id)
    form_id = local_id(program, "household")
    program.openrosa.links.link(form_id, "")
    fill(program, form_id, {"/data/head": "汪师傅"})
    fetch(program, server_id)
    assert send(program).sent == 0 and not central.received


def test_only_what_changed_is_fetched_again(program: Program, server: OpenRosaServer) -> None:
    server.publish(form_xml(HOUSEHOLD), {"a.csv": b"name,label\n1,x\n", "b.jpg": photo()})
    server_id = set_up(program, server)
    assert fetch(program, server_id) == {"household": "new"}
    assert fetch(program, server_id) == {"household": "current"}
    assert (server.count("GET", "household.xml"), server.count("GET", "a.csv")) == (1, 1)
    server.forms["household"].files["a.csv"] = b"name,label\n1,y\n"
    del server.forms["household"].files["b.jpg"]
    assert fetch(program, server_id) == {"household": "updated"}
    server.sums = False
    assert fetch(program, server_id) == {"household": "current"}
    again = [one for one in server.seen if one.path.endswith("household.xml")]
    assert len(again) == 2 and again[1].headers["If-None-Match"] == f'"{server.forms["household"].hash}"'
    server.sums = True
    files = program.desk.store.form_sources.files((local_id(program, "household"), "3"))
    assert set(files) == {"a.csv"}


def test_versions_stand_side_by_side(program: Program, server: OpenRosaServer) -> None:
    server.publish(form_xml(HOUSEHOLD))
    server_id = set_up(program, server)
    fetch(program, server_id)
    form_id = local_id(program, "household")
    draft = program.drafts.start("survey", form_id=form_id)
    server.publish(form_xml(HOUSEHOLD.replace("People", "How many"), version="4"))
    assert fetch(program, server_id) == {"household": "updated"}
    assert (draft.form_version, program.forms.newest(form_id)) == ("3", "4")
    form = program.forms.instance(form_id, "3")
    form.answer("/data/head", "汪")
    program.records.put("survey", form.to_answers(), id=draft.id, form_id=form_id, form_version="3", draft_id=draft.id)
    fill(program, form_id, {"/data/head": "李"})
    assert send(program).sent == 2
    assert sorted(etree.fromstring(one.xml).get("version") or "" for one in server.received.values()) == ["3", "4"]
    # Other content under the same version gets a name of its own; what was begun keeps what it was begun with.
    server.publish(form_xml(HOUSEHOLD.replace("People", "Heads"), version="4"))
    fetch(program, server_id)
    assert program.forms.newest(form_id).startswith("4+") and program.forms.definition(form_id, "4").version == "4"
    server.forms.clear()
    assert fetch(program, server_id) == {"household": "retired"}
    assert program.forms.rows("survey") == []
    server.publish(form_xml(HOUSEHOLD.replace("People", "Heads"), version="4"))
    assert fetch(program, server_id) == {"household": "new"}
    assert [row.version for row in program.forms.rows("survey")] == [program.forms.newest(form_id)]
    held = [version for form, version in program.desk.store.forms.versions() if form == form_id]
    assert len(held) == 3, "what came back is the version that was here before"


def test_a_form_that_cannot_be_used_is_named_and_the_others_come(program: Program, server: OpenRosaServer) -> None:
    server.publish(form_xml(HOUSEHOLD))
    bad = form_xml(HOUSEHOLD, "bad").replace("</model>", "<bind nodeset='/data/people' calculate='((('/></model>")
    server.publish(bad)
    server.publish(form_xml(HOUSEHOLD, "other"))
    server.forms["other"].xml = form_xml(HOUSEHOLD, "another").encode()
    states = fetch(program, set_up(program, server))
    assert states == {"household": "new", "bad": "refused", "other": "refused"}
    assert all(form.reason for form in program.openrosa.fetched if form.state == "refused")


def test_a_fetch_that_is_cut_keeps_what_came_and_goes_on(program: Program, server: OpenRosaServer) -> None:
    server.publish(form_xml(HOUSEHOLD))
    server.publish(form_xml(HOUSEHOLD, "second"))
    server_id = set_up(program, server)
    server.fail("cut_reply", "GET", "second.xml")
    with pytest.raises(AppError):
        fetch(program, server_id)
    assert [row.id.partition("@")[0] for row in program.forms.rows("survey")] == ["household"]
    assert fetch(program, server_id) == {"household": "current", "second": "new"}
