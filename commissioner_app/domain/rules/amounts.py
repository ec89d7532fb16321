"""Numbers that do not fit each other: parts and totals, areas and yields, money (V10 to V14, V18 to V20, V22)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from commissioner_app.domain.kind import Answers, FieldType, Kind
from commissioner_app.domain.rules.reading import codes, number, observed, observed_number
from commissioner_app.domain.rules.rule import Context, Problem, Rule, Words
from commissioner_app.domain.visit_counters import COUNTERS

VISIT: Final = frozenset({"visit"})
PARTS: Final = {"pxpkqz": "pxry", "n_women": "n_total", "n_poor": "n_total", "n_tech": "n_total"}
PERSON_UNITS: Final = frozenset({"人", "人次"})
MOST_WAN: Final = 10_000
MOST_PERSONS: Final = 2_000


def _near(value: Decimal, expected: Decimal, tolerance: str) -> bool:
    return abs(value - expected) <= abs(expected) * Decimal(tolerance)


def parts_above_total(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V10."""
    for part, total in PARTS.items():
        some, whole = number(answers, part), number(answers, total)
        if some is not None and whole is not None and some > whole:
            yield Problem(part)


def bearing_above_area(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V11."""
    bearing, area = observed_number(answers, "area_yield_mu"), observed_number(answers, "area_mu")
    if bearing is not None and area is not None and bearing > area:
        yield Problem(observed(answers, "area_yield_mu")[0])


def plot_above_host(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V11P: the plot is larger than all the host has, a tenth allowed."""
    area, whole = observed_number(answers, "area_mu"), number(context.host or {}, "area_total_mu")
    if area is not None and whole and area > whole * Decimal("1.1"):
        yield Problem(observed(answers, "area_mu")[0])


def yield_off(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V12: yield against yield per mu times bearing area, 20 % allowed."""
    whole, per_mu, area = (observed_number(answers, name) for name in ("yield", "yield_per_mu", "area_yield_mu"))
    if whole is not None and per_mu and area and not _near(whole, per_mu * area, "0.2"):
        yield Problem(observed(answers, "yield")[0])


def output_off(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V13: output value against yield times price, 30 % allowed."""
    output, whole, price = (observed_number(answers, name) for name in ("output_wan", "yield", "price_yuan_kg"))
    if output is not None and whole and price and not _near(output, whole * price / 10_000, "0.3"):
        yield Problem(observed(answers, "output_wan")[0])


def tea_ratio_off(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V14: 4 to 4.5 kg of fresh leaf make 1 kg of tea; 3.5 to 5.5 pass."""
    fresh, made = observed_number(answers, "fresh_kg_mu"), observed_number(answers, "made_kg_mu")
    if fresh and made and not Decimal("3.5") <= fresh / made <= Decimal("5.5"):
        yield Problem(observed(answers, "made_kg_mu")[0], {"ratio": f"{fresh / made:.1f}"})


def budget_zero(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V18: no money, and neither negotiable nor free guidance."""
    open_budget = answers.get("budget_open") is True or {"C11", "C13"} & set(codes(answers, "coop_mode"))
    if number(answers, "budget_wan") == 0 and not open_budget:
        yield Problem("budget_wan")


def transaction_above_contract(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V19."""
    part, whole = number(answers, "tech_amount_wan"), number(answers, "amount_wan")
    if part is not None and whole is not None and part > whole:
        yield Problem("tech_amount_wan")


def contract_above_budget(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V20: three times what the need said."""
    amount, budget = number(answers, "amount_wan"), number(context.need or {}, "budget_wan")
    if amount is not None and budget and amount > budget * 3:
        yield Problem("amount_wan")


def counter_too_high(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V22: more than 10 000 万元 or 2 000 persons in one visit."""
    for field in COUNTERS:
        value = number(answers, field.name)
        limit = MOST_WAN if field.type is FieldType.MONEY_WAN else MOST_PERSONS if field.unit in PERSON_UNITS else None
        if value is not None and limit is not None and value > limit:
            yield Problem(field.name, {"label": Words(field.zh, field.en)})


RULES = (
    Rule("V10", "E", parts_above_total, frozenset({"visit", "activity"})),
    Rule("V11", "E", bearing_above_area, VISIT),
    Rule("V11P", "W", plot_above_host, VISIT),
    Rule("V12", "W", yield_off, VISIT),
    Rule("V13", "W", output_off, VISIT),
    Rule("V14", "W", tea_ratio_off, VISIT),
    Rule("V18", "W", budget_zero, frozenset({"need"})),
    Rule("V19", "E", transaction_above_contract, frozenset({"contract", "match"})),
    Rule("V20", "W", contract_above_budget, frozenset({"contract", "match"})),
    Rule("V22", "W", counter_too_high, VISIT),
)
