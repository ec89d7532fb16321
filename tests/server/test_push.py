"""Pushing: revisions, sending twice, patches field by field, states, limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from provincial_server.logic.ids import new_id
from sync_protocol import limits
from tests.server.laptop import AT, Laptop, change

Of = Callable[[str], Laptop]


def visit(laptop: Laptop, **answers: Any) -> dict[str, Any]:
    """A new visit of the laptop's person."""
    own = {"writer": laptop.auth["person_id"], "county": "341524", "team": "T1", "content": "查看茶园"}
    return change("visit", set=own | answers, form_id="visit", form_version="1")


def current(laptop: Laptop, record_id: str) -> dict[str, Any]:
    """The server's version of a record, learnt from a change that comes too late."""
    (result,) = laptop.push(change("visit", record_id, 0, set={"content": "late"}))
    assert result["status"] == "stale"
    record: dict[str, Any] = result["current"]
    return record


def test_accepted_changes_count_revisions_up(laptop: Of) -> None:
    stc = laptop("STC")
    first = visit(stc)
    assert stc.push(first) == [{"id": first["id"], "status": "accepted", "rev": 1}]
    second = change("visit", first["record_id"], 1, set={"content": "再看"}, unset=["team"])
    assert stc.push(second)[0]["rev"] == 2
    record = current(stc, first["record_id"])
    assert record["answers"] == {"writer": stc.auth["person_id"], "county": "341524", "content": "再看"}
    assert (record["rev"], record["state"], record["form_id"]) == (2, "0", "visit")


def test_a_change_sent_twice_has_the_effect_of_once(laptop: Of) -> None:
    stc = laptop("STC")
    first = visit(stc)
    answer = stc.push(first)
    assert stc.push(first) == answer
    later = change("visit", first["record_id"], 1, set={"content": "b"})
    stc.push(later)
    assert stc.push(first, later) == [answer[0], {"id": later["id"], "status": "accepted", "rev": 2}]
    assert current(stc, first["record_id"])["rev"] == 2


def test_a_change_sent_twice_in_one_request_counts_once(laptop: Of) -> None:
    stc = laptop("STC")
    first = visit(stc)
    assert [result["rev"] for result in stc.push(first, first)] == [1, 1]


def test_a_change_from_an_old_revision_is_stale_and_changes_nothing(laptop: Of) -> None:
    stc = laptop("STC")
    first = visit(stc)
    stc.push(first, change("visit", first["record_id"], 1, set={"content": "server"}))
    (result,) = stc.push(change("visit", first["record_id"], 1, set={"content": "laptop"}))
    assert (result["status"], result["rev"], result["current"]["answers"]["content"]) == ("stale", 2, "server")


def test_a_record_the_server_never_had_is_asked_for_whole(laptop: Of) -> None:
    (result,) = laptop("STC").push(change("visit", new_id(), 7, set={"content": "x"}))
    assert (result["status"], result["rev"], "current" in result) == ("stale", 0, False)


def test_one_bad_change_leaves_the_others_alone(laptop: Of) -> None:
    stc = laptop("STC")
    good, odd = visit(stc), change("spaceship", set={})
    results = stc.push(odd, good, {**visit(stc), "record_id": "../../etc"})
    assert [result["status"] for result in results] == ["refused", "accepted", "refused"]
    assert [result.get("code") for result in results] == ["unknown_kind", None, "bad_record"]


@pytest.mark.parametrize(
    "odd", [{"id": "a\0b"}, {"record_id": "a\0b"}, {"at": f"{AT}\0"}, {"patch": {"set": {"team": "T\0"}}}]
)
def test_a_text_that_no_database_takes_leaves_the_other_changes_alone(laptop: Of, odd: dict[str, Any]) -> None:
    stc = laptop("STC")
    results = stc.push({**visit(stc), **odd}, visit(stc))
    assert [(result["status"], result.get("code")) for result in results] == [
        ("refused", "bad_record"),
        ("accepted", None),
    ]


def test_repeats_change_item_by_item(laptop: Of) -> None:
    stc = laptop("STC")
    first = visit(stc, photos=[{"id": "a", "caption": "1"}, {"id": "b", "caption": "2"}])
    stc.push(first)
    items = {"photos": {"b": {"caption": "22", "gps": None}, "a": None, "c": {"caption": "3"}}}
    stc.push(change("visit", first["record_id"], 1, items=items))
    photos = current(stc, first["record_id"])["answers"]["photos"]
    assert photos == [{"id": "b", "caption": "22"}, {"id": "c", "caption": "3"}]
    (result,) = stc.push(change("visit", first["record_id"], 2, items={"content": {"a": {"x": 1}}}))
    assert (result["status"], result["code"], result["detail"]) == ("refused", "bad_record", "items.content")


