"""Agreements, yearly assessments and observed values against their usual ranges (domain.md 2.4, 2.5, 3; V30)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from commissioner_app.domain.assessment import DECLARED, LARGEST, SUMS
from commissioner_app.domain.codelists import Item
from commissioner_app.domain.kind import Answers, Kind
from commissioner_app.domain.rules.reading import items, number, text
from commissioner_app.domain.rules.rule import Context, Problem, Rule, Words
from commissioner_app.domain.units import decimal_of

AGREEMENT: Final = frozenset({"agreement"})
ASSESSMENT: Final = frozenset({"assessment"})
OBSERVED: Final = "obs_"


def declared_differs(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V30: what is declared is not what the ledger holds, and nobody says why."""
    if text(answers, "diff_reason"):
        return
    for declared, ledger in zip(DECLARED, SUMS, strict=True):
        given, summed = number(answers, declared.name), number(answers, ledger.name)
        if given is not None and summed is not None and given != summed:
            yield Problem(declared.name, {"label": Words(declared.zh, declared.en), "given": given, "ledger": summed})


def counter_too_large(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """A01: a counter beyond what the form can hold."""
    for field in DECLARED:
        given = number(answers, field.name)
        if given is not None and given > LARGEST:
            yield Problem(field.name, {"label": Words(field.zh, field.en), "most": LARGEST})


def grade_missing(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """A02: accepted without a grade."""
    if context.action == "approve" and not text(answers, "grade"):
        yield Problem("grade")


def unsigned(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """A03: handed in as signed, with neither a scan nor the signatures of both sides."""
    signed = answers.get("scan") or (answers.get("sign_a") and answers.get("sign_b"))
    if context.action == "submit" and not signed:
        yield Problem("scan")


def term_turned(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """A04: the term ends before it begins."""
    start, end = text(answers, "term_from"), text(answers, "term_to")
    if start and end and end <= start:
        yield Problem("term_to")


def third_party_missing(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """A05: an agreement of three parties that names two."""
    if text(answers, "agr_kind") == "AK1":
        for name in ("party_c", "rights_c"):
            if not text(answers, name):
                yield Problem(name)


def beyond_usual(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """R07: an observed number outside of its usual range (list L_RANGE: block, field, low, high); asks, never forbids."""
    ranges = context.lists.get("L_RANGE") if context.lists else None
    if ranges is None:
        return
    by_field: dict[str, list[Item]] = {}
    for item in ranges.items:
        by_field.setdefault(item.extra.get("field", ""), []).append(item)
    for key, name, value in _numbers(answers):
        for item in by_field.get(name, ()):
            if key.startswith(item.extra.get("block", "")) and _outside(value, item):
                low, high = item.extra.get("low", ""), item.extra.get("high", "")
                yield Problem(key, {"label": Words(item.zh, item.en), "range": f"{low}–{high}".strip("–")})


def _numbers(answers: Answers) -> Iterator[tuple[str, str, Any]]:
    """(key of the answer, name of the question, value) of everything observed, inside repeats too."""
    for key, value in answers.items():
        if key.startswith(OBSERVED):
            yield key, key.rsplit("/", 1)[-1], value
            inner: list[Mapping[str, Any]] = items(answers, key)
            yield from ((key, name, one) for item in inner for name, one in item.items())


def _outside(value: Any, item: Item) -> bool:
    given = decimal_of(value)
    low, high = _limit(item, "low"), _limit(item, "high")
    return given is not None and ((low is not None and given < low) or (high is not None and given > high))


def _limit(item: Item, name: str) -> Decimal | None:
    """A limit of the list; None where its cell is empty or no number (lists are data that counties change)."""
    try:
        return Decimal(item.extra.get(name) or "")
    except InvalidOperation:
        return None


RULES = (
    Rule("V30", "W", declared_differs, ASSESSMENT),
    Rule("A01", "E", counter_too_large, ASSESSMENT),
    Rule("A02", "E", grade_missing, ASSESSMENT),
    Rule("A03", "E", unsigned, AGREEMENT),
    Rule("A04", "E", term_turned, AGREEMENT),
    Rule("A05", "E", third_party_missing, AGREEMENT),
    Rule("R07", "W", beyond_usual, frozenset({"visit"})),
)
