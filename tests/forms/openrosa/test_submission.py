"""Ids, files and keys of submissions, and the entities that they make."""

from __future__ import annotations

from lxml import etree

from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.loading import load_xform
from commissioner_app.forms.openrosa import entities
from commissioner_app.forms.openrosa.submission import files_of, form_of, identified, public_key_of
from tests.forms.builder import definition, xform

META = "<orx:meta><orx:instanceID/></orx:meta>"
ENTITY = '<orx:meta><orx:instanceID/><entities:entity dataset="people" id="" create="1"><entities:label/></entities:entity></orx:meta>'  # noqa: E501


def ids(xml: bytes) -> list[tuple[str, str]]:
    meta = next(child for child in etree.fromstring(xml) if etree.QName(child).localname == "meta")
    return [(str(child.tag), child.text or "") for child in meta]


def test_ids_keep_the_namespace_of_the_form() -> None:
    plain = "<data id='a'><meta><instanceID>x</instanceID><instanceName>n</instanceName></meta></data>"
    assert ids(identified(plain, "uuid:2", "uuid:1")) == [
        ("instanceID", "uuid:2"), ("deprecatedID", "uuid:1"), ("instanceName", "n"),
    ]  # fmt: skip
    space = "{http://openrosa.org/xforms}"
    first = identified(FormInstance(load_xform(xform(f"<a/>{META}"))).to_xml(), "uuid:2", "uuid:1")
    assert ids(first) == [(f"{space}instanceID", "uuid:2"), (f"{space}deprecatedID", "uuid:1")]
    assert ids(identified(first, "uuid:3")) == [(f"{space}instanceID", "uuid:3")]
    assert ids(identified("<data/>", "uuid:4")) == [(f"{space}instanceID", "uuid:4")]


def test_forms_and_files() -> None:
    xml = '<d xmlns="http://x/y" id="f" version="3"><p>b.jpg</p><g><p> a.jpg </p><p>b.jpg</p></g><t>c.jpg d</t></d>'
    assert form_of(xml) == ("f", "3")
    assert form_of('<d xmlns="http://x/y"/>') == ("http://x/y", "")
    assert files_of(xml, {"a.jpg", "b.jpg", "c.jpg", "e.jpg"}) == ["b.jpg", "a.jpg"]


def test_the_key_of_a_form() -> None:
    more = '<submission method="form-data-post" base64RsaPublicKey=" AB\n CD "/>'
    assert public_key_of(xform("<a/>", more=more)) == "ABCD"
    assert public_key_of(xform("<a/>")) == ""


def test_a_new_entity_and_its_place_in_the_list() -> None:
    bind = '<bind nodeset="/data/first" type="string" entities:saveto="first_name"/>'
    form = load_xform(xform(f"<first/><other/>{ENTITY}", bind))
    filled = FormInstance(form, answers={"first_name": "汪"}).to_xml()
    xml = entities.with_ids(filled, lambda dataset, number: f"{dataset}-{number}")
    (change,) = entities.changes_of(xml, form)
    assert (change.dataset, change.id, change.create, change.update) == ("people", "people-0", True, False)
    assert change.values == {"first_name": "汪"}
    held = entities.apply(b"name,label,__version,age\nq,Q,4,30\n", [change])
    assert held.decode().splitlines() == ["name,label,__version,age,first_name", "q,Q,4,30,", "people-0,,1,,汪"]
    assert entities.apply(held, [change]) == held
    assert entities.versions(held) == {"q": 4, "people-0": 1}
    assert entities.without(held, ["q"]).decode().splitlines()[1:] == ["people-0,,1,,汪"]


def test_an_update_counts_its_version_up_and_keeps_what_it_branched_from() -> None:
    change = entities.EntityChange("people", "q", False, True, "New", {"age": "31"}, base=4, branch="b1")
    held = entities.apply(b"name,label,__version,age,town\nq,Q,4,30,x\n", [change, change]).decode()
    assert held.splitlines()[1] == "q,New,6,31,x,4,b1"
    assert b"\nz," not in entities.apply(b"name,label,__version\n", [entities.EntityChange("p", "z", False, True)])


def test_entities_of_repeats_are_each_their_own() -> None:
    form = definition(
        """
| survey | | | | |
| | type | name | label | save_to |
| | text | farm | Farm | |
| | begin_repeat | tree | Tree | |
| | text | kind | Kind | species |
| | end_repeat | | | |
| entities | | | | |
| | list_name | label | repeat | |
| | trees | ${kind} | ${tree} | |
"""
    )
    answers = {"farm": "云岭", "tree": [{"id": "1", "species": "茶"}, {"id": "2", "species": "栗"}]}
    xml = entities.with_ids(FormInstance(form, answers=answers).to_xml(), lambda dataset, number: f"e{number}")
    found = entities.changes_of(xml, form)
    assert [(one.dataset, one.values) for one in found] == [
        ("trees", {"species": "茶"}), ("trees", {"species": "栗"}),
    ]  # fmt: skip
    assert len({one.id for one in found}) == 2
