"""Recorded cases that this engine answers otherwise because it follows JavaRosa: JavaRosa must say the same today."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.forms.builder import run, xform
from tests.forms.differential.conftest import zoned
from tests.forms.differential.javarosa import JavaRosa
from tests.forms.differential.test_expressions import agree
from tests.forms.expression.evaluating import value_in
from tests.forms.test_conformance import CASES, CHOSEN, CONTRADICTED, is_right, listed, recorded

ZONE = "America/Phoenix"
FOLLOWED = ("whole local days", "JavaRosa)", "computed as JavaRosa", "whole text", "no number")


@pytest.mark.skipif(not CASES.exists(), reason="the recorded cases are not on this machine")
def test_listed_cases_follow_javarosa(javarosa_classes: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zoned(monkeypatch, ZONE):
        assert _differences(javarosa_classes, tmp_path) == []


def _differences(javarosa_classes: str, tmp_path: Path) -> list[str]:
    reasons = {**CHOSEN, **CONTRADICTED}
    sources = sorted(
        {
            case["expr"]
            for case, xml in recorded()
            if case["context"] == "/"
            and case["tz"] == ZONE
            and not is_right(case, xml)
            and any(word in listed(case["expr"], reasons) for word in FOLLOWED)
        }
    )
    form = tmp_path / "form.xml"
    form.write_text(xform("<a/>"), encoding="utf-8")
    with JavaRosa(javarosa_classes, ZONE) as javarosa:
        notes = javarosa.evaluate(form, "/data/a", sources)
    filling = run("<a/>")
    assert len(sources) > 40
    return [
        f"{source}: here {mine!r}, JavaRosa {note}"
        for source, note in zip(sources, notes, strict=True)
        if not agree(mine := value_in(filling, "/data/a", source), note)
    ]
