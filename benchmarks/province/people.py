"""The people of a province with their laptops, put straight into the database: what a season of signing in leaves there.

One slow hash serves for all of them, and the laptops hold the tokens of an earlier evening.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from benchmarks.province import bodies
from provincial_server.db import counters, devices, people
from provincial_server.db.engine import Connection, Database
from provincial_server.logic import passwords
from provincial_server.logic.accounts import ADMINISTRATOR
from provincial_server.logic.ids import new_id
from provincial_server.logic.push import Push
from sync_protocol.messages import Change

PASSWORD: Final = "Tea-and-chestnut-2026"
OF_COUNTY: Final = 170
OF_TEAM: Final = 8
_BATCH: Final = 500
_AT: Final = "2026-11-01T08:00:00.000+08:00"


@dataclass
class Member:
    """A person with a laptop: the tokens it holds, the buckets and records it has, where it stands in them."""

    number: int
    person_id: str = field(default_factory=new_id)
    device_id: str = field(default_factory=new_id)
    held: list[str] = field(default_factory=list)
    cursors: dict[str, int] = field(default_factory=dict)

    @property
    def login(self) -> str:
        """The sign-in name."""
        return f"commissioner{self.number}"

    @property
    def county(self) -> str:
        """The county of the appointment."""
        return f"{340100 + self.number // OF_COUNTY}"

    @property
    def team(self) -> str:
        """The team of the appointment."""
        return f"team{self.number // OF_TEAM}"

    @property
    def access(self) -> str:
        """The access token."""
        return f"access-{self.device_id}"

    @property
    def refresh(self) -> str:
        """The refresh token."""
        return f"refresh-{self.device_id}"

    @property
    def buckets(self) -> tuple[str, ...]:
        """What the laptop may hold."""
        return (f"county:{self.county}", "province", f"team:{self.team}", f"user:{self.person_id}")

    @property
    def owner(self) -> dict[str, str]:
        """The answers that make a record this person's."""
        return {"writer": self.person_id, "county": self.county, "team": self.team}


def settle(database: Database, count: int, held: int, *, expired: bool = False) -> list[Member]:
    """So many members with so many visits each. ``expired``: their access tokens are of an earlier evening."""
    members = [Member(number) for number in range(count)]
    password = passwords.hashed(PASSWORD)
    for part in _parts(members, _BATCH):
        with database.write() as connection:
            _sign_in(connection, part, password, expired)
            _push(connection, [_appointment(one) for one in part])
    for part in _parts(members, max(1, _BATCH // max(held, 1))):
        visits = [(one, bodies.visit(one)) for one in part for _ in range(held)]
        with database.write() as connection:
            _push(connection, [change for _, change in visits])
        for one, change in visits:
            one.held.append(change["record_id"])
    with database.read() as connection:
        last = counters.current(connection)
    for one in members:
        one.cursors = dict.fromkeys(one.buckets, last)
    return members


def _sign_in(connection: Connection, members: Sequence[Member], password: str, expired: bool) -> None:
    now = datetime.now(UTC)
    access = now + timedelta(hours=-20 if expired else 20)
    for one in members:
        people.add(
            connection,
            {"id": one.person_id, "login": one.login, "password": password, "display": "程岚", "unit": "", "phone": "",
             "created_at": _AT},
        )  # fmt: skip
        devices.add(
            connection, device_id=one.device_id, person_id=one.person_id, code=f"A{one.number}", name="bench",
            scopes=[one.county], at=_AT,
        )  # fmt: skip
        devices.add_session(
            connection,
            {
                "device_id": one.device_id,
                "person_id": one.person_id,
                "access_hash": _hash(one.access),
                "access_expires": access.isoformat(timespec="milliseconds"),
                "refresh_hash": _hash(one.refresh),
                "refresh_expires": (now + timedelta(days=60)).isoformat(timespec="milliseconds"),
                "parent": 0,
            },
        )


def _appointment(one: Member) -> Change:
    answers = {
        "person": one.person_id, "person_name": "程岚", "role": "STC", "level": "county", "county": one.county,
        "team": one.team, "start": "2026-01-01",
    }  # fmt: skip
    return bodies.change(new_id(), "appointment", {"set": answers, "state": "active"})


def _push(connection: Connection, changes: Sequence[Change]) -> None:
    answers = Push(connection, ADMINISTRATOR, trusted=True).take(changes)
    wrong = next((one for one in answers if one["status"] != "accepted"), None)
    if wrong is not None:
        raise RuntimeError(f"preparing the laptops: {wrong}")


def _parts(members: Sequence[Member], size: int) -> Iterator[Sequence[Member]]:
    return (members[start : start + size] for start in range(0, len(members), size))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