def test_conflicts_are_opened_and_closed_on_the_record(laptop: Of) -> None:
    stc = laptop("STC")
    first = visit(stc)
    conflict = {"id": "c1", "field": "content", "base": "", "mine": "我的", "theirs": "他的"}
    conflict |= {"mine_by": "a", "mine_at": AT, "theirs_by": "b", "theirs_at": AT}
    stc.push(first, change("visit", first["record_id"], 1, open_conflicts=[conflict]))
    assert current(stc, first["record_id"])["conflicts"] == [conflict]
    stc.push(change("visit", first["record_id"], 2, close_conflicts=["c1"], set={"content": "我的"}))
    assert current(stc, first["record_id"])["conflicts"] == []
    for broken in ({}, {"id": "c2"}, conflict | {"id": 3}):
        (result,) = stc.push(change("visit", first["record_id"], 3, open_conflicts=[broken]))
        assert (result["code"], result["detail"]) == ("bad_record", "open_conflicts")


@pytest.mark.parametrize("part, wrong", [("field", 7), ("mine_by", None), ("theirs_at", {}), ("id", 1)])
def test_a_conflict_that_would_stop_other_laptops_is_refused(laptop: Of, part: str, wrong: Any) -> None:
    stc = laptop("STC")
    first = visit(stc)
    stc.push(first)
    names = ("theirs_by", "theirs_at", "mine_by", "mine_at")
    whole = {"id": "c1", "field": "content", "base": 1, "mine": 2, "theirs": 3, **dict.fromkeys(names, "")}
    (result,) = stc.push(change("visit", first["record_id"], 1, open_conflicts=[{**whole, part: wrong}]))
    assert (result.get("code"), result.get("detail")) == ("bad_record", "open_conflicts")


def test_times_need_an_offset(laptop: Of) -> None:
    stc = laptop("STC")
    for at in ("yesterday", "2026-11-20T09:00:00"):
        assert stc.push({**visit(stc), "at": at})[0]["detail"] == "at"


def test_a_deleted_record_travels_as_a_tombstone(laptop: Of) -> None:
    stc = laptop("STC")
    first = visit(stc)
    stc.push(first)
    bucket = f"user:{stc.auth['person_id']}"
    stc.pull_all()
    before = stc.last["fingerprints"][bucket]["count"]
    stc.push(change("visit", first["record_id"], 1, deleted=True))
    held = stc.pull_all()[bucket]
    assert held[first["record_id"]]["deleted"] is True
    assert stc.last["fingerprints"][bucket]["count"] == before - 1


def test_offline_steps_packed_into_one_change_are_taken_together(laptop: Of) -> None:
    stc = laptop("STC")
    submitted = {**visit(stc)}
    submitted["patch"]["state"] = "1"
    assert stc.push(submitted)[0]["status"] == "accepted"
    approved = {**visit(stc)}
    approved["patch"]["state"] = "2"
    assert stc.push(approved)[0]["status"] == "refused"
    nonsense = {**visit(stc)}
    nonsense["patch"]["state"] = "77"
    assert stc.push(nonsense)[0]["code"] == "bad_state"


@pytest.mark.parametrize("wrong", [{"team": [1]}, {"county": 341524}, {"writer": {"a": 1}}])
def test_whose_a_record_is_has_to_be_said_in_texts(laptop: Of, wrong: dict[str, Any]) -> None:
    (result,) = laptop("STC").push(visit(laptop("STC"), **wrong))
    assert (result["code"], result["detail"]) == ("bad_record", next(iter(wrong)))


def test_limits_are_kept(laptop: Of) -> None:
    stc = laptop("STC")
    assert stc.push(visit(stc, content="长" * 400_000))[0]["code"] == "too_large"
    many = [visit(stc) for _ in range(limits.PUSH_CHANGES + 1)]
    assert stc.sync_reply(*many).status_code == 413


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"changes": "no"}, "changes"),
        ({"changes": [{"id": 3}]}, "changes[0]"),
        ({"cursors": {"province": "x"}}, "cursors.province"),
        ({"changes": [{**change("visit"), "patch": {"set": []}}]}, "changes[0].patch.set"),
    ],
)
def test_malformed_requests_name_the_place(laptop: Of, body: dict[str, Any], place: str) -> None:
    whole = {"protocol": 1, "changes": [], "cursors": {}, "known": {}} | body
    reply = laptop("STC").call("POST", "/v1/sync", json=whole)
    assert reply.status_code == 400
    assert reply.json()["detail"]["place"].startswith(place)


def test_what_is_not_json_is_refused(laptop: Of) -> None:
    stc = laptop("STC")
    assert stc.call("POST", "/v1/sync", data=b"\xff{").status_code == 400
    broken = stc.call("POST", "/v1/sync", data=b"nonsense", headers={"Content-Encoding": "zstd"})
    assert broken.json()["code"] == "bad_request"
