"""The sample county: enough of everything, plausible, made up, and the same for the same seed and day."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest

from commissioner_app.domain import credit_code
from commissioner_app.domain.registry import KINDS
from commissioner_app.forms.loading import load_xform
from commissioner_app.forms.xlsform.conversion import to_xform
from commissioner_app.forms.xlsform.tables import lists_beside, read_folder
from provincial_server.sample.county import make_county
from provincial_server.sample.people import WORKERS
from provincial_server.sample.world import Made, World
from tests.support.commands import command
from tests.support.server import sample_data

TODAY = date(2026, 11, 22)
FILLED = ("visit", "need", "host", "resource", "agreement", "assessment", "contract", "evaluation")


@cache
def paths(form: str) -> frozenset[str]:
    """The paths of a form's questions."""
    folder = Path(__file__).resolve().parents[2] / "resources" / "forms" / form
    waiting, found = [load_xform(to_xform(read_folder(folder, lists_beside(folder))).xml).root], set()
    while waiting:
        node = waiting.pop()
        found.add("/".join(node.path[1:]))
        waiting += node.children
    return frozenset(found)


@cache
def county() -> World:
    return make_county(1, TODAY)


def of(kind: str) -> list[Made]:
    return county().of(kind)


def test_there_is_enough_of_everything() -> None:
    counts = Counter(record.kind for record in county().made)
    assert counts >= Counter(host=200, visit=600, need=80, resource=150, plan=15, team=2, village=10, person=15)
    assert counts >= Counter(agreement=20, assessment=8, evaluation=20, contract=1)
    assert len(county().photos) == 20
    assert len({record.author for record in of("visit")}) >= 8
    assert len({record.answers["content"] for record in of("visit")}) > 500


def test_the_same_seed_and_day_make_the_same_county() -> None:
    assert make_county(1, TODAY).made == county().made
    assert make_county(2, TODAY).made != county().made


@pytest.mark.parametrize(
    "day",
    [date(2027, 1, 1), date(2026, 12, 31), date(2028, 2, 29), *(date(2026, 11, 23 + n) for n in range(7))],
    ids=str,
)
def test_any_day_will_do(day: date) -> None:
    made = make_county(3, day)
    assert len(made.of("visit")) == 600
    for kind, field in (("resource", "last_checked_on"), ("assessment", "county_on"), ("agreement", "signed_on")):
        assert all(record.answers[field] <= record.at[:10] for record in made.of(kind)), "known before it happened"
    assert not [record for record in made.made if record.at[:10] > day.isoformat()], "made in the future"
    first = made.persons[WORKERS[0].name].id
    # What the field day changes on two laptops: a visit that its author may change.
    assert any(
        visit.state in ("0", "3") and visit.answers["content"] for visit in made.of("visit") if visit.author == first
    )


def test_no_record_breaks_a_rule_of_its_form() -> None:
    done = command("form", "verify", "--data", sample_data()[0])
    assert done.stdout == ""


def test_records_use_declared_fields_and_states() -> None:
    for record in county().made:
        kind = KINDS[record.kind]
        plain = [key for key in record.answers if "/" not in key]
        assert all(kind.field(key) is not None for key in plain), (record.kind, plain)
        assert kind.state(record.state) is not None


def test_required_fields_are_filled_once_submitted() -> None:
    for record in [one for kind in FILLED for one in of(kind)]:
        required = [field.name for field in KINDS[record.kind].fields if field.required == "R"]
        assert all(name in record.answers for name in required), (record.kind, required)


def test_credit_codes_are_valid_and_phones_made_up() -> None:
    for host in of("host"):
        assert ("uscc" in host.answers) != ("no_code_reason" in host.answers)
        if "uscc" in host.answers:
            assert credit_code.is_valid(host.answers["uscc"])
        assert host.answers["contact_phone"].startswith("1390000")
        assert 115.36 <= host.answers["gps"]["lng"] <= 116.20
        assert 31.10 <= host.answers["gps"]["lat"] <= 31.81
    assert any(host.answers["town"] == "341524112" for host in of("host"))


def test_nobody_is_at_two_places_at_once_or_in_the_future() -> None:
    starts = [(visit.author, visit.answers["start_at"]) for visit in of("visit")]
    assert len(starts) == len(set(starts))
    assert all(datetime.fromisoformat(visit.answers["end_at"]).date() < TODAY for visit in of("visit"))


def test_the_first_commissioner_has_something_to_do() -> None:
    first = county().persons[WORKERS[0].name].id
    plans = [plan for plan in of("plan") if plan.author == first and plan.state == "planned"]
    assert sum(plan.answers["date"] == TODAY.isoformat() for plan in plans) == 2
    assert len(plans) >= 6
    visits = [visit for visit in of("visit") if visit.author == first]
    assert {"1", "2", "3"} <= {visit.state for visit in visits}
    assert any(visit.answers.get("followups") for visit in visits)


def test_resources_fit_needs() -> None:
    topics = {tuple(resource.answers["keywords"]) for resource in of("resource")}
    assert all(tuple(need.answers["keywords"]) in topics for need in of("need"))
    assert all(need.answers["indicators"] for need in of("need"))


def test_the_users_come_in_the_promised_order() -> None:
    roles = [user["role"] for user in sample_data()[1]]
    assert roles == ["STC", "STC", "LEAD", "DCS", "LIAISON", "COUNTY", "CITY", "PROVINCE", "AUDIT", "ADMIN"]


def test_the_ledger_of_an_assessment_is_that_of_its_visits() -> None:
    for one in of("assessment"):
        person, year = one.answers["person"], str(one.answers["year"])
        own = [v for v in of("visit") if v.answers["writer"] == person and v.answers["start_at"].startswith(year)]
        accepted = [v for v in own if v.state == "2"]
        assert one.answers.get("visits_n_sum", 0) == len(accepted)
        assert one.answers.get("pxnm_sum", 0) == sum(v.answers.get("pxnm") or 0 for v in accepted)


def test_observations_are_answers_of_their_form() -> None:
    for visit in of("visit"):
        observed = {key for key in visit.answers if key.startswith("obs_")}
        assert not observed or observed <= paths(visit.form_id), visit.form_id
    assert {"visit_factory", "visit_firm"} & {visit.form_id for visit in of("visit")}
