"""The recorded cases of the reference engines, where they are at hand: what is not right must have a reason.

The engines disagree among themselves. A case that contradicts what this engine follows is listed here by the shape of its
expression: ``CHOSEN`` where docs/forms.md says whom to follow, ``CONTRADICTED`` where another engine's tests demand the
opposite of the very same expression, or where the record lacks what decides the answer.
"""

from __future__ import annotations

import gzip
import json
import math
import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.forms.conformance_adapter import evaluate

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "xpath_cases.json.gz"
CASES = Path(os.environ.get("FORM_CASES", BESIDE))
_DAY = r"[\"']\d{4}-\d\d-\d\d[\"']"

CHOSEN = {
    "a text that is a date is one beside +, in whole days": rf"^(number\()?{_DAY} \+ 1",
    "a date as a number is whole local days": rf"date(-time)?\({_DAY}\)|^date\((-?\d+|\.)\)",
    "a text that looks like a date, or has an exponent, is no number": rf"^number\([\"']|^\.$|^int\(\"7\.9|^number\({_DAY}",
    "regex matches the whole text": r"^regex\(",
    "lengths and areas are not rounded, and are computed as JavaRosa does": r"^(distance|area)\((?!\"a?\"|\"5000)",
    "an invalid date is an error": r"^date(-time)?\((\"not|'nonsense|\"opv|true\(\)|number\('inv)",
    "what JavaRosa refuses is supported": r"^/(descendant::blah|cant//support|text\(\)|union)|^[a-z-]+\(\)$",
}
CONTRADICTED = {
    "halves are rounded up (JavaRosa; Web Forms and Enketo: away from zero)": r"^round\(",
    "True in capitals is true (JavaRosa)": r"^boolean-from-string\('True'\)",
    "a fence that is no shape is an error (JavaRosa)": r"^geofence\(\"0 0 0 0\", \"\"\)",
    "the area of no position is no number (Enketo)": r"^area\(\"",
    "once keeps nothing rather than NaN (Web Forms)": r"^once\(",
    "a seed that is a text is hashed (JavaRosa)": r"^randomize\(.*'a'\)",
    "two texts are equal as texts, also when both are dates (JavaRosa)": r"^\"2018-06-25\" = ",
    "a date as JavaScript prints it is no date (JavaRosa)": r"^format-date",
    "the language of the recorded test is not in the record": r"^jr:itext\(",
    "the order of namespaces among attributes is left open by XPath": r"namespace::\* \| id\('nss25'\)/attribute",
}


def recorded() -> Iterator[tuple[dict[str, Any], str]]:
    """Every recorded case with its document."""
    with gzip.open(CASES, "rt", encoding="utf-8") as source:
        index = json.load(source)
    for case in index["cases"]:
        yield case, index["docs"][case["doc"]]


def listed(expression: str, reasons: dict[str, str]) -> str:
    """The reason that covers an expression; "" for none."""
    return next((reason for reason, shape in reasons.items() if re.search(shape, expression)), "")


def is_right(case: dict[str, Any], xml: str) -> bool:
    """Whether this engine answers a case as recorded."""
    try:
        got = evaluate(xml, case["context"], case["expr"], case["kind"], case)
        return case["kind"] != "error" and _same(case, got)
    except Exception:  # noqa: BLE001 - an expected error of any class
        return bool(case["kind"] == "error")


def _same(case: dict[str, Any], got: Any) -> bool:
    expected, kind = case["expected"], case["kind"]
    if case.get("volatile"):
        return True
    if kind == "number":
        want = float(expected)
        return (math.isnan(want) and math.isnan(got)) or want == got or abs(want - got) <= 1e-12 * max(1, abs(want))
    if kind == "regex":
        return re.search(expected[1 : expected.rindex("/")], got) is not None
    if kind in ("boolean", "string"):
        return bool(got == expected)
    wanted = [] if expected is None else [expected] if isinstance(expected, dict) else expected
    texts = [node["text"] for node in wanted]
    short = [text[:300] for text in got][: 1 if kind == "node" else None]
    return short == texts if kind == "nodes-ordered" else sorted(short) == sorted(texts)


@pytest.mark.skipif(not CASES.exists(), reason="the recorded cases are not on this machine")
def test_expression_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    tally: Counter[str] = Counter()
    wrong: list[str] = []
    for case, xml in recorded():
        if case.get("tz") and os.environ.get("TZ") != case["tz"]:
            monkeypatch.setenv("TZ", case["tz"])
            time.tzset()
        if is_right(case, xml):
            tally["right"] += 1
        elif listed(case["expr"], CHOSEN):
            tally["chosen"] += 1
        elif listed(case["expr"], CONTRADICTED):
            tally["contradicted"] += 1
        else:
            wrong.append(f"{case['id']} {case['expr']} expected {case['expected']}")
    monkeypatch.undo()
    time.tzset()
    assert wrong == []
    assert tally["right"] / (tally.total() - tally["chosen"]) >= 0.99
    assert tally["contradicted"] <= 40


@pytest.mark.skipif(not CASES.exists(), reason="the recorded cases are not on this machine")
def test_lengths_and_areas_are_near_the_recorded_ones() -> None:
    measured = [
        (case, evaluate(xml, case["context"], case["expr"], "number", case))
        for case, xml in recorded()
        if re.match(CHOSEN["lengths and areas are not rounded, and are computed as JavaRosa does"], case["expr"])
        and case["kind"] == "number"
        and case["expected"] != "NaN"
    ]
    assert len(measured) > 40
    assert [case["expr"] for case, got in measured if not math.isclose(got, case["expected"], rel_tol=1e-4)] == []


@pytest.mark.skipif(not CASES.exists(), reason="the recorded cases are not on this machine")
def test_no_reason_is_idle() -> None:
    expressions = [case["expr"] for case, _ in recorded()]
    for shape in (*CHOSEN.values(), *CONTRADICTED.values()):
        assert any(re.search(shape, expression) for expression in expressions), shape
