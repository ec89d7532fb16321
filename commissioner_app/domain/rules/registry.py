"""All rules. A new rule is a function in a file of this folder and a line in that file's ``RULES``."""

from __future__ import annotations

from typing import Final

from commissioner_app.domain.rules import (
    amounts,
    evidence,
    formats,
    hosts,
    needs,
    papers,
    places,
    required,
    visit_times,
)
from commissioner_app.domain.rules.rule import Rule

RULES: Final[tuple[Rule, ...]] = tuple(
    rule
    for family in (required, formats, hosts, places, visit_times, amounts, needs, evidence, papers)
    for rule in family.RULES
)
