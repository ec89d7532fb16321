"""``form run``: steps, outputs, and the batch protocol."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from commissioner_app.forms.commands import main
from commissioner_app.forms.run import run_batch
from tests.forms.builder import xform


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.xml"
    path.write_text(
        xform(
            "<a/><b/><r><v/></r>",
            '<bind nodeset="/data/a" type="int" required="true()"/><bind nodeset="/data/b" calculate="/data/a * 2"/>',
            '<input ref="/data/a"><label>甲</label></input><repeat nodeset="/data/r"><input ref="/data/r/v"/></repeat>',
        ),
        encoding="utf-8",
    )
    return path


def batch(*scenarios: object) -> list[dict[str, object]]:
    out = io.StringIO()
    run_batch(io.StringIO("".join(json.dumps(s) + "\n" for s in scenarios)), out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_batch(form: Path) -> None:
    steps = [
        {"set": "/data/a", "value": "21"},
        {"read": "/data/b"},
        {"add": "/data/r", "times": 2},
        {"count": "/data/r"},
        {"remove": "/data/r[2]"},
        {"count": "/data/r"},
        {"set": "/data/zzz", "value": "1"},
        {"jump": 1},
        {"choices": "/data/a"},
    ]
    (answer,) = batch({"form": str(form), "media": None, "steps": steps, "now": "2026-03-05T12:00:00+08:00"})
    notes = [step.get("note", "error" if "error" in step else None) for step in answer["steps"]]  # type: ignore[attr-defined]
    assert notes[1]["value"] == "42"
    assert notes[3:6] == [3, None, 2]
    assert notes[6:] == ["error", "error", []]
    assert answer["status"] == "valid"
    assert {node["ref"]: node["kind"] for node in answer["nodes"]}["/data/r"] == "repeat-range"  # type: ignore[attr-defined]
    assert "<b>42</b>" in str(answer["xml"])


def test_batch_goes_on_after_anything(form: Path, tmp_path: Path) -> None:
    answers = batch({"form": str(tmp_path / "no.xml")}, [], {"steps": []}, {"form": str(form), "dump": False})
    assert [answer["ok"] for answer in answers] == [False, False, False, True]
    assert "nodes" not in answers[3]


def test_one_form(form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    steps = tmp_path / "steps.json"
    steps.write_text(json.dumps([{"set": "/data/a", "value": "4"}]), encoding="utf-8")
    assert main(["form", "run", str(form), "--steps", str(steps), "--out", "xml"]) == 0
    assert "<a>4</a><b>8</b>" in capsys.readouterr().out
    assert main(["form", "run", str(form)]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "invalid"
    assert main(["form", "run"]) == 2
    assert main(["form", "run", str(tmp_path / "no.xml")]) == 1
