"""What one round says, which stage follows which, what differs, and what a failure means: values, so tables."""

from __future__ import annotations

import dataclasses

import pytest

from commissioner_app.store.rows import BucketState, OutboxChange, Version
from commissioner_app.store.store import Store
from commissioner_app.sync import stages
from commissioner_app.sync.failures import of_reply
from commissioner_app.sync.plan import PUSH_BYTES, Round, following, plan, unfinished
from commissioner_app.sync.stages import Stage
from commissioner_app.sync.verify import differing
from sync_protocol import limits


def _change(number: int) -> OutboxChange:
    return OutboxChange(f"c{number}", f"r{number}", "visit", 0, "2026", {"set": {}}, Version())


def _bucket(name: str, count: int = 1, *, complete: bool = True) -> BucketState:
    return BucketState(name, 7, count, "0f", complete)


@pytest.mark.parametrize(
    ("sizes", "sent", "pulls"),
    [
        ([], 0, True),
        ([100] * 3, 3, True),
        ([100] * limits.PUSH_CHANGES, limits.PUSH_CHANGES, True),
        ([100] * (limits.PUSH_CHANGES + 1), limits.PUSH_CHANGES, False),
        ([PUSH_BYTES + 1, 1], 1, False),
        ([1, PUSH_BYTES], 1, False),
    ],
)
def test_a_round_takes_what_fits_and_pulls_with_the_last(sizes: list[int], sent: int, pulls: bool) -> None:
    round_ = plan([(_change(number), size) for number, size in enumerate(sizes)], {"a": _bucket("a")}, {"forms": "1"})
    assert (len(round_.changes), round_.pulls) == (sent, pulls)
    request = round_.request()
    assert request["cursors"] == {"a": 7}
    assert request["limit"] == (limits.FIRST_LOAD_RECORDS if pulls else 1)
    assert [change["id"] for change in request["changes"]] == [f"c{number}" for number in range(sent)]


@pytest.mark.parametrize(
    ("more", "held", "left"), [(False, ["a"], False), (True, ["a"], True), (False, [], True), (False, ["b"], True)]
)
def test_what_is_left_to_ask(more: bool, held: list[str], left: bool) -> None:
    reply = {"pages": {"a": {"more": more}}, "buckets": ["a"]}
    assert unfinished(reply, {name: _bucket(name) for name in held}) is left


def test_the_next_request_is_guessed_only_where_it_is_certain() -> None:
    planned = Round((), {"a": 1, "b": 5}, {"forms": "1"}, pulls=True)
    more = {"pages": {"a": {"cursor": 9, "more": True}, "b": {"cursor": 5, "more": False}}}
    guess = following(planned, more)
    assert guess is not None and guess.request() == {**planned.request(), "cursors": {"a": 9, "b": 5}}
    assert following(planned, {"pages": {"a": {"cursor": 9, "more": False}}}) is None
    assert following(dataclasses.replace(planned, changes=(_change(1),)), more) is None
    assert following(dataclasses.replace(planned, pulls=False), more) is None
    offered = {"pages": {"a": {"cursor": 0, "more": True, "snapshot": {"name": "x"}}}}
    assert following(planned, offered) is None


def test_only_complete_buckets_are_compared() -> None:
    buckets = {"a": _bucket("a"), "b": _bucket("b", 2), "c": _bucket("c", 5, complete=False)}
    prints = {name: {"count": 1, "digest": "0f"} for name in ("a", "b", "c", "unknown")}
    assert differing(buckets, prints) == ["b"]


def test_stages_follow_each_other_and_the_last_is_remembered(store: Store) -> None:
    state = store.sync_state
    assert not stages.interrupted(state)
    now = stages.enter(state, Stage.DONE, Stage.EXCHANGE)
    now = stages.enter(state, now, Stage.RESOURCES)
    assert stages.interrupted(state)
    assert stages.current(state) is Stage.RESOURCES
    now = stages.enter(state, now, Stage.DOWNLOAD)
    with pytest.raises(ValueError, match="cannot go"):
        stages.enter(state, now, Stage.UPLOAD)
    stages.enter(state, now, Stage.EXCHANGE)


@pytest.mark.parametrize(
    ("status", "body", "code", "retryable", "login", "update"),
    [
        (401, {"code": "token_expired"}, "token_expired", False, True, False),
        (401, None, "token_invalid", False, True, False),
        (403, {"code": "device_revoked"}, "device_revoked", False, True, False),
        (403, {"code": "not_allowed"}, "server_not_allowed", False, False, False),
        (404, "text", "not_found", False, False, False),
        (426, {"code": "protocol_too_old"}, "protocol_too_old", False, False, True),
        (426, {"code": "protocol_too_new"}, "server_too_old", False, False, False),
        (429, None, "too_busy", True, False, False),
        (503, {"code": "too_busy"}, "too_busy", True, False, False),
        (500, {"code": "bug"}, "server_error", True, False, False),
        (502, None, "server_error", True, False, False),
        (400, {"code": 5, "detail": {"code": 1, "wait": 2, "status": 3}}, "5", False, False, False),
        (302, None, "server_confused", False, False, False),
    ],
)
def test_a_failure_answers_the_questions(  # noqa: PLR0917
    status: int, body: object, code: str, retryable: bool, login: bool, update: bool
) -> None:
    failure = of_reply(status, body)
    assert (failure.code, failure.status) == (code, status)
    assert (failure.retryable, failure.needs_login, failure.needs_update) == (retryable, login, update)


def test_every_failure_has_a_text() -> None:
    from commissioner_app import i18n
    from commissioner_app.sync import failures

    codes = {value for name, value in vars(failures).items() if name.isupper() and isinstance(value, str)}
    assert all(i18n.has(f"error.{code}") for code in codes)
