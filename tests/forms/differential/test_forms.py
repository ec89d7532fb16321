"""Random forms filled at random in this engine and in JavaRosa: nodes, texts, choices and submission must be the same.

A short run belongs to the suite. A long one: ``DIFFERENTIAL_COUNT=2000 DIFFERENTIAL_SEED=7 pytest -m slow`` on this file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from commissioner_app.forms.run import run_scenario
from commissioner_app.forms.xlsform.conversion import to_xform
from tests.forms.differential.forms import FormMaker
from tests.forms.differential.javarosa import JavaRosa

SEED = int(os.environ.get("DIFFERENTIAL_SEED", "20260305"))
LONG = int(os.environ.get("DIFFERENTIAL_COUNT", "0"))
SHORT = 40
FACTS = ("relevant", "required", "readonly", "constraintOk", "label", "hint")
SAME = {"true": "1", "false": "0"}


def plain(ref: str) -> str:
    """A reference without prefixes."""
    return "/".join(part.rpartition(":")[2] for part in ref.split("/"))


def differences(ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[str]:
    """What differs between two answers to one scenario; ours first."""
    for number, (mine, other) in enumerate(zip(ours["steps"], theirs["steps"], strict=True)):
        if ("error" in mine) != ("error" in other):
            yield f"step {number}: {mine} {other}"
    here = {plain(node["ref"]): node for node in ours["nodes"] if node["kind"] != "repeat-range"}
    there = {plain(node["ref"]): node for node in theirs["nodes"]}
    for ref in sorted(here.keys() ^ there.keys()):
        if not ref.endswith("/instanceID"):
            yield f"{ref} is only {'here' if ref in here else 'there'}"
    for ref in sorted(here.keys() & there.keys()):
        if not ref.endswith("/instanceID"):
            yield from _node(ref, here[ref], there[ref])
    if tree(ours["xml"]) != tree(theirs["xml"]):
        yield f"submission: {ours['xml']} {theirs['xml']}"


def _node(ref: str, mine: dict[str, Any], other: dict[str, Any]) -> Iterator[str]:
    if "value" in other and shown(mine.get("value")) != shown(other["value"]):
        yield f"{ref} value: {mine.get('value')!r} {other['value']!r}"
    for fact in FACTS:
        # What is not asked has no state or text worth comparing but that; JavaRosa calls the root as a group in it is called.
        if fact == "label" and mine["kind"] == "root":
            continue
        if fact in other and (fact == "relevant" or other["relevant"]) and trimmed(mine[fact]) != trimmed(other[fact]):
            yield f"{ref} {fact}: {mine[fact]!r} {other[fact]!r}"
    if other["relevant"] and other.get("choices", []) != mine["choices"]:
        yield f"{ref} choices: {mine['choices']} {other['choices']}"


def shown(value: Any) -> str:
    """Yes and no are written in two ways."""
    return SAME.get(str(value or ""), str(value or ""))


def trimmed(fact: Any) -> Any:
    """The converter puts a space around outputs; here they go at the ends of a text."""
    return fact.strip() if isinstance(fact, str) else fact


def tree(xml: str) -> Any:
    """A submission without its id and its end, which are other ones each time."""

    def part(element: Any) -> Any:
        children = [part(child) for child in element if isinstance(child.tag, str)]
        # A missing id is added here; the end of a filling is set where a filling ends.
        told = [child for child in children if child[0] not in ("instanceID", "end") and child != ("meta", "")]
        return etree.QName(element).localname, told or shown(element.text)

    return part(etree.fromstring(xml.encode()))


def compare(javarosa: JavaRosa, folder: Path, seed: int) -> list[str]:
    """The differences that one seed's form and filling show."""
    maker = FormMaker(seed)
    path = folder / f"made{seed}.xml"
    path.write_text(to_xform(maker.tables()).xml, encoding="utf-8")
    scenario = {"form": str(path), "media": None, "steps": maker.steps(15), "dump": True}
    ours, theirs = run_scenario(scenario), javarosa.run(scenario)
    assert theirs["ok"], theirs
    found = list(differences(ours, theirs))
    return [f"seed {seed}: {line}\n  after {scenario['steps']}" for line in found]


def run(javarosa: JavaRosa, folder: Path, count: int) -> None:
    """Compare so many forms, from the seed on."""
    found = [line for seed in range(SEED, SEED + count) for line in compare(javarosa, folder, seed)]
    assert not found, "\n".join(found[:40])


def test_made_forms_agree(javarosa: JavaRosa, tmp_path: Path) -> None:
    run(javarosa, tmp_path, SHORT)


@pytest.mark.slow
@pytest.mark.skipif(not LONG, reason="a long run needs DIFFERENTIAL_COUNT")
@pytest.mark.timeout(0)
def test_many_made_forms_agree(javarosa: JavaRosa, tmp_path: Path) -> None:
    run(javarosa, tmp_path, LONG)
