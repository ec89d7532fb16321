"""No answer takes the place of another, however a form names its entity properties."""

from __future__ import annotations

from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.loading import load_xform
from tests.forms.builder import xform


def saved(path: str, name: str) -> str:
    return f'<bind nodeset="/data/{path}" type="string" entities:saveto="{name}"/>'


def roundtrip(fields: str, binds: str, values: dict[str, str], more: str = "") -> dict[str, object]:
    """The answers to these values, which fill the form again to the same submission."""
    form = load_xform(xform(fields, binds, more))
    instance = FormInstance(form)
    for ref, value in values.items():
        instance.answer(ref, value)
    answers = instance.to_answers()
    again = FormInstance(form, answers=answers)
    assert {ref: again.node(ref).value for ref in values} == values
    return answers


def test_a_property_called_like_another_question() -> None:
    fields, values = "<name/><full/>", {"/data/name": "short", "/data/full": "long"}
    assert roundtrip(fields, saved("full", "name"), values) == {"./name": "short", "name": "long"}


def test_two_entities_with_a_property_of_one_name() -> None:
    fields = "<farm><name/></farm><owner><name/></owner>"
    binds = saved("farm/name", "name") + saved("owner/name", "name")
    values = {"/data/farm/name": "云岭", "/data/owner/name": "汪"}
    assert roundtrip(fields, binds, values) == {"name": "云岭", "owner/name": "汪"}


def test_a_path_that_is_a_property_too() -> None:
    fields, binds = "<a/><b/><c/>", saved("a", "b") + saved("c", "b")
    values = {"/data/a": "1", "/data/b": "2", "/data/c": "3"}
    assert roundtrip(fields, binds, values) == {"b": "1", "./b": "2", "c": "3"}


def test_forms_without_properties_keep_their_paths() -> None:
    assert roundtrip("<g><a/></g><b/>", "", {"/data/g/a": "1", "/data/b": "2"}) == {"g/a": "1", "b": "2"}


def test_parts_of_repeats_are_apart() -> None:
    fields = '<name/><tree jr:template=""><name/><kind/></tree>'
    binds = saved("tree/kind", "name") + saved("name", "name")
    body = '<repeat nodeset="/data/tree"><input ref="/data/tree/name"/><input ref="/data/tree/kind"/></repeat>'
    form = FormInstance(load_xform(xform(fields, binds, f"<group>{body}</group>")))
    form.add("/data/tree")
    form.answer("/data/name", "x")
    form.answer("/data/tree[1]/name", "y")
    form.answer("/data/tree[1]/kind", "z")
    answers = form.to_answers()
    (item,) = answers["tree"]
    assert answers["name"] == "x" and (item["./name"], item["name"]) == ("y", "z")
