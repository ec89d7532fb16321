"""Hosts: the credit code by type of host, and hosts that are registered twice (domain.md 5.1, 5.2, 2.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from commissioner_app.domain import credit_code
from commissioner_app.domain.kind import Answers, Kind
from commissioner_app.domain.naming import duplicates
from commissioner_app.domain.rules.reading import text
from commissioner_app.domain.rules.rule import Context, Problem, Rule

HOST: Final = frozenset({"host"})
PLANTING: Final = frozenset({"I01", "I02", "I03", "I04", "I05", "I08", "I09", "I10", "I11"})
GROWERS: Final = frozenset({"H04", "H05", "H06", "H11"})


def code_missing(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """C01: this type of host has a code by law."""
    if text(answers, "host_type") in credit_code.CODE_MUST and not text(answers, "uscc"):
        yield Problem("uscc")


def code_expected(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """C02: an individual business usually has a code."""
    if text(answers, "host_type") in credit_code.CODE_EXPECTED and not text(answers, "uscc"):
        yield Problem("uscc")


def code_wrong(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """C03: the code cannot be right; the parameter ``suggestion`` holds one that can, or "—"."""
    typed = text(answers, "uscc")
    if typed:
        result = credit_code.inspect(typed)
        if result.fault:
            yield Problem("uscc", {"fault": result.fault, "suggestion": result.suggestion or "—"})


def code_prefix(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """C04: the code's prefix belongs to another type of host."""
    code = credit_code.normalise(text(answers, "uscc"))
    if credit_code.is_valid(code) and not credit_code.prefix_fits(code, text(answers, "host_type")):
        yield Problem("uscc", {"prefix": code[:2]})


def code_organisation(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """C05: the organisation part's own check character deviates; some real codes do."""
    result = credit_code.inspect(text(answers, "uscc"))
    if result.fault is None and not result.organisation_ok:
        yield Problem("uscc")


def code_elsewhere(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """C06: registered outside Anhui."""
    result = credit_code.inspect(text(answers, "uscc"))
    if result.fault is None and not result.in_anhui:
        yield Problem("uscc")


def reason_missing(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """C07: neither a code nor a reason for having none."""
    kinds_without = credit_code.CODE_MUST | credit_code.CODE_EXPECTED
    host_type = text(answers, "host_type")
    if (
        host_type
        and host_type not in kinds_without
        and not text(answers, "uscc")
        and not text(answers, "no_code_reason")
    ):
        yield Problem("no_code_reason")


def registered_twice(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """C08: another host with the same code, the same name in the county, or the same phone in the village."""
    others = (other for other in context.hosts if other.get("id") != context.record_id)
    for other, reason in duplicates(answers, others):
        field = {"uscc": "uscc", "name": "host_name", "phone": "contact_phone"}[reason]
        yield Problem(field, {"name": text(other, "host_name"), "id": str(other.get("id", ""))})


def area_missing(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """C09: a grower without an area."""
    grows = text(answers, "industry_main") in PLANTING and text(answers, "host_type") in GROWERS
    if grows and answers.get("area_total_mu") is None:
        yield Problem("area_total_mu")


def notice_incomplete(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """C10: the notice was given, but not when and how."""
    if answers.get("consent_notice") is True:
        for name in ("consent_on", "consent_way"):
            if not text(answers, name):
                yield Problem(name)


def founded_later(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """C11: founded after today."""
    if text(answers, "founded_on") > context.today.isoformat():
        yield Problem("founded_on")


RULES = (
    Rule("C01", "E", code_missing, HOST),
    Rule("C02", "W", code_expected, HOST),
    Rule("C03", "E", code_wrong, HOST),
    Rule("C04", "W", code_prefix, HOST),
    Rule("C05", "W", code_organisation, HOST),
    Rule("C06", "I", code_elsewhere, HOST),
    Rule("C07", "W", reason_missing, HOST),
    Rule("C08", "W", registered_twice, HOST),
    Rule("C09", "W", area_missing, HOST),
    Rule("C10", "W", notice_incomplete, HOST),
    Rule("C11", "E", founded_later, HOST),
)
