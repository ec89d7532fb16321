"""What a kind's declaration demands: required fields, lengths, numbers not below zero (domain.md 0.3, 5.5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from commissioner_app.domain.kind import Answers, FieldType, Kind
from commissioner_app.domain.rules.rule import Context, Problem, Rule, Words
from commissioner_app.domain.units import decimal_of

COUNTED: Final = frozenset({FieldType.INT, FieldType.DEC, FieldType.MONEY_WAN, FieldType.AREA_MU})
MONEY_LIMIT_WAN: Final = 10_000


def missing(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """R01: a required field is empty; a statement that must be made is not ticked."""
    for field in kind.fields:
        value = answers.get(field.name)
        empty = value in (None, "", [], {}) or (field.type is FieldType.BOOL and value is not True)
        if field.required == "R" and empty:
            yield Problem(field.name, {"label": Words(field.zh, field.en)})


def too_long(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """R02: more characters than the field holds."""
    for field in kind.fields:
        value = answers.get(field.name)
        if field.max_len and isinstance(value, str) and len(value) > field.max_len:
            yield Problem(field.name, {"label": Words(field.zh, field.en), "n": field.max_len})


def negative(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """R03: a count, an amount or an area below zero."""
    for field in kind.fields:
        value = decimal_of(answers.get(field.name)) if field.type in COUNTED else None
        if value is not None and value < 0:
            yield Problem(field.name, {"label": Words(field.zh, field.en)})


def percent(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """R04: a share outside 0 to 100."""
    for field in kind.fields:
        value = decimal_of(answers.get(field.name)) if field.unit == "%" else None
        if value is not None and value > 100:
            yield Problem(field.name, {"label": Words(field.zh, field.en)})


def unknown_code(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """R05: a code that its list does not hold (an older list may have held it)."""
    for field in kind.fields:
        code_list = context.lists.get(field.list_id) if context.lists and field.list_id else None
        if code_list is None:
            continue
        value = answers.get(field.name)
        for code in value if isinstance(value, list) else [value] if value else []:
            if code_list.get(str(code)) is None:
                yield Problem(field.name, {"label": Words(field.zh, field.en), "code": code})


def yuan_as_wan(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """R06: money above 10 000 万元, most often 元 typed as 万元."""
    for field in kind.fields:
        value = decimal_of(answers.get(field.name)) if field.type is FieldType.MONEY_WAN else None
        if value is not None and value > MONEY_LIMIT_WAN:
            yield Problem(field.name, {"label": Words(field.zh, field.en)})


RULES = (
    Rule("R01", "E", missing),
    Rule("R02", "E", too_long),
    Rule("R03", "E", negative),
    Rule("R04", "E", percent),
    Rule("R05", "W", unknown_code),
    Rule(
        "R06",
        "W",
        yuan_as_wan,
        frozenset({"host", "need", "resource", "match", "team", "village", "contract", "agreement"}),
    ),
)
