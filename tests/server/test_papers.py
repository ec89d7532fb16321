"""Agreements, assessments, contracts and evaluations on the server: who reads, who writes, who gives a grade."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from commissioner_app.system.ids import uuid7
from tests.server.laptop import Laptop, change

Of = Callable[[str], Laptop]
COUNTY = "341524"
PAPERS = ("agreement", "assessment", "contract", "evaluation")


@pytest.fixture(scope="module")
def backend() -> str:
    """What is tried here lies above the database."""
    return "sqlite"


def status(laptop: Laptop, one: dict[str, Any]) -> str:
    (result,) = laptop.push(one)
    return str(result.get("code", result["status"]))


def paper(laptop: Laptop, kind: str, **answers: Any) -> dict[str, Any]:
    held = {"writer": laptop.auth["person_id"], "county": COUNTY, **answers}
    return change(kind, uuid7(), 0, set=held)


@pytest.mark.parametrize("kind", PAPERS)
def test_a_commissioner_hands_in_and_the_county_accepts(laptop: Of, kind: str) -> None:
    stc, clerk = laptop("STC"), laptop("COUNTY")
    one = paper(stc, kind)
    record = one["record_id"]
    assert status(stc, one) == "accepted"
    assert status(stc, change(kind, record, 1, state="2")) == "bad_state"
    assert status(stc, change(kind, record, 1, state="1")) == "accepted"
    assert status(laptop("DCS"), change(kind, record, 2, set={"remarks": "改"})) == "not_allowed"
    assert status(laptop("AUDIT"), change(kind, record, 2, set={"remarks": "改"})) == "not_allowed"
    assert status(clerk, change(kind, record, 2, state="2")) == "accepted"
    assert status(stc, change(kind, record, 3, set={"remarks": "改"})) == "not_allowed"


@pytest.mark.parametrize(
    ("kind", "about"), [("agreement", "party_b"), ("assessment", "person"), ("evaluation", "person")]
)
def test_whom_a_paper_is_about_reads_it(laptop: Of, kind: str, about: str) -> None:
    stc, other = laptop("STC"), laptop("DCS")
    one = paper(laptop("COUNTY"), kind, **{about: stc.auth["person_id"]})
    assert status(laptop("COUNTY"), one) == "accepted"
    assert any(one["record_id"] in held for held in stc.pull_all(limit=2000).values())
    assert not any(one["record_id"] in held for held in other.pull_all(limit=2000).values())


def test_a_grade_is_an_offices_to_give(laptop: Of) -> None:
    stc = laptop("STC")
    assert status(stc, paper(stc, "assessment", grade="G1")) == "not_allowed"
    one = paper(stc, "assessment", self_score=95)
    record = one["record_id"]
    assert status(stc, one) == "accepted"
    assert status(stc, change("assessment", record, 1, set={"county_score": 100})) == "not_allowed"
    assert status(laptop("LEAD"), change("assessment", record, 1, set={"grade": "G1"})) == "not_allowed"
    assert status(stc, change("assessment", record, 1, state="1")) == "accepted"
    graded = {"grade": "G2", "county_score": 86, "reviewer": laptop("COUNTY").auth["person_id"]}
    assert status(laptop("COUNTY"), change("assessment", record, 2, state="2", set=graded)) == "accepted"
    sent_back = change("assessment", record, 3, state="3", set={"review_opinion": "补充"})
    assert status(laptop("COUNTY"), sent_back) == "accepted"
    assert status(stc, change("assessment", record, 4, unset=["grade"])) == "not_allowed"
    assert status(stc, change("assessment", record, 4, set={"self_score": 90})) == "accepted"


def test_an_agreement_ends_by_the_county_alone(laptop: Of) -> None:
    stc, clerk = laptop("STC"), laptop("COUNTY")
    one = paper(stc, "agreement")
    record = one["record_id"]
    stc.push(one)
    stc.push(change("agreement", record, 1, state="1"))
    assert status(clerk, change("agreement", record, 2, state="2")) == "accepted"
    assert status(stc, change("agreement", record, 3, state="6")) == "bad_state"
    assert status(stc, change("agreement", record, 3, state="4")) == "accepted"
    assert status(clerk, change("agreement", record, 4, state="6")) == "accepted"
