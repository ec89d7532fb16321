"""Two moves of one record that did not know of each other: the role decides, in whichever order they arrive."""

from __future__ import annotations

from typing import Any

import pytest

from provincial_server.db.engine import Database
from provincial_server.logic.push import Push
from provincial_server.logic.roles import Caller, Grant
from sync_protocol.messages import ChangeResult
from tests.server.laptop import change

COUNTY: frozenset[str] = frozenset({"341524"})
BUCKETS = frozenset({"office:341524", "team:T1", "user:w"})


def caller(person: str, role: str) -> Caller:
    return Caller(
        person, f"laptop of {person}", (Grant(role, COUNTY, "T1" if role in ("STC", "LEAD") else ""),), BUCKETS
    )


PEOPLE = {
    "writer": caller("w", "STC"),
    "leader": caller("l", "LEAD"),
    "clerk": caller("c", "COUNTY"),
    "other clerk": caller("d", "COUNTY"),
    "city": caller("y", "CITY"),
}


class Visit:
    """A visit on the server, with every laptop holding the revision it has synced last."""

    def __init__(self, database: Database) -> None:
        self._database = database
        first = change("visit", set={"writer": "w", "county": "341524", "team": "T1"}, state="1")
        self.id = first["record_id"]
        self.send("writer", first)

    def send(self, who: str, sent: Any) -> ChangeResult:
        with self._database.write() as connection:
            return Push(connection, PEOPLE[who]).take([sent])[0]

    def move(self, who: str, rev: int, state: str, said: str = "", **more: Any) -> ChangeResult:
        """Move it as from revision ``rev``, and answer the server as a laptop does."""
        words = {"set": {"review_opinion": said}, "reason": said} if said else {}
        result = self.send(who, change("visit", self.id, rev, state=state, **words, **more))
        if result["status"] == "stale" and result.get("state") == "mine":
            now = result["current"]["rev"]
            result = self.send(who, change("visit", self.id, now, state=state, state_rev=rev, **words, **more))
        if result["status"] == "stale":
            told = {"state": state, "state_rev": rev, "at": "t", "reason": said}
            self.send(who, change("visit", self.id, result["current"]["rev"], overruled=told))
        return result

    def now(self) -> dict[str, Any]:
        result = self.send("writer", change("visit", self.id, 0, reason="late"))
        return dict(result["current"])


@pytest.fixture
def visit(database: Database) -> Visit:
    return Visit(database)


@pytest.mark.parametrize(
    ("one", "other", "stands"),
    [
        (("writer", "0"), ("leader", "2"), "2"),
        (("writer", "0"), ("leader", "3"), "3"),
        (("leader", "2"), ("clerk", "3"), "3"),
        (("leader", "3"), ("clerk", "2"), "2"),
        (("clerk", "3"), ("city", "2"), "2"),
        (("clerk", "2"), ("other clerk", "3"), "3"),
        (("clerk", "4"), ("other clerk", "3"), "3"),
        (("clerk", "4"), ("other clerk", "2"), "4"),
    ],
)
def test_the_role_decides_and_between_equals_the_more_cautious_step(
    database: Database, one: tuple[str, str], other: tuple[str, str], stands: str
) -> None:
    for first, second in ((one, other), (other, one)):
        visit = Visit(database)
        for who, state in (first, second):
            visit.move(who, 1, state, f"{who} says so")
        now = visit.now()
        assert now["state"] == stands
        (note,) = now["overruled"]
        loser = one if stands == other[1] else other
        assert (note["by"], note["state"]) == (PEOPLE[loser[0]].person_id, loser[1])
        assert note["reason"] == f"{loser[0]} says so"
        winner = one if loser is other else other
        assert now["answers"]["review_opinion"] == f"{winner[0]} says so"


def test_a_late_move_is_measured_against_all_that_happened_since(visit: Visit) -> None:
    visit.move("clerk", 1, "3", "照片不清")
    visit.move("writer", 2, "1")
    result = visit.move("leader", 1, "2")
    assert (result["status"], result.get("state")) == ("stale", "theirs")
    assert visit.now()["state"] == "1"


def test_a_step_that_the_table_does_not_know_is_taken_where_it_outranks(visit: Visit) -> None:
    visit.move("writer", 1, "0")
    assert visit.move("leader", 1, "2")["status"] == "accepted"
    assert visit.now()["state"] == "2"


@pytest.mark.parametrize(("who", "state", "rev"), [("writer", "2", 1), ("clerk", "2", 3), ("clerk", "2", 99)])
def test_where_a_move_started_is_read_in_the_log_and_not_believed(visit: Visit, who: str, state: str, rev: int) -> None:
    """Nobody approves what was never handed in by naming a revision at which it was not."""
    visit.move("writer", 1, "0")
    visit.send("writer", change("visit", visit.id, 2, set={"content": "b"}))
    result = visit.send(who, change("visit", visit.id, 3, state=state, state_rev=rev))
    assert result["status"] != "accepted"
    assert visit.now()["state"] == "0"


def test_a_move_that_was_never_ones_own_is_not_noted(visit: Visit) -> None:
    told = {"state": "2", "state_rev": 1, "at": "t", "reason": ""}
    result = visit.send("writer", change("visit", visit.id, 1, overruled=told, set={"content": "b"}))
    assert result["status"] == "accepted" and "overruled" not in result
    assert "overruled" not in visit.now() and visit.now()["answers"]["content"] == "b"


def test_both_approve_and_the_office_is_named_whoever_was_first(database: Database) -> None:
    for order in (("leader", "clerk"), ("clerk", "leader")):
        visit = Visit(database)
        for who in order:
            words = {"reviewer": PEOPLE[who].person_id}
            result = visit.send(who, change("visit", visit.id, 1, state="2", set=words))
            if result.get("state") == "mine":
                assert (
                    visit.send(who, change("visit", visit.id, 2, state="2", state_rev=1, set=words))["status"]
                    == "accepted"
                )
        now = visit.now()
        assert (now["state"], now["answers"]["reviewer"]) == ("2", "c")


def test_moves_of_one_batch_count_as_well(visit: Visit) -> None:
    with visit._database.write() as connection:
        push = Push(connection, PEOPLE["clerk"])
        back: Any = change("visit", visit.id, 1, state="3")
        late: Any = change("visit", visit.id, 1, state="2")
        assert [one["status"] for one in push.take([back, late])] == ["accepted", "stale"]
