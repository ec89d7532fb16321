"""What the makers of the sample county share: chance with a seed, the day it stands at, phrase banks, the records made so far."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from random import Random
from typing import Any, Final

from provincial_server.errors import RESOURCES
from provincial_server.logic.ids import RANDOM_BITS, uuid7

COUNTY: Final = "341524"
CITY: Final = "341500"
COUNTY_NAME: Final = "金寨县"
TEAM_ONE: Final = "T1"
TEAM_TWO: Final = "T2"
CHINA: Final = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Made:
    """A record of the sample county, before it is stored."""

    id: str
    kind: str
    answers: dict[str, Any]
    state: str
    author: str
    at: str
    form_id: str


@dataclass
class World:
    """One sample county under construction."""

    rng: Random
    today: date
    made: list[Made] = field(default_factory=list)
    photos: dict[str, bytes] = field(default_factory=dict)
    persons: dict[str, Made] = field(default_factory=dict)

    def new_id(self, at: datetime) -> str:
        """An id as if made at that moment; the same for the same seed."""
        return uuid7(int(at.timestamp() * 1000), self.rng.getrandbits(RANDOM_BITS))

    def item(self, **answers: Any) -> dict[str, Any]:
        """An item of a repeat, empty answers left out."""
        return {"id": self.new_id(self.moment(self.today)), **filled(answers)}

    def add(
        self,
        kind: str,
        answers: dict[str, Any],
        *,
        at: datetime,
        author: str,
        state: str,
        form: str = "",
        id_: str = "",
    ) -> Made:
        """Keep a record; empty answers are left out."""
        record = Made(id_ or self.new_id(at), kind, filled(answers), state, author, iso(at), form)
        self.made.append(record)
        return record

    def moment(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        """A moment of a day in China's zone."""
        return datetime.combine(day, time(hour, minute), CHINA)

    def day(self, first: int, last: int) -> date:
        """A day between so many days from today (negative: past)."""
        return self.today + timedelta(days=self.rng.randint(first, last))

    def person_name(self) -> str:
        """A made-up name."""
        names = bank("names")
        return str(self.rng.choice(names["surnames"]) + self.rng.choice(names["given"]))

    def place_name(self) -> str:
        """A made-up name of a place."""
        names = bank("names")
        parts = ("place_first", "place_second", "place_last")
        return "".join(self.rng.choice(names[part]) for part in parts)

    def phone(self) -> str:
        """A number of an obviously made-up pattern."""
        return f"1390000{self.rng.randrange(10_000):04d}"

    def of(self, kind: str) -> list[Made]:
        """The records of a kind made so far."""
        return [record for record in self.made if record.kind == kind]


def filled(answers: dict[str, Any]) -> dict[str, Any]:
    """Without empty answers, which are absent keys."""
    return {key: value for key, value in answers.items() if value not in (None, "", [], {})}


def iso(moment: datetime) -> str:
    """ISO 8601 with offset and milliseconds."""
    return moment.isoformat(timespec="milliseconds")


@cache
def bank(name: str) -> Any:
    """A phrase bank of ``resources/sample``."""
    return json.loads((RESOURCES / "sample" / f"{name}.json").read_text(encoding="utf-8"))


@cache
def towns() -> tuple[tuple[str, str], ...]:
    """(code, name) of the sample county's townships."""
    with (RESOURCES / "lists" / "L_TOWN.csv").open(encoding="utf-8", newline="") as stream:
        found = tuple((row["code"], row["zh"]) for row in csv.DictReader(stream) if row["parent"] == COUNTY)
    return found


@cache
def form_version(form_id: str) -> str:
    """The version of a form that comes along, empty when there is none."""
    path = RESOURCES / "forms" / form_id / "settings.csv"
    if not path.is_file():
        return ""
    with path.open(encoding="utf-8", newline="") as stream:
        return next(csv.DictReader(stream))["version"]
