"""Writes ``resources/kinds.json``: what the server must know of the kinds, taken from their declarations in ``domain``.

The server may not import the desktop program, so it gets the declarations as data. After changing a kind run
``python -m tests.support.kinds_export``; a test fails while the file is behind.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from commissioner_app.domain.authority import AUTHORITY, precedence
from commissioner_app.domain.kind import Kind
from commissioner_app.domain.registry import SHARED
from commissioner_app.services.core_fields import core_fields

FILE = Path(__file__).resolve().parents[2] / "resources" / "kinds.json"


def declaration(kind: Kind) -> dict[str, Any]:
    """A kind as data: core fields, states, moves with roles, the name of its bucket rule, roles that read and write."""
    return {
        "fields": {name: asdict(field) for name, field in core_fields()[kind.name].items()},
        "first_state": kind.first_state,
        "states": [state.code for state in kind.states],
        "authority": [sorted(roles) for roles in AUTHORITY],
        "precedence": list(precedence(kind)),
        "locked_states": sorted(kind.locked_states),
        "office_fields": sorted(kind.office_fields),
        "buckets": kind.buckets.__name__,
        "read_roles": sorted(kind.read_roles),
        "write_roles": sorted(kind.write_roles),
        "moves": [
            {
                "action": move.action,
                "source": move.source,
                "target": move.target,
                "roles": sorted(move.roles),
                "reason_required": move.reason_required,
            }
            for move in kind.moves
        ],
    }


def exported() -> str:
    """The text of the file as it should be."""
    kinds = {name: declaration(kind) for name, kind in SHARED.items()}
    return json.dumps(kinds, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(exported(), encoding="utf-8")
