"""When to sync by itself: a plan computed as a value from what is wished and what is known; nothing here waits or asks.

Laptops of a county start, come online and finish their day together; every moment is shaken, so that they do not call
together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sync_protocol import codes

Step = Literal["", "check", "sync"]

QUIET_SECONDS: Final = 20.0
"""How long after the last change its sending begins: a person who corrects a record at once sends it once."""
START_SECONDS: Final = 5.0
BACK_SECONDS: Final = 3.0
SPREAD_SECONDS: Final = 25.0
"""Over how long starts and returns of the network are spread."""
DAILY_SPREAD_SECONDS: Final = 1800.0
INTERVAL_SPREAD: Final = 0.2
FIRST_BACKOFF_SECONDS: Final = 30.0
LONGEST_BACKOFF_SECONDS: Final = 1800.0
LONGEST_PAUSE_SECONDS: Final = 7200.0
FIRST_CHECK_SECONDS: Final = 15.0
LONGEST_CHECK_SECONDS: Final = 300.0
SAVING_FACTOR: Final = 4
"""How much rarer a laptop with an almost empty battery asks for news."""
DAILY: Final = 0
"""The number of minutes that stands for once a day."""

NEEDS_PERSON: Final = codes.NEEDS_SIGN_IN | {
    "sign_in_again", "another_person", codes.BAD_PASSWORD, codes.DEVICE_REVOKED, codes.PROTOCOL_TOO_OLD,
}  # fmt: skip
"""After these another try changes nothing until a person has done something."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person set. ``minutes`` between syncs, ``DAILY`` for once a day at ``at`` (``HH:MM``)."""

    on: bool = True
    paused: bool = False
    minutes: int = 15
    at: str = "18:00"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known now. Moments carry an offset; None where something did not happen.

    ``succeeded`` the last complete sync; ``ended`` the last try, ``failures`` how many failed in a row, ``error`` the code
    of the last; ``not_before`` when the server wants to be asked again; ``edited`` the last change that is not sent;
    ``reachable`` what is known of the server, ``checked`` when it was last looked for and ``checks_failed`` how often in a
    row in vain; ``came_back`` when the network was last seen to change for the better; ``held`` files that wait for it.
    """

    now: datetime
    started: datetime
    succeeded: datetime | None = None
    ended: datetime | None = None
    failures: int = 0
    error: str = ""
    not_before: datetime | None = None
    edited: datetime | None = None
    reachable: bool | None = None
    checked: datetime | None = None
    checks_failed: int = 0
    came_back: datetime | None = None
    held: bool = False
    low_battery: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do next and when. ``why``: off, paused, person, busy, retry, offline, start, back, edited, schedule."""

    do: Step
    at: datetime | None
    why: str

    def due(self, now: datetime) -> bool:
        """Whether it is time."""
        return self.do != "" and self.at is not None and self.at <= now


def plan(wishes: Wishes, facts: Facts, shake: float) -> Plan:
    """The next step. ``shake`` (0 to 1) is drawn once after each event, not at each asking."""
    if not wishes.on:
        return Plan("", None, "off")
    if wishes.paused:
        return Plan("", None, "paused")
    if facts.error in NEEDS_PERSON:
        return Plan("", None, "person")
    at, why = _wanted(wishes, facts, shake)
    for earliest, reason in ((_asked(facts), "busy"), (_backoff(facts, shake), "retry")):
        if earliest is not None and earliest > at:
            at, why = earliest, reason
    if facts.reachable is False:
        # Looking is cheap and done at its own pace; a server that is not there is not sent anything.
        return Plan("check", _next_check(facts, shake), "offline")
    # Nobody knows whether there is a network after a start, a sleep or a change of it: look first.
    return Plan("sync" if facts.reachable else "check", at, why)


def backoff_seconds(failures: int) -> float:
    """How long to leave the server alone after so many failures in a row."""
    return min(LONGEST_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2.0 ** (min(failures, 20) - 1)) if failures else 0.0


def _wanted(wishes: Wishes, facts: Facts, shake: float) -> tuple[datetime, str]:
    """The earliest moment at which there is a reason."""
    often = wishes.minutes != DAILY
    wanted = [_interval(wishes.minutes, facts, shake) if often else _daily(wishes.at, facts, shake)]
    ended = _past(facts.ended, facts.now)
    if facts.came_back is not None and (ended is None or facts.came_back > ended):
        overdue = wanted[0][0] <= facts.came_back
        if facts.failures or overdue or (often and (facts.edited or facts.held)):
            wanted.append((_later(facts.came_back, BACK_SECONDS + SPREAD_SECONDS * shake), "back"))
    if facts.edited is not None and often:
        quiet = _later(min(facts.edited, facts.now), QUIET_SECONDS + QUIET_SECONDS / 4 * shake)
        wanted.append((quiet, "edited"))
    return min(wanted)


def _interval(minutes: int, facts: Facts, shake: float) -> tuple[datetime, str]:
    ended = _past(facts.ended, facts.now)
    if ended is None:
        return _later(facts.started, START_SECONDS + SPREAD_SECONDS * shake), "start"
    rarer = SAVING_FACTOR if facts.low_battery and facts.edited is None else 1
    return _later(ended, minutes * 60.0 * rarer * (1 + INTERVAL_SPREAD * shake)), "schedule"


def _daily(at: str, facts: Facts, shake: float) -> tuple[datetime, str]:
    """The first hour of the day since the last complete sync, as soon as it may be where that was missed."""
    hour, minute = (int(part) for part in at.split(":"))
    today = facts.now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    last = today if today <= facts.now else today - timedelta(days=1)
    succeeded = _past(facts.succeeded, facts.now)
    spread = DAILY_SPREAD_SECONDS * shake
    if succeeded is not None and succeeded >= last:
        return _later(last + timedelta(days=1), spread), "schedule"
    missed = _later(facts.started, START_SECONDS + SPREAD_SECONDS * shake)
    return max(_later(last, spread), missed), "schedule"


def _asked(facts: Facts) -> datetime | None:
    """When the server wants to be asked again; no server asks for so much that only a wrong clock explains it."""
    wished = facts.not_before
    return wished if wished is not None and wished <= _later(facts.now, LONGEST_PAUSE_SECONDS) else None


def _backoff(facts: Facts, shake: float) -> datetime | None:
    """After failures the server is left alone for longer and longer, unless the network has changed since."""
    ended = _past(facts.ended, facts.now)
    if not facts.failures or ended is None or (facts.came_back is not None and facts.came_back > ended):
        return None
    return _later(ended, backoff_seconds(facts.failures) * (1 + shake / 2))


def _next_check(facts: Facts, shake: float) -> datetime:
    checked = _past(facts.checked, facts.now)
    if checked is None:
        return facts.now
    pace = min(LONGEST_CHECK_SECONDS, FIRST_CHECK_SECONDS * 2.0 ** min(max(0, facts.checks_failed - 1), 20))
    return _later(checked, pace * (1 + shake / 4))


def _past(moment: datetime | None, now: datetime) -> datetime | None:
    """A moment that lies ahead was noted by a clock that was wrong: nothing may wait for it."""
    return moment if moment is not None and moment <= now else None


def _later(moment: datetime, seconds: float) -> datetime:
    return moment + timedelta(seconds=seconds)
