"""Random expressions in this engine and in JavaRosa: whatever both take must come out the same.

A short run belongs to the suite. A long one: ``DIFFERENTIAL_COUNT=20000 DIFFERENTIAL_SEED=7 pytest -m slow`` on this file.
"""

from __future__ import annotations

import math
import os
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from commissioner_app.forms.errors import FormError
from commissioner_app.forms.expression.compile import compile_text
from commissioner_app.forms.expression.moments import Moment
from commissioner_app.forms.expression.nodes import Row
from commissioner_app.forms.expression.values import Value, to_string
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.loading import load_xform
from commissioner_app.forms.run import do_step
from tests.forms.differential.conftest import zoned
from tests.forms.differential.expressions import FORM, PLACES, Made, Maker, steps
from tests.forms.differential.javarosa import JavaRosa
from tests.forms.expression.evaluating import value_in

SEED = int(os.environ.get("DIFFERENTIAL_SEED", "20260305"))
LONG = int(os.environ.get("DIFFERENTIAL_COUNT", "0"))
BATCH = 60
DEEPEST = 4


class Filled:
    """The form filled by the same steps on both sides, looked at from one place."""

    def __init__(self, javarosa: JavaRosa, path: Path, at: str, done: list[dict[str, Any]]) -> None:
        self.javarosa = javarosa
        self.path = path
        self.at = at
        self.done = done
        self.form = FormInstance(load_xform(FORM))
        for step in done:
            do_step(self.form, step)

    def theirs(self, sources: Sequence[str]) -> list[dict[str, Any]]:
        """The values in JavaRosa as a bind at that place sees them."""
        return self.javarosa.evaluate(self.path, self.at, sources, self.done)

    def ours(self, source: str) -> Value | FormError:
        """The value here."""
        return value_in(self.form, self.at, source)

    def smallest_difference(self, made: Made) -> str:
        """The shortest part of an expression that already differs, with both values."""
        parts = sorted({part.text for part in made.walk()}, key=len)
        for source, note in zip(parts, self.theirs(parts), strict=True):
            mine = self.ours(source)
            if not agree(mine, note):
                return f"{source} at {self.at}: here {mine!r}, JavaRosa {note}\n  in {made.text}\n  after {self.done}"
        return made.text


def agree(mine: Value | FormError, theirs: Mapping[str, Any]) -> bool:
    """Whether two values are the same; what JavaRosa refuses is not compared."""
    kind, value = theirs.get("kind"), theirs.get("value")
    if kind is None or isinstance(mine, FormError):
        return kind is None
    return {
        "boolean": lambda: mine is value,
        "date": lambda: isinstance(mine, Moment) and mine.at.date().isoformat() == str(value)[:10],
        "number": lambda: isinstance(mine, float) and _close(mine, float(str(value))),
        "nodes": lambda: _texts(mine) == (value or [""] * (mine == "")),
        "string": lambda: to_string(mine) == value,
    }[kind]()


def _texts(mine: Value) -> list[str]:
    """The texts of nodes, as JavaRosa gives them: those with children have none; ``coalesce`` gives a text here."""
    if not isinstance(mine, list):
        return [to_string(mine)]
    return ["" if isinstance(node, Row) or node.children else node.string_value() for node in mine]


def _close(one: float, other: float) -> bool:
    return (
        one == other or (math.isnan(one) and math.isnan(other)) or math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    )


@pytest.fixture
def form_file(tmp_path: Path) -> Path:
    """The form as a file."""
    path = tmp_path / "form.xml"
    path.write_text(FORM, encoding="utf-8")
    return path


def compare(javarosa: JavaRosa, form_file: Path, count: int, seed: int) -> tuple[list[str], Counter[str]]:
    """Compare so many expressions: the smallest differing part of each that differs, and what JavaRosa gave how often."""
    chance = random.Random(seed)
    tally = Counter[str]()
    found: list[str] = []
    for start in range(0, count, BATCH):
        at = PLACES[(start // BATCH) % len(PLACES)]
        maker = Maker(chance, inside="plot" in at)
        made = [maker.any(chance.randint(1, DEEPEST)) for _ in range(BATCH)]
        filled = Filled(javarosa, form_file, at, steps(chance))
        for one, note in zip(made, filled.theirs([m.text for m in made]), strict=True):
            tally[note.get("kind", "error")] += 1
            if not agree(filled.ours(one.text), note):
                found.append(filled.smallest_difference(one))
    return found, tally


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai"])
def test_random_expressions(javarosa_classes: str, form_file: Path, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with zoned(monkeypatch, zone), JavaRosa(javarosa_classes, zone) as javarosa:
        found, tally = compare(javarosa, form_file, 900, SEED)
    assert found == []
    # What JavaRosa refuses proves nothing: the generator must not lean on it.
    assert tally["error"] < tally.total() / 20


@pytest.mark.slow
@pytest.mark.skipif(not LONG, reason="a long run: set DIFFERENTIAL_COUNT, and DIFFERENTIAL_SEED for another one")
@pytest.mark.timeout(0)
@pytest.mark.parametrize("run", range(max(1, LONG // 1200)))
def test_many_random_expressions(javarosa: JavaRosa, form_file: Path, utc: None, run: int) -> None:
    assert compare(javarosa, form_file, 1200, SEED + 1 + run)[0] == []


def test_the_generator_makes_what_parses() -> None:
    chance = random.Random(SEED)
    scope = load_xform(FORM).scope
    for _ in range(300):
        compile_text(Maker(chance, inside=True).any(3).text, scope)
