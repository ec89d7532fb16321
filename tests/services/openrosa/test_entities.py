"""Entities: followed up before the server knows them, gone when it has deleted them."""

from __future__ import annotations

from lxml import etree

from commissioner_app.services.program import Program
from tests.services.openrosa.support import (
    FOLLOW_UP,
    REGISTER,
    fetch,
    fill,
    form_xml,
    local_id,
    send,
    set_up,
)
from tests.support.openrosa_server import OpenRosaServer


def people(program: Program, form_id: str) -> list[tuple[str, str]]:
    node = program.forms.instance(form_id).node("/data/person")
    return sorted((choice.value, choice.label) for choice in node.choices)


def test_entities_are_followed_up_before_the_server_knows_them(program: Program, central: OpenRosaServer) -> None:
    files = {"people.csv": b"name,label,__version,full_name,age\nq-1,Old Wang,1,Old Wang,70\n"}
    central.publish(form_xml(REGISTER, "register"))
    central.publish(form_xml(FOLLOW_UP, "follow"), files, frozenset({"people.csv"}))
    server_id = set_up(program, central)
    fetch(program, server_id)
    register, follow = local_id(program, "register"), local_id(program, "follow")
    assert people(program, follow) == [("q-1", "Old Wang")]
    record_id = fill(program, register, {"/data/full_name": "New Li"})
    ((new_id, _),) = [one for one in people(program, follow) if one[1] == "New Li"]
    fill(program, follow, {"/data/person": new_id, "/data/age": "30"})
    assert send(program).sent == 2
    sent = [etree.fromstring(one.xml) for one in central.received.values()]
    entity = [next(e for e in xml.iter() if etree.QName(e).localname == "entity") for xml in sent]
    assert [one.get("id") for one in entity] == [new_id, new_id] and entity[1].get("baseVersion") == "1"
    # Not on the server's list yet: it stays on ours. Then the server shows both steps, and ours are forgotten.
    central.forms["follow"].files["people.csv"] += b"q-2,Third,1,Third,\n"
    fetch(program, server_id)
    assert len(people(program, follow)) == 3
    central.make_entities("follow", "people.csv")
    fetch(program, server_id)
    assert [value for value, _ in people(program, follow)] == sorted({"q-1", "q-2", new_id})
    assert program.desk.store.form_sources.entity_changes(server_id, "people") == []
    assert record_id


def test_an_entity_that_the_server_deleted_leaves_our_list(program: Program, central: OpenRosaServer) -> None:
    central.publish(form_xml(REGISTER, "register"))
    central.publish(form_xml(FOLLOW_UP, "follow"), {"people.csv": b"name,label,__version\n"}, frozenset({"people.csv"}))
    server_id = set_up(program, central)
    fetch(program, server_id)
    fill(program, local_id(program, "register"), {"/data/full_name": "New Li"})
    follow = local_id(program, "follow")
    ((new_id, _),) = people(program, follow)
    send(program)
    central.deleted.add(new_id)
    fetch(program, server_id)
    assert people(program, follow) == []
    # A record that is deleted before it went takes its entity along.
    unsent = fill(program, local_id(program, "register"), {"/data/full_name": "Mistake"})
    assert len(people(program, follow)) == 1
    program.records.delete(unsent)
    assert people(program, follow) == []
    program.undo.undo()
    assert len(people(program, follow)) == 1
    program.undo.undo()
    assert people(program, follow) == [] and send(program).sent == 0
