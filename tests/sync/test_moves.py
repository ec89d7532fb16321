"""Laptops that review one visit at the same time, through the real engine and the real server's logic: whoever syncs
first, all end equal, in the state that the roles decide, and what did not count is in everybody's history."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commissioner_app.domain.record import Record
from commissioner_app.sync import moves
from provincial_server.db.engine import Database
from provincial_server.db.migrate import migrate
from provincial_server.logic.kinds import kinds
from provincial_server.logic.roles import Caller, Grant
from tests.sync.devices import Device
from tests.sync.direct import Direct

COUNTY = frozenset({"341524"})
# Everybody here holds the same bucket, so that each sees all that happens.
BUCKETS = frozenset({"team:T1"})
ROLES = {"writer": "STC", "leader": "LEAD", "clerk": "COUNTY", "city": "CITY"}
STEPS = {"writer": ("", "0"), "leader": ("", "2", "3"), "clerk": ("", "2", "3", "4"), "city": ("", "3", "4")}
IN_LOG = {"writer": "WRITER", "leader": "LEAD", "clerk": "COUNTY", "city": "CITY"}


class Office:
    """The laptops of four people and their server; a new visit for each story."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder / 'server.db'}")
        migrate(self.database)
        self.laptops = {
            name: Device(folder, name, Direct(self.database, Caller(name, name, (Grant(role, COUNTY, "T1"),), BUCKETS)))
            for name, role in ROLES.items()
        }

    def visit(self) -> str:
        """A visit that was handed in and is on every laptop."""
        answers = {"writer": "writer", "county": "341524", "team": "T1", "content": "看茶园"}
        visit = self.laptops["writer"].create(answers, state="1").id
        self.settle()
        return visit

    def sync(self, *names: str) -> None:
        for name in names:
            result = self.laptops[name].sync()
            assert result.ok, result.error
            assert result.refused == 0

    def settle(self) -> None:
        for _ in range(2):
            self.sync(*self.laptops)

    def move(self, name: str, visit: str, state: str) -> None:
        """Move it without a word to anybody else, as a review does."""
        laptop = self.laptops[name]
        review: dict[str, Any] = {} if name == "writer" else {"reviewer": name, "review_opinion": f"{name} says"}
        laptop.edit(visit, state=state, **review)

    def records(self, visit: str) -> list[Record]:
        return [laptop.get(visit) for laptop in self.laptops.values()]

    def lost(self, name: str, visit: str) -> list[tuple[str, str, str]]:
        """(who, state, words) of the moves that a laptop's history calls without effect."""
        entries = self.laptops[name].store.journal.of_record(visit)
        return sorted(
            (one.who, str(one.patch[moves.OVERRULED]["state"]), one.reason)
            for one in entries
            if one.action == moves.OVERRULED
        )

    def close(self) -> None:
        for laptop in self.laptops.values():
            laptop.store.close()
        self.database.close()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = Office(tmp_path_factory.mktemp("office"))
    yield made
    made.close()


def strongest(taken: dict[str, str]) -> str:
    """Whose move stands by the table."""
    rules = kinds()["visit"]
    return max(taken, key=lambda name: (rules.authority[IN_LOG[name]], rules.precedence[taken[name]]))


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    taken=st.fixed_dictionaries({name: st.sampled_from(states) for name, states in STEPS.items()}),
    order=st.permutations(list(ROLES)),
    edits=st.booleans(),
)
def test_whoever_syncs_first_the_roles_decide_and_nothing_is_lost(
    office: Office, taken: dict[str, str], order: list[str], edits: bool
) -> None:
    done = {name: state for name, state in taken.items() if state}
    ends = []
    for queue in (order, order[::-1]):
        visit = office.visit()
        if edits:
            office.laptops["writer"].edit(visit, content="看茶园和鱼塘")
        for name, state in done.items():
            office.move(name, visit, state)
        office.sync(*queue)
        office.settle()
        first, *others = office.records(visit)
        assert all(one == first for one in others)
        ends.append((first.state, first.answers.get("reviewer"), first.answers.get("review_opinion")))
        if edits:
            told = {first.answers["content"], *(one.mine for one in first.conflicts)}
            assert "看茶园和鱼塘" in told
        if done:
            winner = strongest(done)
            assert first.state == done[winner]
            lost = [(name, state) for name, state in sorted(done.items()) if state != done[winner]]
            for laptop in office.laptops:
                noted = [(who, state) for who, state, _ in office.lost(laptop, visit)]
                assert set(lost) <= set(noted)
                assert len(noted) == len(set(noted))
    assert ends[0] == ends[1]


