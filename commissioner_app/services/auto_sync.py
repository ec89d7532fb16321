"""Automatic sync as a small machine: told what happens, asked now and then what is to be done. It knows no network, no
thread and no window; whoever drives it does what it says and tells it how that went."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from commissioner_app.errors import AppError
from commissioner_app.services.auto_plan import NEEDS_PERSON, Facts, Plan, Step, Wishes, plan
from commissioner_app.services.preferences import Preferences
from commissioner_app.services.sync import Sync
from commissioner_app.services.sync_endings import AWAY
from commissioner_app.system.clock import Clock
from commissioner_app.system.power import low_battery

TICK_SECONDS: Final = 5.0
"""How often the machine expects to be asked."""
ASLEEP_SECONDS: Final = 60.0
"""A longer pause between two askings means that the laptop slept."""


class AutoSync:
    """Driven by ``tick``. All moments are the laptop's clock; where that jumps, what was known of the network is void."""

    def __init__(
        self,
        clock: Clock,
        wishes: Callable[[], Wishes],
        *,
        succeeded: datetime | None = None,
        not_before: datetime | None = None,
        waits: bool = False,
        low_battery: Callable[[], bool] = lambda: False,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """``succeeded``, ``not_before``: as an earlier run of the program left them; ``waits``: something is unsent."""
        self._clock, self._wishes, self._low_battery, self._jitter = clock, wishes, low_battery, jitter
        now = clock.now()
        self._facts = Facts(now, started=now, succeeded=succeeded, not_before=not_before, edited=now if waits else None)
        self._shake = jitter()
        self._busy = False

    @property
    def facts(self) -> Facts:
        """What is known, as of the last event."""
        return self._facts

    def plan(self) -> Plan:
        """What comes next, for doing and for showing."""
        facts = replace(self._facts, now=self._clock.now(), low_battery=self._low_battery())
        return plan(self._wishes(), facts, self._shake)

    def tick(self) -> Step:
        """What is to be done now: nothing, look whether the server is there, or sync. While one of them is under way
        the answer is nothing."""
        now, before = self._clock.now(), self._facts.now
        if now - before > timedelta(seconds=ASLEEP_SECONDS):
            self.network_changed()
        elif before - now > timedelta(seconds=TICK_SECONDS):
            self._set(started=now)
        self._facts = replace(self._facts, now=now)
        if self._busy:
            return ""
        wanted = self.plan()
        if not wanted.due(now):
            return ""
        self._busy = True
        return wanted.do

    def edited(self) -> None:
        """A record was written; sending waits until the person is quiet."""
        self._set(edited=self._clock.now())

    def network_changed(self, *, up: bool = True) -> None:
        """The system says that the network is another one or gone, or the laptop woke. It is believed only as a hint: a
        server thought away is looked for again, one thought reachable too."""
        if up:
            self._set(reachable=None, checks_failed=0, checked=None, came_back=self._clock.now())
        elif self._facts.reachable:
            self._set(reachable=None)

    def checked(self, reached: bool) -> None:
        """How looking for the server went."""
        self._busy = False
        now, failed = self._clock.now(), 0 if reached else self._facts.checks_failed + 1
        back = now if reached and self._facts.reachable is False else self._facts.came_back
        self._set(reachable=reached, checked=now, checks_failed=failed, came_back=back)

    def began(self) -> None:
        """A sync runs, whoever began it. What is edited from now on may not be part of it."""
        self._busy = True
        self._set(edited=None)

    def ended(self, error: AppError | None, *, waits: bool = False, held: bool = False, asked: float = 0.0) -> None:
        """A sync ended with ``error`` or well. ``waits``: something is still unsent; ``held``: of which files wait for a
        better network; ``asked``: for how many seconds the server wants to be left alone."""
        self._busy = False
        now, before = self._clock.now(), self._facts
        away = error is not None and error.code in AWAY
        wait = asked * (1 + self._jitter() / 2)
        self._set(
            ended=now,
            error=error.code if error else "",
            failures=before.failures + 1 if error else 0,
            succeeded=before.succeeded if error else now,
            not_before=now + timedelta(seconds=wait) if asked else None,
            reachable=not away,
            checked=now,
            checks_failed=1 if away else 0,
            edited=before.edited or (now if error is not None and waits else None),
            held=held,
        )

    def stopped(self) -> None:
        """A sync was cancelled or paused by the person: not a failure, and what is left waits for the next."""
        self._busy = False
        self._set(ended=self._clock.now())

    def needs_person(self) -> bool:
        """Whether automatic syncs rest until somebody has signed in or updated."""
        return self._facts.error in NEEDS_PERSON

    def _set(self, **changed: object) -> None:
        """After each event the moments are shaken anew."""
        self._facts = replace(self._facts, **changed)  # type: ignore[arg-type]
        self._shake = self._jitter()


def wishes_of(preferences: Preferences) -> Wishes:
    """What the person set."""
    get = preferences.get
    return Wishes(get("auto_sync"), get("sync_paused"), get("auto_sync_minutes"), get("auto_sync_at"))


def automatic(clock: Clock, preferences: Preferences, sync: Sync) -> AutoSync:
    """The machine for an open profile, which goes on from what the store remembers."""
    status = sync.status()
    return AutoSync(
        clock,
        lambda: wishes_of(preferences),
        succeeded=_moment(status.last_complete),
        not_before=_moment(sync.not_before()),
        waits=status.waits,
        low_battery=low_battery,
    )


def _moment(iso: str) -> datetime | None:
    try:
        return datetime.fromisoformat(iso)
    except ValueError:
        return None
