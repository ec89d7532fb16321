"""States, moves and fields that several kinds share: the review of domain.md 4.10 and the roles of 1.7."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from commissioner_app.domain.kind import Field, FieldType, Move, State

STC: Final = "STC"
DCS: Final = "DCS"
LEAD: Final = "LEAD"
LIAISON: Final = "LIAISON"
COUNTY: Final = "COUNTY"
CITY: Final = "CITY"
PROVINCE_ROLE: Final = "PROVINCE"
AUDIT: Final = "AUDIT"
ADMIN: Final = "ADMIN"
HOST: Final = "HOST"

WRITERS: Final = frozenset({STC, DCS, LEAD, LIAISON, COUNTY})
FIELD: Final = frozenset({STC, DCS, LEAD})
SPECIALISTS: Final = frozenset({STC, DCS, LEAD})
REVIEWERS: Final = frozenset({COUNTY, CITY})
OFFICES: Final = frozenset({COUNTY, CITY, PROVINCE_ROLE})
READERS: Final = frozenset({STC, DCS, LEAD, LIAISON, COUNTY, CITY, PROVINCE_ROLE, AUDIT})

REVIEW_FIELDS: Final = (
    Field("reviewer", FieldType.REF, "审核人", "Reviewer", ref="person"),
    Field("reviewed_at", FieldType.DATETIME, "审核时间", "Reviewed at"),
    Field("review_opinion", FieldType.LONG, "审核意见", "Review opinion", "C", max_len=255),
)

REVIEW_STATES: Final = (
    State("0", "待提交", "not submitted", "draft"),
    State("1", "待审核", "waiting for review", "waiting"),
    State("2", "通过", "accepted", "ok"),
    State("3", "退回", "returned", "returned"),
    State("4", "不通过", "refused", "closed"),
)

REVIEW_MOVES: Final = (
    Move("submit", "0", "1", WRITERS),
    Move("submit", "3", "1", WRITERS),
    Move("recall", "1", "0", WRITERS),
    Move("approve", "1", "2", REVIEWERS),
    Move("return", "1", "3", REVIEWERS | {LEAD}, reason_required=True),
    Move("return", "2", "3", REVIEWERS, reason_required=True),
    Move("refuse", "1", "4", REVIEWERS, reason_required=True),
)

# Field work is reviewed by the leader of the team or by an office, whoever is first; an office may still send back
# what a leader accepted. Hosts and resources are the county's to accept.
FIELD_REVIEW_MOVES: Final = tuple(
    replace(move, roles=move.roles | {LEAD}) if move.action == "approve" else move for move in REVIEW_MOVES
)


def text_of(answers: Mapping[str, Any], *names: str, limit: int = 0) -> str:
    """The first of the named answers that has text, on one line, cut to ``limit`` characters (0 = whole)."""
    for name in names:
        value = answers.get(name)
        line = " ".join(str(value).split()) if isinstance(value, (str, int)) else ""
        if line:
            return line if not limit or len(line) <= limit else line[: limit - 1] + "…"
    return ""


def code_of(answers: Mapping[str, Any], name: str) -> str:
    """An answer that is a code, an identifier or a moment: as it stands, nothing to tidy (first loads ask millions)."""
    value = answers.get(name)
    return value if isinstance(value, str) else ""