def test_a_move_that_met_a_newer_version_in_a_page_is_still_sent_as_made_then(office: Office) -> None:
    """While the clerk's request was on its way the leader's approval came with a page: the return must not be forgotten."""
    visit = office.visit()
    office.move("leader", visit, "2")
    office.sync("leader")
    clerk = office.laptops["clerk"]
    stored = clerk.store.records.stored(visit)
    assert stored is not None
    office.move("clerk", visit, "3")
    edited = clerk.store.records.stored(visit)
    assert edited is not None
    from commissioner_app.sync.reconcile import reconcile

    current = next(iter(_pages(office, visit)))
    with clerk.store.transaction():
        reconcile(clerk.store, edited, current, "t")
    assert clerk.get(visit).state == "3" and moves.kept_move(clerk.store, visit) is not None
    office.settle()
    assert {one.state for one in office.records(visit)} == {"3"}
    assert moves.kept_move(clerk.store, visit) is None
    assert office.lost("leader", visit) == [("leader", "2", "leader says")]
    # Only the laptop on which the move was made has somebody to tell.
    told = {name: laptop.store.sync_state.get(moves.TO_TELL, []) for name, laptop in office.laptops.items()}
    journals = {
        name: {one.id for one in laptop.store.journal.of_record(visit)} for name, laptop in office.laptops.items()
    }
    assert {name for name, ids in told.items() if set(ids) & journals[name]} == {"leader"}


def test_a_move_taken_back_before_it_was_sent_leaves_what_others_decided(office: Office) -> None:
    visit = office.visit()
    writer = office.laptops["writer"]
    office.move("writer", visit, "0")
    office.move("leader", visit, "3")
    office.sync("leader")
    from commissioner_app.sync.reconcile import reconcile

    stored = writer.store.records.stored(visit)
    assert stored is not None
    with writer.store.transaction():
        reconcile(writer.store, stored, next(iter(_pages(office, visit))), "t")
    writer.edit(visit, state="1")
    office.settle()
    assert {one.state for one in office.records(visit)} == {"3"}
    assert office.lost("leader", visit) == []


def test_a_late_approval_does_not_count_for_what_the_county_sent_back_meanwhile(office: Office) -> None:
    visit = office.visit()
    office.move("leader", visit, "2")
    office.move("clerk", visit, "3")
    office.sync("clerk", "writer")
    office.laptops["writer"].edit(visit, state="1", content="补了照片")
    office.sync("writer", "leader")
    office.settle()
    assert {(one.state, one.answers["content"]) for one in office.records(visit)} == {("1", "补了照片")}
    assert office.lost("writer", visit) == [("leader", "2", "leader says")]


def _pages(office: Office, visit: str) -> Iterator[dict[str, Any]]:
    import orjson

    from provincial_server.db import records

    with office.database.read() as connection:
        found = records.find(connection, visit)
    assert found is not None
    yield orjson.loads(found["body"])


@pytest.mark.parametrize("first", ["writer", "leader"])
def test_a_deletion_never_takes_an_edit_with_it_and_both_are_told(office: Office, first: str) -> None:
    visit = office.visit()
    writer, leader = office.laptops["writer"], office.laptops["leader"]
    photos = [{"id": "p1", "photo": "a" * 64 + ".jpg", "caption": "嫩芽"}]
    writer.delete(visit)
    leader.edit(visit, photos=photos)
    office.sync(first)
    office.settle()
    assert {(one.deleted, repr(one.answers["photos"])) for one in office.records(visit)} == {(False, repr(photos))}
    late = leader if first == "writer" else writer
    assert "undeleted" in {one.action for one in late.store.journal.of_record(visit)}
