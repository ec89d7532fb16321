"""Two people moved one record between states without knowing of each other: whose move stands.

Decided by the roles in which they moved, never by the time, and from the log of changes alone: it says which moves came
after the revision that the late one was made on. A move stands where it counts more than each of those
(``KindRules.authority`` by role, then ``precedence`` by state), so that the outcome does not depend on who was heard first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson

from provincial_server.logic.kinds import KindRules
from provincial_server.logic.permissions import mover
from provincial_server.logic.roles import Caller
from sync_protocol.messages import Change, Overruled, RecordJson

SYSTEM: Final = "SYSTEM"
ADMIN: Final = "ADMIN"
ROLE: Final = "role"
"""The key of a logged patch under which the server wrote in which role the state was moved."""
MOST_OVERRULED: Final = 8
MOST_REASON: Final = 500


@dataclass(frozen=True, slots=True)
class Moved:
    """One logged move. ``role`` is "" where the log is older than this rule: such a move gives way to none."""

    rev: int
    state: str
    role: str
    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whose move stands; ``role`` is the late mover's, ``since`` the moves it was measured against."""

    stands: Literal["mine", "theirs"]
    role: str
    since: tuple[Moved, ...]


def logged(rows: Iterable[Mapping[str, Any]]) -> list[Moved]:
    """The moves of a record, from its logged changes that named a state (``patch`` as JSON text)."""
    found = []
    for row in rows:
        patch = orjson.loads(row["patch"])
        if "state" in patch:
            reason = _said(patch.get("set", {}).get("review_opinion") or patch.get("reason"))
            role = patch.get(ROLE, "")
            found.append(Moved(row["rev"], patch["state"], role, row["person_id"], row["at"], reason))
    return found


def as_logged(change: Change, role: str) -> dict[str, Any]:
    """The patch as the log keeps it: a state is named only where the record was moved, and then with the role."""
    patch: dict[str, Any] = {**change["patch"]}
    patch.pop(ROLE, None)
    if role:
        return patch | {ROLE: role}
    patch.pop("state", None)
    return patch


def judge(
    moves: Sequence[Moved], change: Change, rules: KindRules, caller: Caller, record: RecordJson
) -> Verdict | None:
    """Whose move stands, None where the change moves nothing or nobody has moved the record since."""
    patch = change["patch"]
    made_on = patch.get("state_rev", change["base_rev"])
    since = tuple(one for one in moves if one.rev > made_on)
    if "state" not in patch or not since:
        return None
    step = _state_at(moves, made_on, rules), patch["state"]
    role = mover(caller, rules, record["id"], record["answers"], step)
    strongest = max(_weight(rules, one.role, one.state) for one in since)
    wins = bool(role) and _weight(rules, role, patch["state"]) > strongest
    return Verdict("mine" if wins else "theirs", role, since)


def lost(
    moves: Sequence[Moved], change: Change, rules: KindRules, caller: Caller, record: RecordJson
) -> Overruled | None:
    """The note of a caller's own move that gave way, None where it was never the caller's to make."""
    told = change["patch"]["overruled"]
    step = _state_at(moves, told["state_rev"], rules), told["state"]
    role = mover(caller, rules, record["id"], record["answers"], step)
    if not role:
        return None
    return _note(Moved(0, told["state"], role, caller.person_id, told["at"], _said(told["reason"])), record["rev"])


def role_of_server(rules: KindRules, step: tuple[str, str]) -> str:
    """In which role the server itself moves a record: by the clock where that is declared, else for its administrator."""
    by_clock = any((move.source, move.target) == step and SYSTEM in move.roles for move in rules.moves)
    return SYSTEM if by_clock else ADMIN


def overruled(verdict: Verdict, state: str, rev: int) -> list[Overruled]:
    """The notes of the moves that a stronger one to ``state`` set aside; one that agreed is noted for its words only."""
    return [_note(one, rev) for one in verdict.since if one.state != state or one.reason]


def noted(record: RecordJson, notes: Sequence[Overruled]) -> None:
    """Add notes to a record, each move once; it carries the latest few, the log has all."""
    if not notes:
        return
    kept = {_mark(note): note for note in record.get("overruled", [])}
    for note in notes:
        kept.setdefault(_mark(note), note)
    record["overruled"] = list(kept.values())[-MOST_OVERRULED:]


def news(record: RecordJson) -> list[Overruled]:
    """The notes that the record's present revision brought."""
    return [note for note in record.get("overruled", []) if note["rev"] == record["rev"]]


def _state_at(moves: Sequence[Moved], rev: int, rules: KindRules) -> str:
    return next((one.state for one in reversed(moves) if one.rev <= rev), rules.first_state)


def _weight(rules: KindRules, role: str, state: str) -> tuple[int, int]:
    unknown = len(rules.authority)
    return rules.authority.get(role, unknown), rules.precedence.get(state, unknown)


def _note(moved: Moved, rev: int) -> Overruled:
    return {
        "rev": rev, "state": moved.state, "by": moved.by, "role": moved.role, "at": moved.at, "reason": moved.reason,
    }  # fmt: skip


def _mark(note: Overruled) -> tuple[str, str, str]:
    return note["by"], note["at"], note["state"]


def _said(reason: Any) -> str:
    return reason[:MOST_REASON] if isinstance(reason, str) else ""
