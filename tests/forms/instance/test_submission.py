"""The submission: namespaces as in the blank form, what is left out, entities, editing."""

from __future__ import annotations

from lxml import etree

from tests.forms.builder import fill, run

ENTITY = """
| survey |
| | type | name | label | save_to | relevant |
| | text | host_name | Host | title | |
| | integer | area | Area | area_mu | |
| | text | other | Other | | ${area} > 10 |
| entities |
| | list_name | label |
| | host | ${host_name} |
"""


def test_entity_create() -> None:
    form = fill(ENTITY)
    form.answer("/data/host_name", "茶场")
    form.answer("/data/area", "12")
    root = etree.fromstring(form.to_xml())
    entity = next(node for node in root.iter() if node.tag.endswith("entity"))
    assert entity.get("dataset") == "host"
    assert entity.get("create") == "1"
    assert len(entity.get("id")) == 36
    assert entity[0].text == "茶场"
    assert form.node("/data/host_name").save_to == "title"
    assert form.to_answers() == {"title": "茶场", "area_mu": 12}
    assert etree.QName(entity).namespace == etree.QName(root).namespace


def test_entity_update_keeps_id() -> None:
    form = fill(ENTITY)
    first = form.to_xml()
    again = fill(ENTITY, edit=first)
    assert again.to_xml() == first


def test_left_out_and_kept() -> None:
    form = run(
        "<a/><b>x</b><r jr:template=''><v/></r><e/><meta><instanceID/></meta>",
        '<bind nodeset="/data/b" relevant="/data/a = 1"/><bind nodeset="/data/meta/instanceID" jr:preload="uid"/>',
        '<input ref="/data/a"/><input ref="/data/b"/><repeat nodeset="/data/r"><input ref="/data/r/v"/></repeat>',
    )
    root = etree.fromstring(form.to_xml())
    assert [etree.QName(child).localname for child in root] == ["a", "e", "meta"]
    assert root.get("id") == "t"
    assert root.get("version") == "1"
    assert root[-1][0].text.startswith("uuid:")


def test_instance_id_is_added_and_stays() -> None:
    form = run("<a/>", "", '<input ref="/data/a"/>')
    first = etree.fromstring(form.to_xml())
    assert first[-1].tag == "{http://openrosa.org/xforms}meta"
    form.answer("/data/a", "1")
    assert etree.fromstring(form.to_xml())[-1][0].text == first[-1][0].text


def test_prefixed_meta_stays_prefixed() -> None:
    form = run(
        "<a/><orx:meta><orx:instanceID/></orx:meta>", '<bind nodeset="/data/orx:meta/orx:instanceID" jr:preload="uid"/>'
    )
    assert "<orx:instanceID>uuid:" in form.to_xml()


def test_control_characters_do_not_break_the_xml() -> None:
    form = run("<a/>", "", '<input ref="/data/a"/>')
    form.answer("/data/a", "one\x00\x0btwo\n<&>三")
    assert etree.fromstring(form.to_xml())[0].text == "onetwo\n<&>三"


def test_edit_brings_repeats_back() -> None:
    sheet = """
    | survey |
    | | type | name | label |
    | | begin_repeat | r | R |
    | | text | v | V |
    | | end_repeat | | |
    """
    form = fill(sheet)
    form.answer("/data/r[1]/v", "one")
    form.add("/data/r")
    form.answer("/data/r[2]/v", "two")
    again = fill(sheet, edit=form.to_xml())
    assert [item["v"] for item in again.to_answers()["r"]] == ["one", "two"]
    assert again.to_xml() == form.to_xml()


def test_instance_name() -> None:
    form = fill("""
    | survey |
    | | type | name | label |
    | | text | who | Who |
    | settings |
    | | instance_name |
    | | concat('Visit: ', ${who}) |
    """)
    form.answer("/data/who", "Li")
    assert form.instance_name == "Visit: Li"
