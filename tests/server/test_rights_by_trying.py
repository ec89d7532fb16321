"""Ways round the rights, each tried: what one may not read does not leak, what one may not give out is not given out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.server.laptop import Laptop, change
from tests.server.neighbours import COUNTY, SECRET, Neighbours, laptop_of, settle, work
from tests.server.test_attachments import CHUNK, fetched, upload
from tests.server.test_permissions import Of, status
from tests.server.test_push import visit
from tests.support.homes import sample_home
from tests.support.server import ServerProcess


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, backend: str) -> Iterator[ServerProcess]:
    """The sample county with a neighbour."""
    home = sample_home(tmp_path_factory.mktemp("two"), backend)
    team = settle(home)
    running = home.serve()
    running.neighbours = work(running.url, team)  # type: ignore[attr-defined]
    yield running
    running.stop()


@pytest.fixture(scope="module")
def theirs(server: ServerProcess) -> Neighbours:
    found: Neighbours = server.neighbours  # type: ignore[attr-defined]
    return found


PATCHES: tuple[dict[str, Any], ...] = (
    {"set": {"content": "x"}},
    {"set": {"county": "341524", "team": "T1"}},
    {"set": {"county": "341524"}, "unset": ["writer"]},
    {"items": {"content": {"a": {"b": 1}}}},
    {"items": {"photos": {"p1": None}}},
    {"state": "1"},
    {"state": "2", "set": {"review_opinion": "同意"}},
    {"state": "2", "state_rev": 0},
    {"state": "40"},
    {"state": "nonsense"},
    {"deleted": True},
    {"deleted": False},
    {"close_conflicts": ["a"]},
    {"open_conflicts": []},
    {"form_id": "visit"},
    {},
)


@pytest.mark.parametrize("role", ["STC", "DCS", "LEAD", "LIAISON", "COUNTY", "CITY_ELSEWHERE"])
def test_nothing_is_learnt_of_a_record_that_one_may_not_read(laptop: Of, theirs: Neighbours, role: str) -> None:
    if role == "CITY_ELSEWHERE":
        pytest.skip("the sample's city office covers both counties")
    caller = laptop(role)
    for kind, record_id in theirs.records.items():
        tried = [
            change(claimed, record_id, base_rev, **patch)
            for patch in PATCHES
            for base_rev in (0, 1, 2, 7)
            for claimed in (kind, "visit")
        ]
        answers = caller.push(*tried)
        assert {(one["status"], one["code"], one["rev"]) for one in answers} == {("refused", "not_allowed", 0)}
        # No state, no field, no place: the same answer whatever is asked.
        assert {one["detail"] for one in answers} == {""}


def test_nothing_of_theirs_was_changed(server: ServerProcess, theirs: Neighbours) -> None:
    held = laptop_of(server.url, "neighbour-office").pull_all(limit=2000)
    records = {one["id"]: one for records in held.values() for one in records.values()}
    for record_id in theirs.records.values():
        assert records[record_id]["rev"] == 1 and records[record_id]["answers"].get("county") == COUNTY


def test_a_change_of_somebody_else_tells_nothing(laptop: Of) -> None:
    stc, other = laptop("STC"), laptop("DCS")
    one = visit(stc)
    assert status(stc, one) == "accepted"
    stc.push(change("visit", one["record_id"], 1, set={"content": "b"}))
    assert status(stc, one) == "accepted"
    (answer,) = other.push(one)
    assert (answer["status"], answer["code"], answer["rev"]) == ("refused", "bad_record", 0)
    # The leader may read the record; the change is still not the leader's.
    assert laptop("LEAD").push(one)[0]["status"] == "refused"


def test_a_county_appoints_nobody_into_a_team_of_another(laptop: Of, theirs: Neighbours) -> None:
    county, dcs = laptop("COUNTY"), laptop("DCS")
    answers = {"person": dcs.auth["person_id"], "role": "STC", "county": "341524"}
    assert status(county, change("appointment", set=answers | {"team": theirs.team})) == "not_allowed"
    own = change("appointment", set=answers | {"team": "T2"})
    assert status(county, own) == "accepted"
    moved = change("appointment", own["record_id"], 1, set={"team": theirs.team, "team_role": "leader"})
    assert status(county, moved) == "not_allowed"
    assert status(county, visit(county, team=theirs.team)) == "not_allowed"
    assert f"team:{theirs.team}" not in dcs.sync(limit=1)["buckets"]


def test_a_liaison_officer_leaves_running_appointments_alone(laptop: Of) -> None:
    liaison, lead = laptop("LIAISON"), laptop("LEAD")
    running = lead.auth["appointments"][0]["id"]
    for patch in (
        {"set": {"person": liaison.auth["person_id"]}},
        {"set": {"team_role": "leader"}},
        {"set": {"end": "2099-12-31"}},
        {"deleted": True},
        {"state": "ended"},
    ):
        assert status(liaison, change("appointment", running, 1, **patch)) in ("not_allowed", "bad_state")
    applied = change("appointment", set={"person": "p", "role": "STC", "county": "341524"})
    assert status(liaison, applied) == "accepted"
    assert status(liaison, change("appointment", applied["record_id"], 1, state="town_checked")) == "accepted"
    assert status(liaison, change("appointment", applied["record_id"], 2, state="active")) == "bad_state"


def test_an_office_ends_no_appointment_that_it_could_not_give(laptop: Of) -> None:
    county = laptop("COUNTY")
    for own in (county.auth["appointments"][0]["id"], laptop("CITY").auth["appointments"][0]["id"]):
        assert status(county, change("appointment", own, 1, state="ended")) in ("not_allowed", "bad_state")


def test_a_reviewer_moves_and_does_not_rewrite(laptop: Of) -> None:
    stc, city = laptop("STC"), laptop("CITY")
    one = visit(stc)
    stc.push(one, change("visit", one["record_id"], 1, state="1"))
    for more in ({"form_version": "99"}, {"form_id": "other"}, {"deleted": True}, {"set": {"content": "x"}}):
        assert status(city, change("visit", one["record_id"], 2, state="2", **more)) == "not_allowed"
    stc.push(change("visit", one["record_id"], 2, deleted=True))
    assert status(city, change("visit", one["record_id"], 3, state="2", deleted=False)) == "not_allowed"


def _conflict(number: int, by: str) -> dict[str, Any]:
    texts = {"theirs_by": "p", "theirs_at": "t", "mine_by": by, "mine_at": "t"}
    return {"id": f"c{number}", "field": "content", "base": "a", "theirs": "b", "mine": "c"} | texts


def test_who_only_matches_a_need_decides_no_conflict_of_others(laptop: Of) -> None:
    stc, office, dcs = laptop("STC"), laptop("COUNTY"), laptop("DCS")
    need = change("need", set={"writer": stc.auth["person_id"], "county": "341524", "team": "T1"}, state="10")
    assert status(stc, need) == "accepted"
    for rev, state in ((1, "20"), (2, "30"), (3, "40")):
        assert status(office, change("need", need["record_id"], rev, state=state)) == "accepted"
    both = [_conflict(1, stc.auth["person_id"]), _conflict(2, dcs.auth["person_id"])]
    assert status(dcs, change("need", need["record_id"], 4, open_conflicts=both)) == "accepted"
    assert status(dcs, change("need", need["record_id"], 5, close_conflicts=["c1"])) == "not_allowed"
    assert status(dcs, change("need", need["record_id"], 5, close_conflicts=["c1"], state="50")) == "not_allowed"
    assert status(dcs, change("need", need["record_id"], 5, close_conflicts=["c2"])) == "accepted"
    assert status(office, change("need", need["record_id"], 6, close_conflicts=["c1"])) == "accepted"


def test_odd_places_and_depths_refuse_their_own_change_alone(laptop: Of) -> None:
    deep: Any = "x"
    for _ in range(400):
        deep = [deep]
    stc, province = laptop("STC"), laptop("PROVINCE")
    odd = (
        visit(stc, note=deep),
        change("visit", set={"writer": stc.auth["person_id"], "county": "341524"}, later=deep),
        change("resource", set={"counties": ["341524", "\0"], "county": "341524"}),
        change("agreement", set={"writer": stc.auth["person_id"], "county": "341524", "party_b": "a\0b"}),
        change("agreement", set={"writer": stc.auth["person_id"], "county": "341524", "party_b": "x" * 5000}),
    )
    assert [one["code"] for one in stc.push(*odd)] == ["bad_record"] * len(odd)
    placed = {"person": "p", "role": "STC", "county": "341524"}
    wrong: list[dict[str, Any]] = [{name: "\0"} for name in ("level", "town", "team_role", "start", "end", "role")]
    wrong += [{"start": 2026}, {"county": "9" * 3000}, {"counties": [{"a": 1}]}, {"counties": "341524"}]
    tried = [change("appointment", set=placed | one) for one in wrong]
    assert {one["code"] for one in province.push(*tried)} <= {"bad_record", "not_allowed"}
    assert status(stc, visit(stc)) == "accepted"


def test_signing_in_with_odd_texts(server: ServerProcess) -> None:
    odd = Laptop(server.url, {"name": "a\0b", "password": "x"})
    assert odd.sign_in().status_code in (400, 401)
    stc = Laptop(server.url, server.user("STC"))
    assert stc.sign_in(device_id="a\0b").status_code in (400, 404)
    stc.user = {**stc.user, "name": f" {stc.user['name']} "}
    assert stc.sign_in().status_code == 200
    body = {"protocol": 1, "user": stc.user["name"], "password": stc.user["password"], "device_id": ""}
    assert stc.call("POST", "/v1/session", json=body | {"device_name": "a\0b"}).status_code in (200, 400)
    assert stc.refresh("a\0b").status_code in (400, 401)


def test_a_file_is_served_to_whom_its_records_are_and_in_every_way_alike(
    server: ServerProcess, laptop: Of, theirs: Neighbours
) -> None:
    neighbour, stc = laptop_of(server.url, "neighbour-stc"), laptop("STC")
    path = f"/v1/attachments/{theirs.attachment}"
    for headers in ({}, {"Range": "bytes=0-3"}, {"Range": "bytes=0-3", "If-Range": f'"{theirs.attachment}"'}):
        assert neighbour.call("GET", path, headers=headers).ok
        for method in ("GET", "HEAD"):
            refused = stc.call(method, path, headers=headers)
            assert refused.status_code == 404 and SECRET not in refused.text
            assert "etag" not in refused.headers and "content-range" not in refused.headers
    both = [theirs.attachment, "0" * 64 + ".jpg"]
    assert [one.size > 0 for one in fetched(neighbour, both, 1 << 20)] == [True, False]
    # To whom it is not shown, a file that is there is as one that is not.
    assert [(one.name, one.size, bytes(one.data)) for one in fetched(stc, both, 1 << 20)] == [(n, 0, b"") for n in both]
    assert stc.call("HEAD", theirs.upload).status_code == 404
    headers = {"Tus-Resumable": "1.0.0", "Content-Type": CHUNK, "Upload-Offset": "100"}
    assert stc.call("PATCH", theirs.upload, data=b"x", headers=headers).status_code == 404
    assert int(neighbour.call("HEAD", theirs.upload).headers["Upload-Offset"]) == 100


def test_who_loses_a_place_loses_its_files_and_records_at_once(laptop: Of) -> None:
    """A visit leaves the team: colleagues lose it and its photo with the very next call."""
    stc, office = laptop("STC"), laptop("COUNTY")
    name = upload(stc, b"a photo of the team")
    one = visit(stc, photos=[{"id": "p1", "file": name}])
    assert status(stc, one) == "accepted"
    lead = laptop("LEAD")
    assert lead.call("GET", f"/v1/attachments/{name}").ok
    assert status(office, change("visit", one["record_id"], 1, unset=["team"])) == "accepted"
    assert lead.call("GET", f"/v1/attachments/{name}").status_code == 404
    late = change("visit", one["record_id"], 1, set={"content": "x"})
    assert status(lead, late) == "not_allowed"
    assert one["record_id"] in lead.sync(cursors={}, limit=2000)["pages"]["team:T1"]["gone"]


def test_a_retry_after_the_right_was_lost_is_answered_and_changes_nothing(laptop: Of) -> None:
    lead, office = laptop("LEAD"), laptop("COUNTY")
    one = visit(laptop("STC"))
    laptop("STC").push(one)
    edit = change("visit", one["record_id"], 1, set={"content": "团长改"})
    assert status(lead, edit) == "accepted"
    assert status(office, change("visit", one["record_id"], 2, unset=["team"])) == "accepted"
    (again,) = lead.push(edit)
    assert (again["status"], again["rev"]) == ("accepted", 2) and "current" not in again
    assert status(lead, change("visit", one["record_id"], 3, set={"content": "x"})) == "not_allowed"
