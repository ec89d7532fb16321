"""Entities in a submission: created or updated by what is chosen, with the versions that the list of entities holds."""

from __future__ import annotations

from typing import Any

from lxml import etree

from commissioner_app.forms.instance.form import FormInstance
from tests.forms.builder import definition

SHEET = """
| survey |
| | type | name | label | save_to |
| | select_one_from_file hosts.csv | host | Host | |
| | text | phone | Phone | hosts#phone |
| | begin_repeat | tree | Tree | |
| | text | kind | Kind | trees#kind |
| | end_repeat | | | |
| entities |
| | list_name | entity_id | label | update_if | create_if |
| | hosts | coalesce(${host}, uuid()) | ${phone} | ${host} != '' | ${host} = '' |
| | trees | | ${kind} | | |
"""
HOSTS = b"name,label,phone,__version,__trunkVersion,__branchId\nh1,Mei,1,7,5,b-1\nh2,Li,2,3,,\n"


def entities(form: FormInstance) -> list[Any]:
    """All entities of the submission, in document order."""
    return [found for found in etree.fromstring(form.to_xml()).iter() if etree.QName(found).localname == "entity"]


def facts(entity: Any) -> tuple[str, str, str, str, str]:
    return (
        "create"
        if entity.get("create") in ("1", "true")
        else "update"
        if entity.get("update") in ("1", "true")
        else "",
        entity.get("id"),
        entity.get("baseVersion"),
        entity.get("trunkVersion"),
        entity.get("branchId"),
    )


def test_created_or_updated_by_the_choice() -> None:
    sheet = SHEET.replace("trees#kind", "").replace("hosts#", "").replace("| | trees | | ${kind} | | |", "")
    form = FormInstance(definition(sheet, {"hosts.csv": HOSTS}))
    form.answer("/data/phone", "13")
    (new,) = entities(form)
    assert facts(new)[0] == "create" and len(facts(new)[1]) == 36
    form.answer("/data/host", "h1")
    assert [facts(entity) for entity in entities(form)] == [("update", "h1", "7", "5", "b-1")]
    form.answer("/data/host", "h2")
    assert [facts(entity) for entity in entities(form)] == [("update", "h2", "3", "", "")]


def test_one_for_every_instance_of_a_repeat_beside_another_list() -> None:
    form = FormInstance(definition(SHEET, {"hosts.csv": HOSTS}))
    form.answer("/data/tree[1]/kind", "oak")
    form.add("/data/tree")
    form.answer("/data/tree[2]/kind", "tea")
    found = entities(form)
    assert sorted(entity.get("dataset") for entity in found) == ["hosts", "trees", "trees"]
    trees = [entity for entity in found if entity.get("dataset") == "trees"]
    assert [entity[0].text for entity in trees] == ["oak", "tea"]
    assert len({entity.get("id") for entity in trees} - {""}) == 2
