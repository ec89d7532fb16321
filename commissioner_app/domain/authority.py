"""Whose step counts when two people moved one record without knowing of each other (domain.md 1.7).

The role decides, never the time. Between equal roles the more cautious step counts: a return beats a refusal, and both
beat a step forward, because whoever sends back has seen something that the other did not; then the state declared later.
So any two steps to different states have one winner, whichever the server hears of first.
"""

from __future__ import annotations

from typing import Final

from commissioner_app.domain.kind import Kind, State
from commissioner_app.domain.need_states import SYSTEM
from commissioner_app.domain.states import (
    ADMIN,
    CITY,
    COUNTY,
    DCS,
    HOST,
    LEAD,
    LIAISON,
    PROVINCE_ROLE,
    STC,
)

WRITER: Final = "WRITER"
"""In which role a record is sent in or taken back, by whomever: it is the writer's step."""

AUTHORITY: Final = (
    SYSTEM,
    frozenset({WRITER, STC, DCS, LIAISON, HOST}),
    frozenset({LEAD}),
    frozenset({COUNTY}),
    frozenset({CITY}),
    frozenset({PROVINCE_ROLE, ADMIN}),
)
"""Roles, the weakest first; those of one set are equal. What expires by the clock gives way to anything a person did."""

_CAUTION: Final = {"returned": 2, "closed": 1}


def precedence(kind: Kind) -> tuple[str, ...]:
    """The states of a kind, the one that counts least between equal roles first."""
    order = {state.code: number for number, state in enumerate(kind.states)}

    def weight(state: State) -> tuple[int, int]:
        return _CAUTION.get(state.tone, 0), order[state.code]

    return tuple(state.code for state in sorted(kind.states, key=weight))
