"""Automatic sync under a clock of its own: what happens over hours, without waiting for any of them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from commissioner_app.errors import EnvironmentFault, InputError
from commissioner_app.services.auto_plan import Wishes
from commissioner_app.services.auto_sync import TICK_SECONDS, AutoSync

START = datetime(2026, 3, 5, 8, 0, tzinfo=timezone(timedelta(hours=8)))


class Clock:
    def __init__(self) -> None:
        self.moment = START

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()


@dataclass
class Day:
    """A laptop whose network and server are switched by the test. ``done`` has what was done at which second."""

    online: bool = True
    error: str = ""
    asked: float = 0.0
    wishes: Wishes = field(default_factory=Wishes)
    shake: float = 0.0
    clock: Clock = field(default_factory=Clock)
    done: list[tuple[int, str]] = field(default_factory=list)
    unsent: bool = False

    def __post_init__(self) -> None:
        self.machine = AutoSync(self.clock, lambda: self.wishes, jitter=lambda: self.shake)

    @property
    def second(self) -> int:
        return round((self.clock.moment - START).total_seconds())

    def run(self, minutes: float) -> list[tuple[int, str]]:
        """Let time pass; gives what was done meanwhile."""
        before = len(self.done)
        for _ in range(round(minutes * 60 / TICK_SECONDS)):
            self.clock.moment += timedelta(seconds=TICK_SECONDS)
            self._step(self.machine.tick())
        return self.done[before:]

    def write(self) -> None:
        self.unsent = True
        self.machine.edited()

    def _step(self, step: str) -> None:
        if not step:
            return
        self.done.append((self.second, step))
        if step == "check":
            self.machine.checked(self.online)
            return
        self.machine.began()
        code = self.error if self.online else "server_unreachable"
        self.unsent = self.unsent and bool(code)
        fault = EnvironmentFault(code) if code else None
        self.machine.ended(fault, waits=self.unsent, asked=self.asked if code == "too_busy" else 0)

    def kinds(self, minutes: float) -> list[str]:
        return [step for _, step in self.run(minutes)]


def test_it_looks_and_syncs_after_the_start_and_then_by_the_hour() -> None:
    day = Day()
    assert day.run(1) == [(5, "check"), (10, "sync")]
    assert [second for second, step in day.run(60) if step == "sync"] == [910, 1810, 2710, 3610]


def test_what_is_written_goes_after_twenty_quiet_seconds() -> None:
    day = Day()
    day.run(2)
    day.write()
    day.run(0.25)
    day.write()
    assert day.run(1) == [(155, "sync")]
    assert day.run(5) == []


def test_without_network_it_only_looks_and_goes_on_when_it_is_back() -> None:
    day = Day()
    day.run(2)
    day.online = False
    day.write()
    steps = day.kinds(30)
    assert steps.count("sync") == 1, "one try says that the network is gone"
    assert steps.count("check") >= 7
    day.online = True
    assert day.kinds(6)[-2:] == ["check", "sync"]
    assert not day.unsent


def test_a_hint_of_the_system_makes_it_look_at_once() -> None:
    day = Day(online=False)
    day.run(120)
    day.online = True
    day.machine.network_changed()
    assert day.kinds(0.25) == ["check", "sync"]


def test_a_hint_alone_is_not_believed() -> None:
    day = Day(online=False)
    day.run(20)
    day.machine.network_changed()
    assert day.kinds(0.5) == ["check", "check"]


def test_after_sleep_it_looks_again() -> None:
    day = Day()
    day.run(2)
    day.clock.moment += timedelta(hours=9)
    assert day.kinds(1) == ["check", "sync"]


def test_a_clock_that_is_set_back_holds_nothing_up() -> None:
    day = Day()
    day.run(2)
    day.clock.moment -= timedelta(days=400)
    assert "sync" in day.kinds(2)


def test_failures_are_tried_again_ever_later() -> None:
    day = Day(error="server_error", unsent=True)
    day.machine.edited()
    tries = [second for second, step in day.run(240) if step == "sync"]
    gaps = [after - before for before, after in itertools.pairwise(tries)]
    assert gaps == sorted(gaps) and gaps[:4] == [30, 60, 120, 240] and gaps[-1] == 1800
    day.error = ""
    day.run(31)
    assert not day.unsent and day.machine.facts.failures == 0


def test_a_busy_server_is_left_alone_as_long_as_it_asks_and_a_little_longer() -> None:
    day = Day(error="too_busy", asked=600, shake=0.5)
    day.write()
    day.run(1)
    (first,) = [second for second, step in day.done if step == "sync"]
    day.error = ""
    later = next(second for second, step in day.run(20) if step == "sync")
    assert 750 <= later - first <= 760


def test_what_a_person_must_mend_stops_it_until_then() -> None:
    day = Day(error="sign_in_again")
    day.run(1)
    assert day.machine.needs_person() and day.run(600) == []
    day.machine.began()
    day.machine.ended(None)
    day.error = ""
    assert "sync" in day.kinds(20)


def test_pausing_lasts_until_it_is_taken_back() -> None:
    day = Day()
    day.run(2)
    day.wishes = Wishes(paused=True)
    day.write()
    assert day.run(120) == [] and day.machine.plan().why == "paused"
    day.wishes = Wishes()
    assert "sync" in day.kinds(0.5)


def test_edits_made_during_a_sync_are_sent_by_the_next() -> None:
    day = Day()
    day.run(2)
    day.machine.began()
    day.clock.moment += timedelta(seconds=30)
    day.machine.edited()
    assert day.machine.tick() == "", "one runs"
    day.machine.ended(None)
    assert day.kinds(0.5) == ["sync"]


def test_a_sync_that_was_stopped_by_hand_is_no_failure() -> None:
    day = Day()
    day.run(2)
    day.machine.began()
    day.machine.stopped()
    assert day.machine.facts.failures == 0 and day.run(10) == []
    assert InputError("sync_running").code not in {day.machine.facts.error}


def test_once_a_day_and_later_where_the_laptop_was_off() -> None:
    day = Day(wishes=Wishes(minutes=0, at="18:00"))
    day.machine = AutoSync(
        day.clock, lambda: day.wishes, succeeded=START - timedelta(hours=13, minutes=30), jitter=lambda: 0.0
    )
    day.write()
    steps = [second for second, step in day.run(24 * 60) if step == "sync"]
    assert steps == [36_005]
    day.clock.moment += timedelta(hours=20)
    assert "sync" in day.kinds(1)
