"""When to sync by itself: the table of reasons, and laws that hold for all facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.services import auto_plan
from commissioner_app.services.auto_plan import DAILY, NEEDS_PERSON, Facts, Plan, Wishes, backoff_seconds, plan

ZONE = timezone(timedelta(hours=8))
NOW = datetime(2026, 3, 5, 10, 0, tzinfo=ZONE)


def ago(**parts: float) -> datetime:
    return NOW - timedelta(**parts)


RUNNING = Facts(NOW, started=ago(hours=2), ended=ago(minutes=10), succeeded=ago(minutes=10), reachable=True)
FRESH = Facts(NOW, started=NOW)


@pytest.mark.parametrize(
    ("wishes", "facts", "do", "seconds", "why"),
    [
        (Wishes(), RUNNING, "sync", 300, "schedule"),
        (Wishes(minutes=60), RUNNING, "sync", 3000, "schedule"),
        (Wishes(on=False), RUNNING, "", None, "off"),
        (Wishes(paused=True), RUNNING, "", None, "paused"),
        (Wishes(), replace(RUNNING, error="device_revoked", failures=1), "", None, "person"),
        (Wishes(), FRESH, "check", 5, "start"),
        (Wishes(), replace(FRESH, reachable=True), "sync", 5, "start"),
        (Wishes(), replace(RUNNING, edited=ago(seconds=5)), "sync", 15, "edited"),
        (Wishes(), replace(RUNNING, edited=ago(seconds=5), reachable=None), "check", 15, "edited"),
        (Wishes(), replace(RUNNING, failures=1, error="server_error", ended=NOW, edited=NOW), "sync", 30, "retry"),
        (Wishes(), replace(RUNNING, failures=3, error="bug", ended=NOW, edited=NOW), "sync", 120, "retry"),
        (Wishes(), replace(RUNNING, edited=ago(minutes=1), not_before=NOW + timedelta(seconds=90)), "sync", 90, "busy"),
        (Wishes(), replace(RUNNING, edited=ago(minutes=1), not_before=NOW + timedelta(days=9)), "sync", -40, "edited"),
        (Wishes(), replace(RUNNING, reachable=False, checked=NOW, checks_failed=1), "check", 15, "offline"),
        (Wishes(), replace(RUNNING, reachable=False, checked=NOW, checks_failed=3), "check", 60, "offline"),
        (Wishes(), replace(RUNNING, reachable=False, checked=NOW, checks_failed=99), "check", 300, "offline"),
        (Wishes(), replace(RUNNING, failures=5, ended=ago(minutes=1), came_back=NOW), "sync", 3, "back"),
        (Wishes(), replace(RUNNING, came_back=NOW, held=True), "sync", 3, "back"),
        (Wishes(), replace(RUNNING, came_back=NOW), "sync", 300, "schedule"),
        (Wishes(), replace(RUNNING, low_battery=True), "sync", 3000, "schedule"),
        (Wishes(), replace(RUNNING, low_battery=True, edited=NOW), "sync", 20, "edited"),
        (Wishes(minutes=DAILY), replace(RUNNING, edited=ago(hours=1)), "sync", 8 * 3600, "schedule"),
        (Wishes(minutes=DAILY, at="09:55"), replace(RUNNING, succeeded=ago(minutes=10)), "sync", -300, "schedule"),
        (Wishes(minutes=DAILY), replace(FRESH, reachable=True, succeeded=ago(hours=30)), "sync", 5, "schedule"),
        (Wishes(minutes=DAILY), replace(RUNNING, succeeded=ago(hours=15)), "sync", 8 * 3600, "schedule"),
        (Wishes(), replace(RUNNING, ended=NOW + timedelta(hours=3)), "sync", 5 - 7200, "start"),
    ],
)  # fmt: skip
def test_reasons(wishes: Wishes, facts: Facts, do: str, seconds: float | None, why: str) -> None:
    at = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert plan(wishes, facts, 0.0) == Plan(do, at, why)  # type: ignore[arg-type]


moments = st.none() | st.integers(-200_000, 200_000).map(lambda s: NOW + timedelta(seconds=s))
wishes_of = st.builds(
    Wishes, st.just(True), st.just(False), st.sampled_from([DAILY, 15, 30, 60]), st.sampled_from(["00:00", "18:00", "23:59"])
)  # fmt: skip
facts_of = st.builds(
    Facts, st.just(NOW), st.integers(0, 90_000).map(lambda s: NOW - timedelta(seconds=s)), moments, moments,
    st.integers(0, 40), st.sampled_from(["", "server_error", "too_busy", "server_unreachable"]), moments, moments,
    st.sampled_from([None, True, False]), moments, st.integers(0, 40), moments, st.booleans(), st.booleans(),
)  # fmt: skip
shakes = st.floats(0, 1, exclude_max=True)


@given(wishes_of, facts_of, shakes)
def test_there_is_always_a_next_time_within_a_day_and_a_half(wishes: Wishes, facts: Facts, shake: float) -> None:
    found = plan(wishes, facts, shake)
    assert found.do and found.at is not None
    assert found.at <= NOW + timedelta(hours=36), "whatever a wrong clock has noted"


@given(wishes_of, facts_of, shakes)
def test_a_busy_server_and_one_that_failed_are_left_alone(wishes: Wishes, facts: Facts, shake: float) -> None:
    found = plan(wishes, facts, shake)
    assert found.at is not None
    if found.do == "check" and facts.reachable is False:
        return
    if facts.not_before is not None and facts.not_before <= NOW + timedelta(hours=2):
        assert found.at >= facts.not_before
    changed = facts.came_back is not None and facts.ended is not None and facts.came_back > facts.ended
    if facts.failures and facts.ended is not None and facts.ended <= NOW and not changed:
        assert found.at >= facts.ended + timedelta(seconds=backoff_seconds(facts.failures))


@given(facts_of, shakes)
def test_nobody_is_sent_anything_before_he_is_seen(facts: Facts, shake: float) -> None:
    found = plan(Wishes(), facts, shake)
    assert (found.do == "sync") == (facts.reachable is True)


@given(wishes_of, facts_of, shakes, st.sampled_from(sorted(NEEDS_PERSON)))
def test_what_only_a_person_can_mend_is_not_tried_again(wishes: Wishes, facts: Facts, shake: float, code: str) -> None:
    assert plan(wishes, replace(facts, error=code), shake) == Plan("", None, "person")


@given(st.integers(0, 60))
def test_backoff_doubles_up_to_half_an_hour(failures: int) -> None:
    now, then = backoff_seconds(failures), backoff_seconds(failures + 1)
    assert then == min(auto_plan.LONGEST_BACKOFF_SECONDS, max(2 * now, auto_plan.FIRST_BACKOFF_SECONDS))


def test_laptops_that_wake_together_do_not_call_together() -> None:
    at = [
        plan(Wishes(minutes=DAILY, at="09:30"), replace(RUNNING, succeeded=ago(hours=9)), n / 100).at
        for n in range(100)
    ]
    assert len(set(at)) == 100
    assert max(x for x in at if x) - min(x for x in at if x) > timedelta(minutes=25)
