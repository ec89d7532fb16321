"""What is decided before its turn is decided as it would be in its turn, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provincial_server.db import people
from provincial_server.db.engine import Database
from provincial_server.logic import writing
from provincial_server.logic.drafts import AskThePast, Draft
from provincial_server.logic.kinds import kinds
from provincial_server.logic.ledger import Ledger
from provincial_server.logic.push import Decisions
from provincial_server.logic.roles import Caller
from provincial_server.logic.sessions import caller_of
from provincial_server.logic.taking import Taken
from provincial_server.logic.writing import Writer
from sync_protocol.messages import Change, ChangeResult
from tests.server.laptop import change
from tests.support.homes import Home

ROLES = ("STC", "LEAD", "COUNTY", "PROVINCE")
KINDS = ("visit", "need", "host", "village", "team", "resource")
MANY_TIMES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ODD_CHANGES: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {},
        {},
        {},
        {"id": "not an id"},
        {"record_id": "a\0b"},
        {"at": "yesterday"},
        {"kind": "unheard of"},
        {"base_rev": 1},
    ]
)


@pytest.fixture
def callers(home: Home, database: Database) -> list[Caller]:
    """One of each role."""
    names = [next(user["name"] for user in home.users if user["role"] == role) for role in ROLES]
    with database.read() as connection:
        accounts = [people.by_login(connection, name) for name in names]
        return [caller_of(connection, account["id"], "") for account in accounts if account is not None]


@st.composite
def pushes(draw: st.DrawFn, callers: Sequence[Caller]) -> tuple[Caller, list[Any]]:
    """Who sends what: new records of the own and of others, some of them malformed, some moved at once."""
    caller = draw(st.sampled_from(callers))
    teams = sorted({grant.team for one in callers for grant in one.grants if grant.team})
    sent = []
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(KINDS))
        given = {
            "writer": draw(st.sampled_from([caller.person_id, "somebody", ""])),
            "county": draw(st.sampled_from(["341524", "341525", "", 5])),
            "team": draw(st.sampled_from(["", *teams, "no team"])),
            "counties": draw(st.sampled_from([[], ["341524"], ["341524", "340100"], "341524"])),
            "public_level": draw(st.sampled_from(["", "P1", "P2"])),
            "photo": draw(st.sampled_from(["", f"{'ab' * 32}.jpg", f"{'ab' * 31}.jpg"])),
        }
        patch: dict[str, Any] = {"set": given}
        if draw(st.booleans()):
            patch["state"] = draw(st.sampled_from(sorted(kinds()[kind].states)))
        if draw(st.integers(0, 9)) == 0:
            patch["deleted"] = True
        sent.append(change(kind, **patch) | draw(ODD_CHANGES))
    if draw(st.integers(0, 4)) == 0:
        sent.append(sent[0])
    return caller, sent


def drafted(caller: Caller, changes: Sequence[Change]) -> tuple[list[ChangeResult], list[Taken]] | None:
    try:
        draft = Draft(0, changes)
        return Decisions(draft, caller).take(changes), draft.taken
    except AskThePast:
        return None


@MANY_TIMES
@given(data=st.data())
def test_a_draft_says_what_a_ledger_says(database: Database, callers: list[Caller], data: st.DataObject) -> None:
    caller, changes = data.draw(pushes(callers))
    beforehand = drafted(caller, changes)
    kept: list[Taken] = []

    class Kept(Ledger):
        def keep(self, taken: Taken) -> None:
            kept.append(taken)
            super().keep(taken)

    with database.write() as connection:
        in_turn = Decisions(Kept(connection, changes), caller).take(changes)
    if beforehand is not None:
        assert beforehand == (in_turn, kept)


@pytest.fixture
def decided_late(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many changes each push had that was decided in its turn."""
    seen: list[int] = []

    class Counted(Decisions):
        def take(self, changes: Sequence[Change]) -> list[ChangeResult]:
            if isinstance(self._ledger, Ledger):
                seen.append(len(changes))
            return super().take(changes)

    monkeypatch.setattr(writing, "Decisions", Counted)
    return seen


def test_new_records_are_decided_before_their_turn(
    database: Database, callers: list[Caller], decided_late: list[int]
) -> None:
    caller, writer = callers[0], Writer(database)
    own = {"writer": caller.person_id, "county": "341524"}
    new = [change("visit", set=own | {"content": str(number)}) for number in range(3)]
    first = writer.push(caller, new)  # type: ignore[arg-type]
    assert [one["status"] for one in first] == ["accepted"] * 3
    assert decided_late == []
    assert writer.push(caller, new) == first, "sent again"  # type: ignore[arg-type]
    assert decided_late == [3]
    taken_id = change("visit", new[0]["record_id"], set=own)
    edit = change("visit", new[1]["record_id"], 1, set={"content": "再看"})
    late, edited = writer.push(caller, [taken_id, edit])  # type: ignore[list-item]
    assert (late["status"], late["rev"], edited["status"], edited["rev"]) == ("stale", 1, "accepted", 2)
    assert decided_late == [3, 2]
