"""Repeats: own instance, sums over all, counts, nesting, ids that stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from commissioner_app.forms.errors import AnswerError
from tests.forms.builder import fill, run

PLOTS = """
| survey |
| | type | name | label | repeat_count | calculation | relevant | default |
| | integer | n | How many | | | | |
| | begin_repeat | plot | Plot | | | | |
| | decimal | area | Area | | | | |
| | calculate | place | | | position(..) | | |
| | calculate | share | | | round(${area} div ${total}, 2) | | |
| | begin_repeat | tree | Tree | | | | |
| | text | kind | Kind | | | ${area} > 1 | ${area} |
| | end_repeat | | | | | | |
| | end_repeat | | | | | | |
| | calculate | total | | | sum(${area}) | | |
| | calculate | second | | | indexed-repeat(${area}, ${plot}, 2) | | |
| | calculate | plots | | | count(${plot}) | | |
| | begin_repeat | box | Box | ${n} | | | |
| | text | content | Content | | | | |
| | end_repeat | | | | | | |
"""


def test_each_instance_sees_its_own_and_totals_see_all() -> None:
    form = fill(PLOTS)
    form.answer("/data/plot[1]/area", "1")
    form.add("/data/plot")
    changes = form.answer("/data/plot[2]/area", "3")
    assert form.node("/data/total").value == "4"
    assert form.node("/data/plots").value == "2"
    assert form.node("/data/second").value == "3"
    assert [form.node(f"/data/plot[{i}]/share").value for i in (1, 2)] == ["0.25", "0.75"]
    assert {"/data/total", "/data/plot[1]/share", "/data/plot[2]/share"} <= changes.refs


def test_removing_moves_positions_and_totals() -> None:
    form = fill(PLOTS)
    for i, area in enumerate(("1", "2", "4"), start=1):
        if i > 1:
            form.add("/data/plot")
        form.answer(f"/data/plot[{i}]/area", area)
    changes = form.remove("/data/plot[1]")
    assert changes.structure == {"/data/plot"}
    assert [form.node(f"/data/plot[{i}]/place").value for i in (1, 2)] == ["1", "2"]
    assert form.node("/data/total").value == "6"
    form.undo()
    assert form.node("/data/plot[1]/area").value == "1.0"
    assert form.node("/data/total").value == "7"


def test_count_hides_and_gives_back() -> None:
    form = fill(PLOTS)
    assert form.node("/data/box").count == 1
    assert form.node("/data/box").fixed
    form.answer("/data/n", "3")
    form.answer("/data/box[3]/content", "kept")
    form.answer("/data/n", "1")
    assert form.node("/data/box").count == 1
    assert "kept" not in form.to_xml()
    again = fill(PLOTS, saved=form.save())
    for filling in (form, again):
        filling.answer("/data/n", "3")
        assert filling.node("/data/box[3]/content").value == "kept"
    with pytest.raises(AnswerError, match="decided by the form"):
        form.add("/data/box")


def test_nested_and_screen_tree() -> None:
    form = fill(PLOTS)
    form.answer("/data/plot[1]/area", "2")
    form.add("/data/plot[1]/tree")
    plot_range = form.node("/data/plot")
    assert plot_range.kind == "repeat-range"
    assert plot_range.label == "Plot"
    plot = plot_range.children[0]
    assert plot.kind == "repeat-instance"
    assert plot.parent is plot_range
    tree = next(child for child in plot.children if child.name == "tree")
    assert (tree.kind, tree.count) == ("repeat-range", 2)
    assert tree.children[1].ref == "/data/plot[1]/tree[2]"
    assert tree.children[1].children[0].answer_key == "kind"
    assert tree.children[1].children[0].value == "2"
    assert form.node("/data/plot[1]") is plot


def test_item_ids_stay() -> None:
    form = fill(PLOTS)
    form.answer("/data/plot[1]/area", "2")
    items = form.to_answers()["plot"]
    again = fill(PLOTS, answers=form.to_answers())
    again.answer("/data/plot[1]/area", "5")
    assert again.to_answers()["plot"][0]["id"] == items[0]["id"]
    assert again.to_answers()["plot"][0]["area"] == 5.0


def test_a_question_named_id_does_not_take_the_place_of_the_item_id() -> None:
    form = run("<r><id>x</id></r>", "", '<repeat nodeset="/data/r"><input ref="/data/r/id"/></repeat>')
    (item,) = form.to_answers()["r"]
    assert item["./id"] == "x"
    assert len(item["id"]) == 36


def test_a_repeat_is_not_answered() -> None:
    form = fill(PLOTS)
    calls: list[Callable[[], object]] = [
        lambda: form.answer("/data/plot[1]", "x"),
        lambda: form.answer("/data/nowhere", "x"),
        lambda: form.add("/data/n"),
        lambda: form.remove("/data/plot[9]"),
    ]
    for call in calls:
        with pytest.raises(AnswerError):
            call()


def test_many_instances_do_not_slow_an_answer_down() -> None:
    form = run(
        "<r jr:template=''><a>0</a><b/></r><t/>",
        '<bind nodeset="/data/r/b" calculate="/data/r/a + 1"/><bind nodeset="/data/t" calculate="sum(/data/r/a)"/>',
        '<repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat>',
    )
    for _ in range(100):
        form.add("/data/r")
    changes = form.answer("/data/r[50]/a", "5")
    assert changes.refs == {"/data/r[50]/a", "/data/r[50]/b", "/data/t"}
