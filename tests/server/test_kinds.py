"""Server and desktop agree on kinds: states, moves and buckets are declared once and exported."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.domain.buckets import buckets_for_person
from commissioner_app.domain.registry import SHARED
from provincial_server.logic.buckets import RULES, buckets_of_person, buckets_of_record
from provincial_server.logic.kinds import kinds
from provincial_server.logic.roles import ALL_ROLES, appointment_row, grants_of
from tests.support.kinds_export import FILE, exported

COUNTIES = ("341524", "341525", "340828")


def test_the_exported_declarations_are_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == exported()


def test_every_kind_has_a_bucket_rule_here() -> None:
    assert {rules.buckets for rules in kinds().values()} <= RULES.keys()


answers = st.fixed_dictionaries(
    {},
    optional={
        "writer": st.sampled_from(["p1", "p2"]),
        "person": st.sampled_from(["p1", "p2"]),
        "party_b": st.sampled_from(["p1", "p2"]),
        "county": st.sampled_from(COUNTIES),
        "counties": st.lists(st.sampled_from(COUNTIES), max_size=2),
        "team": st.sampled_from(["T1", "T2"]),
        "county_only": st.booleans(),
        "public_level": st.sampled_from(["P0", "P1", "P2", "P3"]),
    },
)


@given(st.sampled_from(sorted(SHARED)), answers, st.data())
def test_a_record_lies_in_the_same_buckets_on_both_sides(
    kind: str, held: dict[str, object], data: st.DataObject
) -> None:
    state = data.draw(st.sampled_from([state.code for state in SHARED[kind].states]))
    assert buckets_of_record(kinds()[kind].buckets, held, state) == SHARED[kind].buckets(held, state)


appointments = st.lists(
    st.fixed_dictionaries(
        {"role": st.sampled_from(ALL_ROLES), "county": st.sampled_from(COUNTIES)},
        optional={"team": st.sampled_from(["T1", "T2"])},
    ),
    max_size=3,
)


@given(appointments)
def test_a_person_holds_the_same_buckets_on_both_sides(held: list[dict[str, str]]) -> None:
    known = [f"{office}:{county}" for office in ("county", "office") for county in COUNTIES]
    rows = [appointment_row(str(n), {**one, "person": "p1"}, "active", [one["county"]]) for n, one in enumerate(held)]
    ours = buckets_of_person("p1", grants_of(rows, "2026-11-22"), known)
    theirs = buckets_for_person(held, "p1", COUNTIES)
    assert ours == theirs
