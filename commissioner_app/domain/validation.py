"""What the rules of domain.md 5 have to say about a record: one call, findings with keys for their texts."""

from __future__ import annotations

from commissioner_app.domain.kind import Answers, Kind
from commissioner_app.domain.rules.registry import RULES
from commissioner_app.domain.rules.rule import Context, Finding

__all__ = ["Context", "Finding", "blocks", "check"]

ORDER = {"E": 0, "W": 1, "I": 2}


def check(kind: Kind, answers: Answers, context: Context) -> list[Finding]:
    """Everything the registered rules find, worst first. Text key of a finding: ``rule.<id>`` with its parameters."""
    found = [
        Finding(rule.id, rule.severity, problem.field, problem.params)
        for rule in RULES
        if not rule.kinds or kind.name in rule.kinds
        for problem in rule.check(kind, answers, context)
    ]
    return sorted(found, key=lambda finding: ORDER[finding.severity])


def blocks(findings: list[Finding]) -> bool:
    """Whether a record with these findings may not be submitted."""
    return any(finding.severity == "E" for finding in findings)
