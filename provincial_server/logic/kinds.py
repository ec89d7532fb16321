"""The kinds of records as the server must know them: states, moves by role, bucket rule; read from ``resources/kinds.json``.

The file is exported from the declarations of the desktop program, so that a kind is declared once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from provincial_server.errors import RESOURCES


@dataclass(frozen=True, slots=True)
class Move:
    """A step between two states that a role may take."""

    action: str
    source: str
    target: str
    roles: frozenset[str]
    reason_required: bool


@dataclass(frozen=True, slots=True)
class KindRules:
    """What the server checks of a kind. ``buckets`` names a rule of ``logic.buckets``; ``fields`` are its core fields,
    ``office_fields`` answers that only offices may give or change.

    ``authority`` gives each role its rank, ``precedence`` each state its rank between equal roles: the higher counts."""

    name: str
    first_state: str
    states: frozenset[str]
    locked_states: frozenset[str]
    office_fields: frozenset[str]
    buckets: str
    read_roles: frozenset[str]
    write_roles: frozenset[str]
    moves: tuple[Move, ...]
    authority: Mapping[str, int]
    precedence: Mapping[str, int]
    fields: Mapping[str, Mapping[str, Any]]


@cache
def kinds() -> dict[str, KindRules]:
    """All kinds by name."""
    declared = json.loads((RESOURCES / "kinds.json").read_text(encoding="utf-8"))
    return {
        name: KindRules(
            name=name,
            first_state=rules["first_state"],
            states=frozenset(rules["states"]),
            locked_states=frozenset(rules["locked_states"]),
            office_fields=frozenset(rules["office_fields"]),
            buckets=rules["buckets"],
            read_roles=frozenset(rules["read_roles"]),
            write_roles=frozenset(rules["write_roles"]),
            fields=rules["fields"],
            authority={role: rank for rank, roles in enumerate(rules["authority"]) for role in roles},
            precedence={state: rank for rank, state in enumerate(rules["precedence"])},
            moves=tuple(Move(**{**move, "roles": frozenset(move["roles"])}) for move in rules["moves"]),
        )
        for name, rules in declared.items()
    }
