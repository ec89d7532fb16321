"""Laws of the living form, on random forms of behaviour: recalculating only what depends on a change must come to the
same as starting over; undo, drafts and typed answers must bring back exactly what was.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commissioner_app.forms.errors import FormError
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.loading import load_xform
from commissioner_app.forms.run import describe
from tests.forms.builder import NOON, xform

FORM = load_xform(
    xform(
        "<show/><n/><g><a/><b/></g><plot jr:template=''><area/><kind/><tree jr:template=''><age/><old/></tree>"
        "<pos/><rank/><share/></plot><total/><trees/><first/><pick/><sub/><cnt/><box><v/></box><changed/>",
        '<bind nodeset="/data/show" type="string"/>'
        '<bind nodeset="/data/n" type="int" constraint=". &lt; 50" required="/data/show = \'yes\'"/>'
        '<bind nodeset="/data/g" relevant="/data/show = \'yes\'"/>'
        '<bind nodeset="/data/g/a" type="int" readonly="/data/n &gt; 10"/>'
        '<bind nodeset="/data/g/b" calculate="/data/g/a * 2 + /data/total" relevant="/data/n != 3"/>'
        '<bind nodeset="/data/plot" relevant="/data/n &lt; 40 or /data/n = \'\'"/>'
        '<bind nodeset="/data/plot/area" type="decimal"/>'
        '<bind nodeset="/data/plot/pos" calculate="position(..)"/>'
        '<bind nodeset="/data/plot/rank" calculate="count(../../plot[area &gt; current()/../area]) + 1"/>'
        '<bind nodeset="/data/plot/share" calculate="round(/data/plot/area div /data/total, 2)"/>'
        '<bind nodeset="/data/plot/tree/age" type="int" relevant="../../kind = \'wood\'"/>'
        "<bind nodeset=\"/data/plot/tree/old\" calculate=\"if(../age &gt; 100, concat(../../pos, ':', position(..)), '')\"/>"
        '<bind nodeset="/data/total" calculate="sum(/data/plot/area)"/>'
        '<bind nodeset="/data/trees" calculate="count(/data/plot/tree)"/>'
        '<bind nodeset="/data/first" calculate="indexed-repeat(/data/plot/area, /data/plot, 1)"/>'
        '<bind nodeset="/data/cnt" type="int"/>'
        '<bind nodeset="/data/box/v" type="string"/>',
        '<input ref="/data/show"/><input ref="/data/n"><label>N <output value="/data/total"/></label>'
        '<setvalue event="xforms-value-changed" ref="/data/changed" value="concat(/data/changed, \'x\')"/></input>'
        '<group ref="/data/g"><input ref="/data/g/a"/></group>'
        '<group ref="/data/plot"><repeat nodeset="/data/plot"><input ref="/data/plot/area"/><input ref="/data/plot/kind"/>'
        '<setvalue event="odk-new-repeat" ref="/data/plot/kind" value="/data/show"/>'
        '<group ref="/data/plot/tree"><repeat nodeset="/data/plot/tree"><input ref="/data/plot/tree/age"/></repeat></group>'
        "</repeat></group>"
        '<select1 ref="/data/pick"><itemset nodeset="instance(\'c\')/root/item"><value ref="name"/><label ref="label"/>'
        "</itemset></select1>"
        '<select ref="/data/sub"><itemset nodeset="instance(\'c\')/root/item[group = /data/pick or /data/n &gt; 20]">'
        '<value ref="name"/><label ref="label"/></itemset></select>'
        '<input ref="/data/cnt"/><group ref="/data/box"><repeat nodeset="/data/box" jr:count="/data/cnt">'
        '<input ref="/data/box/v"/></repeat></group>',
        '<instance id="c"><root><item><name>a</name><label>A</label><group>a</group></item>'
        "<item><name>b</name><label>B</label><group>a</group></item>"
        "<item><name>c</name><label>C</label><group>b</group></item></root></instance>",
    )
)

answers = st.one_of(
    st.tuples(st.just("set"), st.just("/data/show"), st.sampled_from(["yes", "no", ""])),
    st.tuples(st.just("set"), st.just("/data/n"), st.sampled_from(["", "3", "12", "30", "45", "60", "x"])),
    st.tuples(st.just("set"), st.just("/data/g/a"), st.sampled_from(["", "1", "7"])),
    st.tuples(st.just("set"), st.just("/data/pick"), st.sampled_from(["", "a", "b"])),
    st.tuples(st.just("set"), st.just("/data/sub"), st.sampled_from(["", "a", "a b", "c b a"])),
    st.tuples(st.just("set"), st.just("/data/cnt"), st.sampled_from(["", "0", "1", "3"])),
    st.tuples(
        st.just("set"), st.sampled_from([f"/data/box[{i}]/v" for i in (1, 2, 3)]), st.sampled_from(["p", "q", ""])
    ),
    st.tuples(st.just("add"), st.sampled_from(["/data/plot", "/data/plot[1]/tree", "/data/plot[2]/tree"]), st.none()),
    st.tuples(
        st.just("remove"), st.sampled_from(["/data/plot[1]", "/data/plot[2]", "/data/plot[1]/tree[1]"]), st.none()
    ),
    st.tuples(
        st.just("set"),
        st.sampled_from([f"/data/plot[{i}]/area" for i in (1, 2, 3)]),
        st.sampled_from(["", "1.5", "20"]),
    ),
    st.tuples(
        st.just("set"), st.sampled_from(["/data/plot[1]/kind", "/data/plot[2]/kind"]), st.sampled_from(["wood", ""])
    ),
    st.tuples(st.just("set"), st.just("/data/plot[1]/tree[1]/age"), st.sampled_from(["150", "7"])),
)


def start(**options: Any) -> FormInstance:
    return FormInstance(FORM, now=lambda: NOON, **options)


def perform(form: FormInstance, step: tuple[str, str, str | None]) -> bool:
    """Whether the step was possible."""
    action, ref, value = step
    try:
        if action == "set":
            form.answer(ref, value)
        elif action == "add":
            form.add(ref)
        else:
            form.remove(ref)
    except FormError:
        return False
    return True


def picture(form: FormInstance) -> dict[str, Any]:
    seen = describe(form)
    for node in seen["nodes"]:
        # What was refused is told at once and not kept in drafts.
        node.pop("message")
    return {"nodes": seen["nodes"], "xml": seen["xml"]}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(answers, max_size=25))
def test_incremental_equals_starting_over(steps: list[tuple[str, str, str | None]]) -> None:
    form = start()
    for step in steps:
        perform(form, step)
    again = start(saved=form.save())
    assert picture(again) == picture(form)
    # Every expression evaluated anew must change nothing.
    form._work.push_all(form._state.root)
    form._work.run()
    assert picture(form) == picture(again)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(answers, max_size=15))
def test_undo_goes_back_step_by_step(steps: list[tuple[str, str, str | None]]) -> None:
    form = start()
    pictures = [picture(form)]
    for step in steps:
        before = len(form._state.journal.steps)
        perform(form, step)
        if len(form._state.journal.steps) > before:
            pictures.append(picture(form))
    for expected in reversed(pictures[:-1]):
        form.undo()
        assert picture(form) == expected
    assert not form.undo()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(answers, max_size=15))
def test_changes_name_every_node_that_looks_different(steps: list[tuple[str, str, str | None]]) -> None:
    form = start()
    for action, ref, value in steps:
        before = {node["ref"]: node for node in describe(form)["nodes"]}
        try:
            changes = (
                form.answer(ref, value) if action == "set" else form.add(ref) if action == "add" else form.remove(ref)
            )
        except FormError:
            continue
        for node in describe(form)["nodes"]:
            moved = any(node["ref"].startswith(structure) for structure in changes.structure)
            if not moved and before.get(node["ref"]) != node:
                assert node["ref"] in changes.refs, (node, before.get(node["ref"]))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(answers, max_size=20))
def test_answers_come_back(steps: list[tuple[str, str, str | None]]) -> None:
    form = start()
    for step in steps:
        perform(form, step)
    given_back = start(answers=form.to_answers())
    once = given_back.to_answers()
    assert start(answers=once).to_answers() == once
