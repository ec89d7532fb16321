"""Buckets, roles and moves (domain.md 1.7)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.domain.buckets import buckets_for_person
from commissioner_app.domain.permissions import (
    SessionFacts,
    is_own,
    may_read,
    may_write,
    moves_for,
    phone_view,
    roles_of,
)
from commissioner_app.domain.registry import KINDS
from tests.domain.samples import HOST, NEED, VISIT, lists

COUNTIES = [item.code for item in lists()["L_COUNTY"].items]


def person(person_id: str, *appointments: dict[str, object]) -> SessionFacts:
    return SessionFacts(
        person_id,
        roles_of(appointments),
        buckets_for_person(appointments, person_id, COUNTIES),
        frozenset(str(one["county"]) for one in appointments if one.get("county")),
        frozenset(str(one["team"]) for one in appointments if one.get("team")),
    )


STC = person("p1", {"role": "STC", "county": "341524", "team": "t1"})
MATE = person("p2", {"role": "STC", "county": "341524", "team": "t1"})
LEADER = person("p3", {"role": "STC", "county": "341524", "team": "t1", "team_role": "leader"})
STRANGER = person("p4", {"role": "STC", "county": "341525"})
DCS = person("p5", {"role": "DCS", "county": "341524"})
CLERK = person("p6", {"role": "COUNTY", "county": "341524"})
OTHER_CLERK = person("p7", {"role": "COUNTY", "county": "341525"})
CITY = person("p8", {"role": "CITY", "county": "341500"})
PROVINCE = person("p9", {"role": "PROVINCE"})


def actions(kind: str, state: str, facts: SessionFacts, own: bool) -> set[str]:
    return {move.action for move in moves_for(KINDS[kind], state, facts.roles, own)}


def test_buckets_of_people() -> None:
    assert STC.buckets == {"province", "user:p1", "county:341524", "team:t1"}
    assert CLERK.buckets == {"province", "user:p6", "county:341524", "office:341524"}
    assert {"office:341524", "office:341502"} <= CITY.buckets
    assert "office:340828" not in CITY.buckets
    assert {f"office:{code}" for code in COUNTIES} <= PROVINCE.buckets


def test_leaders_lead() -> None:
    assert "LEAD" in LEADER.roles and "LEAD" not in STC.roles


@pytest.mark.parametrize(
    ("facts", "reads"),
    [(STC, True), (MATE, True), (DCS, False), (STRANGER, False), (CLERK, True), (OTHER_CLERK, False), (PROVINCE, True)],
)
def test_who_reads_a_visit(facts: SessionFacts, reads: bool) -> None:
    assert may_read(KINDS["visit"], VISIT, "1", facts) is reads


def test_a_need_opens_with_its_publication() -> None:
    need = KINDS["need"]
    assert not may_read(need, NEED, "20", DCS)
    assert may_read(need, NEED, "40", DCS)
    assert not may_read(need, {**NEED, "public_level": "P1"}, "40", STRANGER)
    assert may_read(need, {**NEED, "public_level": "P2"}, "40", STRANGER)
    assert not may_read(need, {**NEED, "public_level": "P3"}, "45", STRANGER)
    assert may_read(need, {**NEED, "public_level": "P3"}, "45", DCS)
    assert not may_read(need, NEED, "95", DCS)


def test_resources_are_everybodys_unless_a_county_keeps_them() -> None:
    buckets = KINDS["resource"].buckets
    assert buckets({}, "2") == {"province"}
    assert buckets({"county_only": True, "county": "341524"}, "2") == {"county:341524"}


def test_who_writes() -> None:
    visit = KINDS["visit"]
    assert may_write(visit, VISIT, "0", STC)
    assert not may_write(visit, VISIT, "0", MATE)
    assert may_write(visit, VISIT, "0", LEADER)
    assert may_write(visit, VISIT, "0", CLERK)
    assert not may_write(visit, VISIT, "2", STC)
    assert may_write(KINDS["host"], {**HOST, "writer": "p9"}, "2", STC)
    assert not may_write(KINDS["person"], {}, "active", STC)


def test_moves_of_a_visit() -> None:
    assert actions("visit", "0", STC, True) == {"submit"}
    assert actions("visit", "0", MATE, False) == set()
    assert actions("visit", "1", STC, True) == {"recall"}
    assert actions("visit", "1", CLERK, False) == {"approve", "return", "refuse"}
    assert actions("visit", "1", LEADER, True) == {"recall", "approve", "return"}
    assert actions("visit", "1", LEADER, False) == set()
    assert actions("visit", "3", STC, True) == {"submit"}
    assert actions("visit", "4", CLERK, False) == set()


@pytest.mark.parametrize("kind", ["visit", "activity"])
def test_a_leader_judges_the_teams_field_work_but_not_the_own(kind: str) -> None:
    judged = {"approve", "return"}
    own = {move.action for move in moves_for(KINDS[kind], "1", LEADER.roles, True, by_writer=True)}
    assert actions(kind, "1", LEADER, True) & judged == judged and not own & judged
    assert actions(kind, "2", LEADER, True) == set() and "return" in actions(kind, "2", CLERK, False)


@pytest.mark.parametrize("kind", ["host", "resource"])
def test_hosts_and_resources_are_for_the_county_to_accept(kind: str) -> None:
    assert "approve" not in actions(kind, "1", LEADER, True) and "approve" in actions(kind, "1", CLERK, False)


def test_moves_of_a_need() -> None:
    assert "approve" in actions("need", "10", CLERK, False)
    assert "approve" not in actions("need", "10", STC, True)
    assert "match" in actions("need", "40", DCS, False)
    assert "withdraw" in actions("need", "50", CLERK, False)
    assert "expire" not in actions("need", "50", CLERK, False)
    assert actions("need", "80", CLERK, False) == set()


def test_returning_takes_a_reason() -> None:
    assert all(move.reason_required for kind in KINDS.values() for move in kind.moves if move.action == "return")


def test_phones() -> None:
    assert phone_view(VISIT, STC) == phone_view(VISIT, CLERK) == "plain"
    assert phone_view(VISIT, MATE) == phone_view(VISIT, CITY) == phone_view(VISIT, OTHER_CLERK) == "masked"
    for role in ("PROVINCE", "AUDIT"):
        assert phone_view(VISIT, replace(CITY, roles=frozenset({role}))) == "hidden"
        assert phone_view(VISIT, replace(CITY, roles=frozenset({role, "CITY"}))) == "masked"


def test_records_without_a_writer_are_the_countys() -> None:
    assert is_own({}, STC)


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "writer": st.sampled_from(["p1", "p2"]), "team": st.just("t1"), "county": st.sampled_from(COUNTIES),
        "public_level": st.sampled_from(["P0", "P1", "P2", "P3"]),
    },
)  # fmt: skip


@given(ANSWERS, st.sampled_from([state.code for state in KINDS["need"].states]))
def test_publication_only_adds_readers(answers: dict[str, str], state: str) -> None:
    buckets = KINDS["need"].buckets
    assert buckets(answers, "00") <= buckets(answers, state)


def test_an_anonymous_need_never_leaves_its_county() -> None:
    answers = {"writer": "p1", "team": "t1", "county": "341524"}
    named, anonymous = ({**answers, "public_level": level} for level in ("P2", "P1"))
    assert "province" in KINDS["need"].buckets(named, "40")
    assert "province" not in KINDS["need"].buckets(anonymous, "40")
    assert "county:341524" in KINDS["need"].buckets(anonymous, "40")
