"""What the reference engines take in forms made by hand, and how they take it."""

from __future__ import annotations

import pytest

from commissioner_app.forms.errors import FormError
from tests.forms.builder import run


def test_references_without_a_slash_start_at_the_root() -> None:
    form = run(
        "<g><a/></g><b/>",
        '<bind nodeset="g/a" type="int" required="true()"/><bind nodeset="b" relevant="/data/g/a = 1"/>',
        '<group ref="g"><input ref="a"><label>A</label></input></group><input ref="b"><label>B</label></input>',
    )
    assert (form.node("/data/g/a").label, form.node("/data/g/a").type, form.node("/data/b").label) == ("A", "int", "B")
    assert form.node("/data/g/a").required
    assert not form.node("/data/b").relevant
    form.answer("/data/g/a", "1")
    assert form.node("/data/b").relevant


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ('<value form="short">s</value><value form="long">l</value>', "l"),
        ("<value>plain</value><value form='long'>l</value>", "l"),
        ("<value form='short'>s</value><value>plain</value>", "plain"),
        ("<value form='short'>s</value>", "s"),
        ("<value form='image'>jr://images/x.png</value>", ""),
    ],
)
def test_the_long_text_is_shown(values: str, shown: str) -> None:
    itext = f'<itext><translation lang="en"><text id="q">{values}</text></translation></itext>'
    form = run("<q/>", "", '<input ref="/data/q"><label ref="jr:itext(\'q\')"/></input>', itext)
    assert form.node("/data/q").label == shown


def test_a_group_without_reference_names_the_repeat_in_it() -> None:
    body = (
        '<group appearance="field-list"><label>Plots</label><repeat nodeset="/data/p"><input ref="/data/p/a"/>'
        "</repeat></group>"
    )
    form = run("<p><a/></p>", "", body)
    assert (form.node("/data/p").label, form.node("/data/p").appearances) == ("Plots", ("field-list",))
    assert form.node("/data/p[1]").label == "Plots"


@pytest.mark.parametrize(
    ("kind", "default", "value"),
    [
        ("string", "\n   Mei\n  ", "Mei"),
        ("int", "12 boxes", ""),
        ("int", "12.7", "12"),
        ("decimal", "1.50", "1.5"),
        ("decimal", "3", "3.0"),
        ("decimal", "0.12345678901234567890", "0.12345678901234567890"),
        ("date", "1900-01-01 00:00:00", ""),
        ("geopoint", "31.50 116 0 0", "31.5 116.0 0.0 0.0"),
        ("geotrace", "31.50 116 0 0;32 116.10 0 0", "31.5 116.0 0.0 0.0; 32.0 116.1 0.0 0.0"),
        ("geoshape", "north", ""),
    ],
)
def test_defaults_are_values_of_their_type(kind: str, default: str, value: str) -> None:
    form = run(f"<q>{default}</q>", f'<bind nodeset="/data/q" type="{kind}"/>', '<input ref="/data/q"/>')
    assert form.node("/data/q").value == value
    assert not form.problems()


def test_calculated_whole_numbers_have_no_point() -> None:
    form = run("<a/><q/>", '<bind nodeset="/data/q" type="decimal" calculate="6 div 4 * 2"/>')
    assert form.node("/data/q").value == "3"


LIST = "<instance id='l'><root><item><name>a</name></item><item><name>b</name></item></root></instance>"


@pytest.mark.parametrize(
    ("element", "default", "value"), [("select", "b  a", "b a"), ("select", "x a", "a"), ("select1", "x", "")]
)
def test_defaults_are_choices_of_their_list(element: str, default: str, value: str) -> None:
    body = f"<{element} ref='/data/q'><itemset nodeset=\"instance('l')/root/item\"><value ref='name'/></itemset></{element}>"
    form = run(f"<q>{default}</q>", "", body, LIST)
    assert form.node("/data/q").value == value


def test_an_answer_that_its_list_no_longer_has_is_not_lost() -> None:
    body = "<select1 ref='/data/q'><itemset nodeset=\"instance('l')/root/item\"><value ref='name'/></itemset></select1>"
    form = run("<q/>", "", body, LIST, answers={"q": "retired"})
    assert form.to_answers() == {"q": "retired"}


def test_first_load_reaches_every_instance_of_a_repeat() -> None:
    body = (
        '<group ref="/data/p"><repeat nodeset="/data/p"><input ref="/data/p/a">'
        '<setvalue event="odk-instance-first-load" ref="/data/p/a" value="position(..)"/></input></repeat></group>'
    )
    form = run("<p><a/></p><p><a/></p>", "", body)
    assert [form.node(f"/data/p[{i}]/a").value for i in (1, 2)] == ["1", "2"]


def test_an_action_beside_the_controls_does_nothing() -> None:
    form = run("<a/>", "", '<setvalue event="odk-instance-first-load" ref="/data/a">x</setvalue><input ref="/data/a"/>')
    assert form.node("/data/a").value == ""


def test_a_count_may_follow_what_stands_in_its_repeat() -> None:
    form = run(
        "<n/><p><last/></p>",
        '<bind nodeset="/data/n" type="int" '
        "calculate=\"if(count(/data/p) = 0 or indexed-repeat(/data/p/last, /data/p, count(/data/p)) = 'no', "
        'count(/data/p) + 1, count(/data/p))"/>',
        '<group ref="/data/p"><repeat nodeset="/data/p" jr:count="/data/n"><input ref="/data/p/last"/></repeat></group>',
    )
    assert form.node("/data/p").count == 1
    form.answer("/data/p[1]/last", "no")
    assert form.node("/data/p").count == 2
    form.answer("/data/p[2]/last", "yes")
    assert form.node("/data/p").count == 2


def test_a_count_that_never_settles_is_an_error() -> None:
    with pytest.raises(FormError) as error:
        run(
            "<n/><p><a/></p>",
            '<bind nodeset="/data/n" type="int" calculate="count(/data/p) + 1"/>',
            '<group ref="/data/p"><repeat nodeset="/data/p" jr:count="/data/n"><input ref="/data/p/a"/></repeat></group>',
        )
    assert error.value.code == "not_settling"


def test_an_empty_group_is_a_group() -> None:
    form = run("<g>\n  </g>", "", '<group ref="/data/g"><label>G</label></group>')
    assert (form.node("/data/g").kind, form.node("/data/g").label) == ("group", "G")


def test_a_repeat_without_template_begins_empty() -> None:
    body = '<group ref="/data/p"><repeat nodeset="/data/p"><input ref="/data/p/a"/></repeat></group>'
    form = run('<p kind="plot"><a>first</a></p>', "", body)
    form.add("/data/p")
    assert [form.node(f"/data/p[{i}]/a").value for i in (1, 2)] == ["first", ""]
    assert form.to_xml().count('<p kind="plot">') == 2


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ('<setvalue event="xforms-value-changed" ref="/data/b" value="">kept out</setvalue>', ""),
        ('<setvalue event="xforms-value-changed" ref="/data/b">2</setvalue>', "2.0"),
        ('<setvalue event="xforms-value-changed" ref="/data/b" value="1 + 1"/>', "2"),
    ],
)
def test_what_an_action_sets(action: str, value: str) -> None:
    form = run("<a/><b>7</b>", '<bind nodeset="/data/b" type="decimal"/>', f'<input ref="/data/a">{action}</input>')
    form.answer("/data/a", "x")
    assert form.node("/data/b").value == value
