"""The harness itself: it must do what the batch protocol says, or a comparison with it would prove nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from commissioner_app.forms.xlsform.conversion import to_xform
from tests.forms.builder import tables, xform
from tests.forms.differential.javarosa import JavaRosa

ORCHARD = """
| survey |
| | type | name | label::中文 | label::English | repeat_count | calculation | relevant | constraint | choice_filter | readonly |
| | integer | n | 几个 | How many | | | | . < 9 | | |
| | begin_repeat | plot | 地块 | Plot | | | | | | |
| | decimal | area | 面积 | Area | | | ${n} > 1 | | | |
| | begin_repeat | tree | 树 | Tree | | | | | | |
| | text | kind | 种类 | Kind of ${n} | | | | | | yes |
| | end_repeat | | | | | | | | | |
| | end_repeat | | | | | | | | | |
| | begin_repeat | box | 箱 | Box | ${n} | | | | | |
| | text | content | 内容 | Content | | | | | | |
| | end_repeat | | | | | | | | | |
| | calculate | total | | | | sum(${area}) | | | | |
| | select_one_from_file towns.csv | town | 乡镇 | Town | | | | | county = ${content2} | |
| | text | content2 | 县 | County | | | | | | |
"""
TOWNS = "name,label,county\nmeishan,梅山,jz\nmozi,磨子潭,hs\ntanghui,汤家汇,jz\n"


@pytest.fixture
def orchard(tmp_path: Path) -> Path:
    """The form as a file, its choice list beside it."""
    (tmp_path / "towns.csv").write_text(TOWNS, encoding="utf-8")
    path = tmp_path / "orchard.xml"
    path.write_text(to_xform(tables(ORCHARD)).xml, encoding="utf-8")
    return path


def test_steps_and_notes(javarosa: JavaRosa, orchard: Path) -> None:
    answer = javarosa.run(
        {
            "form": str(orchard),
            "dump": False,
            "steps": [
                {"set": "/data/n", "value": "3"},
                {"count": "/data/box"},
                {"add": "/data/plot"},
                {"add": "/data/plot[2]/tree", "times": 2},
                {"set": "/data/plot[1]/area", "value": "1.5"},
                {"set": "/data/plot[2]/area", "value": "2"},
                {"read": "/data/total"},
                {"remove": "/data/plot[1]"},
                {"count": "/data/plot"},
                {"count": "/data/plot[1]/tree"},
                {"read": "/data/total"},
                {"set": "/data/content2", "value": "jz"},
                {"choices": "/data/town"},
                {"set": "/data/n", "value": "12"},
                {"read": "/data/n"},
                {"read": "/data/nothing"},
            ],
        }
    )
    assert answer["ok"], answer
    notes = [step.get("note") for step in answer["steps"]]
    assert notes[1] == 3
    assert notes[6]["value"] == "3.5"
    assert notes[8] == 1
    assert notes[9] == 2
    assert notes[10]["value"] == "2"
    assert notes[12] == [["meishan", "梅山"], ["tanghui", "汤家汇"]]
    assert notes[14] == {
        "value": "12", "relevant": True, "readonly": False, "required": False, "constraintOk": False, "requiredOk": True,
    }  # fmt: skip
    assert "no node" in answer["steps"][15]["error"]


def test_the_description_of_all_nodes(javarosa: JavaRosa, orchard: Path) -> None:
    answer = javarosa.run({"form": str(orchard), "steps": [{"set": "/data/n", "value": "1"}]})
    nodes = {node["ref"]: node for node in answer["nodes"]}
    assert answer["languages"] == ["中文", "English"]
    assert answer["status"] == "valid"
    assert "<n>1</n>" in answer["xml"]
    assert not nodes["/data/plot[1]/area"]["relevant"]
    assert nodes["/data/plot[1]/tree[1]/kind"]["readonly"]
    assert nodes["/data/plot[1]/tree[1]/kind"]["labels"]["English"]["label"] == "Kind of 1"
    assert nodes["/data/box[1]"]["kind"] == "repeat-instance"


def test_expressions_are_seen_from_their_place(javarosa: JavaRosa, orchard: Path) -> None:
    steps = [{"add": "/data/plot"}, {"set": "/data/n", "value": "2"}, {"set": "/data/plot[2]/area", "value": "7"}]
    sources = ["/data/plot/area + 1", "position(..)", "../area = 7", "/data/plot", "1 div 0", "concat('a', 2)", "no("]
    found = javarosa.evaluate(orchard, "/data/plot[2]/area", sources, steps)
    assert [(note.get("kind"), note.get("value")) for note in found[:3]] == [
        ("number", "8.0"), ("number", "2.0"), ("boolean", True),
    ]  # fmt: skip
    assert found[3]["kind"] == "nodes"
    assert found[4:6] == [{"kind": "number", "value": "Infinity"}, {"kind": "string", "value": "a2"}]
    assert "error" in found[6]


def test_a_form_that_cannot_be_loaded(javarosa: JavaRosa, tmp_path: Path) -> None:
    path = tmp_path / "cycle.xml"
    binds = '<bind nodeset="/data/a" calculate="/data/b"/><bind nodeset="/data/b" calculate="/data/a"/>'
    path.write_text(xform("<a/><b/>", binds), encoding="utf-8")
    answer = javarosa.run({"form": str(path)})
    assert not answer["ok"]
    assert "Cycle" in answer["error"]
