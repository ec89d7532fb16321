"""A second opinion on who may see what, written from ``domain.md`` 1.7 and not from the server's code: no buckets here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
_RUNNING = ("approved", "published", "active", "renewed")


@dataclass(frozen=True)
class Rights:
    """What a person's running appointments say on one day."""

    person: str
    appointments: tuple[Json, ...]

    def may_see(self, record: Json) -> bool:
        """Whether this person may see a record as it stands."""
        answers, kind = record["answers"], record["kind"]
        if kind == "appointment":
            return answers.get("person") == self.person or self._place(answers)
        if kind == "host":
            return self._place(answers)
        if answers.get("writer") == self.person or self._team(answers.get("team")) or self._office(answers):
            return True
        if kind == "need" and "40" <= record["state"] <= "80":
            return answers.get("public_level") == "P2" or self._place(answers)
        return False

    def _team(self, team: Any) -> bool:
        return bool(team) and any(one.get("team") == team for one in self.appointments)

    def _place(self, answers: Json) -> bool:
        """Whether an appointment holds for the record's county; what names no county is everybody's."""
        county = answers.get("county")
        return not county or any(_reaches(one, county) for one in self.appointments)

    def _office(self, answers: Json) -> bool:
        county = answers.get("county")
        offices = [one for one in self.appointments if one.get("role") in ("LIAISON", "COUNTY", "CITY", "PROVINCE")]
        return bool(county) and any(_reaches(one, county) for one in offices)


def of(person: str, records: Iterable[Json], day: str) -> Rights:
    """The rights of a person on a day (``YYYY-MM-DD``), from the records of appointments on the server."""
    mine = (one for one in records if one["kind"] == "appointment" and one["answers"].get("person") == person)
    return Rights(person, tuple(one["answers"] for one in mine if _runs(one, day)))


def _runs(record: Json, day: str) -> bool:
    start, end = record["answers"].get("start", ""), record["answers"].get("end", "")
    return (
        record["state"] in _RUNNING
        and not record["deleted"]
        and (not start or start <= day)
        and (not end or day <= end)
    )


def _reaches(appointment: Json, county: Any) -> bool:
    role, own = appointment.get("role"), str(appointment.get("county", ""))
    if role in ("PROVINCE", "AUDIT"):
        return True
    return own[:4] == str(county)[:4] if role == "CITY" and own else own == county
