"""The declarations of the kinds hang together (domain.md 1.7, 2, 4.9, 4.10)."""

from __future__ import annotations

import pytest

from commissioner_app.domain.kind import FieldType, Kind
from commissioner_app.domain.need_states import BEFORE_SIGNING, CLOSED_STATES
from commissioner_app.domain.registry import KINDS
from commissioner_app.domain.visit_counters import PLATFORM_COUNTERS
from tests.domain.samples import HOST, NEED, VISIT

ALL = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def test_the_nouns() -> None:
    assert set(KINDS) == {
        "host", "visit", "activity", "need", "resource", "match", "plan", "person", "appointment", "team", "village",
        "agreement", "assessment", "contract", "evaluation", "survey",
    }  # fmt: skip


@ALL
def test_fields_are_named_once_and_labelled(kind: Kind) -> None:
    names = [field.name for field in kind.fields]
    assert len(names) == len(set(names))
    for field in kind.fields:
        assert field.zh and field.en
        assert (field.type in (FieldType.CHOICE, FieldType.MULTI)) == bool(field.list_id), field.name
        assert (field.type in (FieldType.REF, FieldType.REFS)) == bool(field.ref), field.name
        assert (field.type is FieldType.REPEAT) == bool(field.items), field.name
        assert not field.ref or field.ref in KINDS


@ALL
def test_moves_join_declared_states(kind: Kind) -> None:
    codes = {state.code for state in kind.states}
    assert kind.first_state in codes
    assert kind.locked_states <= codes
    seen = [(move.action, move.source) for move in kind.moves]
    assert len(seen) == len(set(seen)), "an action leads from a state to one other"
    for move in kind.moves:
        assert move.source in codes and move.target in codes and move.roles


@ALL
def test_every_state_can_be_reached(kind: Kind) -> None:
    reached = {kind.first_state}
    for _ in kind.states:
        reached |= {move.target for move in kind.moves if move.source in reached}
    assert reached == {state.code for state in kind.states}


@ALL
def test_empty_answers_have_a_summary_and_buckets(kind: Kind) -> None:
    assert kind.summary({}).title == ""
    assert isinstance(kind.buckets({}, kind.first_state), frozenset)


@ALL
@pytest.mark.parametrize("nonsense", [None, True, 1, -0.5, "茶", [], ["x"], [{}], {"a": 1}], ids=repr)
def test_nonsense_is_no_crash(kind: Kind, nonsense: object) -> None:
    answers = dict.fromkeys((field.name for field in kind.fields), nonsense)
    kind.summary(answers)
    assert all(isinstance(bucket, str) for bucket in kind.buckets(answers, kind.first_state))


def test_the_21_counters() -> None:
    assert len(PLATFORM_COUNTERS) == 21


def test_summaries() -> None:
    visit = KINDS["visit"].summary(VISIT)
    assert (visit.title, visit.date, visit.host, visit.owner) == (VISIT["host_name"], "2026-03-05", "h1", "p1")
    assert visit.subtitle == VISIT["problem_desc"]
    assert KINDS["host"].summary(HOST).subtitle == "响山村 · 汪小满"
    assert KINDS["need"].summary(NEED).title == NEED["need_title"]
    assert len(KINDS["visit"].summary({**VISIT, "problem_desc": "冻" * 500}).subtitle) == 60


def test_a_need_is_withdrawn_or_expires_before_signing_only() -> None:
    moves = KINDS["need"].moves
    for action in ("withdraw", "expire"):
        assert {move.source for move in moves if move.action == action} == set(BEFORE_SIGNING)
    assert "70" not in BEFORE_SIGNING
    assert not any(move.source in CLOSED_STATES for move in moves)
    assert KINDS["need"].locked_states == CLOSED_STATES


@pytest.mark.parametrize(
    ("action", "source", "target"),
    [
        ("submit", "00", "10"), ("submit", "25", "10"), ("approve", "10", "20"), ("return", "30", "25"),
        ("reject", "10", "28"), ("desensitise", "20", "30"), ("publish", "30", "40"), ("push", "20", "45"),
        ("match", "40", "50"), ("claim", "45", "55"), ("intent", "55", "60"), ("sign", "60", "70"), ("start", "70", "75"),
        ("solve", "75", "80"), ("solve_partly", "75", "85"), ("close", "50", "90"),
    ],
)  # fmt: skip
def test_the_life_of_a_need(action: str, source: str, target: str) -> None:
    assert any((move.action, move.source, move.target) == (action, source, target) for move in KINDS["need"].moves)
