"""All forms of a folder at first load, in this engine and in JavaRosa.

``FORM_CORPUS=FOLDER pytest -m slow`` on this file; the forms (.xml, with their lists beside them) are not part of the project.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from commissioner_app.forms.run import answer_line
from tests.forms.differential.javarosa import JavaRosa
from tests.forms.differential.test_forms import differences

CORPUS = os.environ.get("FORM_CORPUS", "")
LOADED, AGREE = 0.98, 0.93
"""Lists in random order, and what ``docs/forms.md`` says is done otherwise here, count as differing."""
VOLATILE = re.compile(
    r"\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}\b|\b\d+\.\d{8,}"
)


def steady(told: Any) -> Any:
    """Without what is another value each time: moments, ids, random numbers."""
    if isinstance(told, str):
        return VOLATILE.sub("…", " ".join(told.split()))
    if isinstance(told, list):
        return [steady(one) for one in told]
    return {key: steady(one) for key, one in told.items()} if isinstance(told, dict) else told


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS, reason="a folder of forms must be named by FORM_CORPUS")
@pytest.mark.timeout(0)
def test_a_corpus_agrees_at_first_load(javarosa: JavaRosa, capsys: pytest.CaptureFixture[str]) -> None:
    theirs_load = ours_load = agree = 0
    found: list[str] = []
    for path in sorted(Path(CORPUS).rglob("*.xml")):
        scenario = {"form": str(path), "media": str(path.parent), "steps": [], "dump": True}
        theirs = javarosa.run(scenario)
        if not theirs["ok"]:
            continue
        theirs_load += 1
        ours = answer_line(json.dumps(scenario))
        if not ours["ok"]:
            found.append(f"{path}: {ours['error']}")
            continue
        ours_load += 1
        told = list(differences(steady(ours), steady(theirs)))
        agree += not told
        found += [f"{path}: {line[:300]}" for line in told[:3]]
    with capsys.disabled():
        lines = [f"{theirs_load} load in JavaRosa, {ours_load} here, {agree} agree", *found]
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert ours_load >= LOADED * theirs_load
    assert agree >= AGREE * ours_load
