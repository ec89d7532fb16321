"""Random patterns here and in Java: what is a pattern there matches the same texts here.

What Java refuses, such as an open brace that repeats nothing, may be taken literally here, as JavaScript does.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest

from commissioner_app.forms.errors import ExpressionError
from commissioner_app.forms.expression.regexes import pattern
from tests.forms.builder import xform
from tests.forms.differential.javarosa import JavaRosa

SEED = int(os.environ.get("DIFFERENTIAL_SEED", "20260305"))
LONG = int(os.environ.get("DIFFERENTIAL_COUNT", "0"))
BATCH = 200
ATOMS = (
    "a", "b", "A", "1", "_", " ", "-", "é", "梅", ".", r"\.", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"\h", r"\-", r"\t",
    "[a-c]", "[^a-c]", r"[\d_]", r"[^\w-]", "[a-z&&[^b]]", "[a[1-3]]", "[+--]", "[|]", "[.+*]", r"[\p{L}1]", "[^]]", "[]a]",
    r"\p{L}", r"\P{L}", r"\pL", r"\p{Lu}", r"\p{IsHan}", r"\p{Alpha}", r"\P{Alpha}", r"\p{Punct}", r"\p{Alnum}", r"\p{Upper}",
    r"\p{InCJKUnifiedIdeographs}", r"\p{javaUpperCase}", r"\x41", r"\x{62}", r"\u0041", r"\0101", r"\Qa.\E", r"\cI", r"\{",
    "^", "$", r"\b", "(?=a)", "(?!b)", "(?<=a)", "(?i)", "(?:)", "}", "]", r"\p{No}",
)  # fmt: skip
BROKEN = ("{", "(", "[z-a]", r"\p{Nope}", r"\q", "a{,2}", "a**")
UNREPEATED = ("^", "$", r"\b", "(?=a)", "(?!b)", "(?<=a)", "(?i)", "(?:)")
QUANTIFIERS = ("", "", "", "?", "*", "+", "{2}", "{1,}", "{0,2}", "??", "*?", "++", "?+", "{1,2}?")
LETTERS = "aabbcA1_ -é梅.+\t|]{"


def a_pattern(chance: random.Random, depth: int = 2) -> str:
    """Pieces one after the other, some of them groups or alternatives."""
    pieces = []
    for _ in range(chance.randint(1, 3)):
        atom = chance.choice(ATOMS if chance.random() < 0.97 else BROKEN)
        if depth and chance.random() < 0.3:
            opening = chance.choice(("(", "(?:", "(?>", "(?i:", "(?s:"))
            atom = f"{opening}{a_pattern(chance, depth - 1)}{chance.choice(('', '|' + chance.choice(ATOMS)))})"
        pieces.append(atom if atom in UNREPEATED else atom + chance.choice(QUANTIFIERS))
    return "".join(pieces)


def matches(source: str, text: str) -> bool | None:
    """Whether the whole text matches; None for what is no pattern."""
    try:
        return pattern(source).matches(text)
    except ExpressionError as error:
        assert error.code == "argument_bad"
        return None


def differences(javarosa: JavaRosa, form: Path, count: int, seed: int) -> tuple[list[str], Counter[object]]:
    """Pattern, text and both answers, for all that differ; and how often Java said what."""
    chance = random.Random(seed)
    found, tally = [], Counter[object]()
    for _ in range(0, count, BATCH):
        pairs = [
            (a_pattern(chance), "".join(chance.choices(LETTERS, k=chance.choice((0, 1, 1, 1, 2, 2, 3)))))
            for _ in range(BATCH)
        ]
        sources = [f"regex('{text}', '{source}')" for source, text in pairs]
        for (source, text), note in zip(pairs, javarosa.evaluate(form, "/data/a", sources), strict=True):
            mine = matches(source, text)
            tally[note.get("value")] += 1
            # Whether capitals as a class take small letters when case does not matter differs between JDKs.
            unclear = "(?i" in source and ("Lu}" in source or "Upper" in source)
            if "value" in note and mine is not note["value"] and not unclear:
                found.append(f"{source}  {text!r}: here {mine}, Java {note}")
    return found, tally


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A form to stand in."""
    path = tmp_path / "form.xml"
    path.write_text(xform("<a/>"), encoding="utf-8")
    return path


def test_random_patterns(javarosa: JavaRosa, form: Path) -> None:
    found, tally = differences(javarosa, form, 2000, SEED)
    assert found == []
    # Enough must be patterns, and enough of those match, or nothing would be shown.
    assert tally[None] < 300
    assert tally[True] > 250


@pytest.mark.slow
@pytest.mark.skipif(not LONG, reason="a long run: set DIFFERENTIAL_COUNT, and DIFFERENTIAL_SEED for another one")
@pytest.mark.timeout(0)
def test_many_random_patterns(javarosa: JavaRosa, form: Path) -> None:
    assert differences(javarosa, form, LONG, SEED + 1)[0] == []
