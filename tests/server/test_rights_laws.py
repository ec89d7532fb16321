"""Random appointments meet random changes: what a reply holds lies within what an independent model lets the person see.

The model is written from domain.md 1.7 alone and knows nothing of the server's own rules."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provincial_server.db.engine import Database
from provincial_server.db.migrate import migrate
from provincial_server.db.state import state
from provincial_server.logic.buckets import buckets_of_person
from provincial_server.logic.pull import pull
from provincial_server.logic.push import Push
from provincial_server.logic.roles import Caller, appointment_row, grants_of
from tests.server.laptop import change

COUNTIES = ("341524", "341525", "340826")
TEAMS = ("TA", "TB")
PEOPLE = ("p1", "p2")
TODAY = date(2026, 11, 22).isoformat()
_numbers = itertools.count()

appointments = st.lists(
    st.fixed_dictionaries(
        {
            "role": st.sampled_from(["STC", "DCS", "LIAISON", "COUNTY", "CITY", "PROVINCE", "AUDIT", "ADMIN", "HOST"]),
            "county": st.sampled_from([*COUNTIES, ""]),
            "team": st.sampled_from([*TEAMS, ""]),
            "team_role": st.sampled_from(["leader", "member", ""]),
            "start": st.sampled_from(["2026-01-01", "2027-01-01"]),
            "end": st.sampled_from(["", "2026-06-01"]),
        }
    ),
    max_size=3,
)
places = st.fixed_dictionaries(
    {},
    optional={
        "county": st.sampled_from(COUNTIES), "team": st.sampled_from(TEAMS), "writer": st.sampled_from([*PEOPLE, "p3"]),
        "content": st.sampled_from(["a", "b"]),
    },
)  # fmt: skip
kinds = st.sampled_from(["visit", "host", "plan", "contract"])
patches = st.one_of(
    st.builds(lambda held: {"set": held}, places),
    st.builds(lambda state: {"state": state}, st.sampled_from(["0", "1", "2", "3"])),
    st.just({"deleted": True}), st.just({"deleted": False}), st.just({"unset": ["team", "county"]}),
)  # fmt: skip


def may_see(person: str, held: list[dict[str, str]], record: Mapping[str, Any]) -> bool:
    """Domain.md 1.7: one's own, one's team's, one's county's office; hosts are the whole county's."""
    answers = record["answers"]
    running = [
        one for one in held
        if one["start"] <= TODAY and (not one["end"] or one["end"] >= TODAY) and one["role"] not in ("ADMIN", "HOST")
    ]  # fmt: skip
    county = answers.get("county", "")
    for one in running:
        role = one["role"]
        above = role in ("PROVINCE", "AUDIT") or (role == "CITY" and one["county"][:4] == county[:4] != "")
        in_county = county != "" and one["county"] == county
        if record["kind"] == "host":
            if not county or above or in_county:
                return True
        elif county and (above or (role in ("LIAISON", "COUNTY", "CITY") and in_county)):
            return True
        if record["kind"] != "host" and one["team"] and one["team"] == answers.get("team"):
            return True
    return bool(record["kind"] != "host" and answers.get("writer") == person)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    made = Database(f"sqlite:///{Path(tmp_path_factory.mktemp('laws')) / 'server.db'}")
    migrate(made)
    return made


def caller(person: str, held: list[dict[str, str]]) -> Caller:
    rows = [
        appointment_row(str(number), {**one, "person": person}, "active", [one["county"]] if one["county"] else [])
        for number, one in enumerate(held)
    ]
    grants = grants_of(rows, TODAY)
    known = [f"{office}:{county}" for office in ("county", "office") for county in COUNTIES]
    return Caller(person, "d", grants, buckets_of_person(person, grants, known))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.tuples(appointments, appointments), st.lists(st.tuples(kinds, places), min_size=1, max_size=4), st.data())
def test_no_reply_holds_more_than_one_may_see(
    database: Database, held: Any, made: list[tuple[str, dict[str, str]]], data: st.DataObject
) -> None:
    ids = []
    administrator = Caller("administrator", "", (), frozenset())
    with database.write() as connection:
        for kind, answers in made:
            one = change(kind, f"r{next(_numbers)}", set=answers)
            assert Push(connection, administrator, trusted=True).take([one])[0]["status"] == "accepted"  # type: ignore[list-item]
            ids.append((kind, one["record_id"]))
    for person, appointed in zip(PEOPLE, held, strict=True):
        who = caller(person, appointed)
        tried = [
            change(kind, record_id, data.draw(st.integers(0, 3)), **data.draw(patches))
            for kind, record_id in data.draw(st.lists(st.sampled_from(ids), max_size=4))
        ]
        with database.write() as connection:
            results = Push(connection, who).take(tried)  # type: ignore[arg-type]
        shown = [result["current"] for result in results if "current" in result]
        for kind, record_id in {(one["kind"], one["record_id"]) for one in tried}:
            accepted = any(
                result["status"] == "accepted" and one["record_id"] == record_id
                for one, result in zip(tried, results, strict=True)
            )
            assert not accepted or may_write(who, kind)
        with database.read() as connection:
            buckets = sorted(who.buckets)
            pages = pull(connection, state(connection, buckets), dict.fromkeys(buckets, 0), 100_000).pages
        for page in orjson.loads(f"{{{','.join(pages)}}}".encode()).values():
            shown += page["records"]
        for record in shown:
            # A record as it was answered may have moved on by a later change of the same push.
            assert may_see(person, appointed, record), (person, appointed, record)


def may_write(who: Caller, kind: str) -> bool:
    """Nobody writes without an office or work in the field; auditors and hosts' contacts never do."""
    writers = {"STC", "DCS", "LEAD", "LIAISON", "COUNTY", "CITY"} | ({"PROVINCE"} if kind == "contract" else set())
    return bool(who.roles & writers)
