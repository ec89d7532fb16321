"""Roles, and the grants that running appointments give a person (domain.md 1.2)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

FIELD: Final = frozenset({"STC", "DCS", "LEAD"})
OFFICES: Final = frozenset({"COUNTY", "CITY", "PROVINCE"})
OFFICE_READERS: Final = frozenset({"LIAISON", "COUNTY", "CITY", "PROVINCE", "AUDIT"})
# No kind of record names them among its readers (``read_roles`` of ``resources/kinds.json``).
NO_READERS: Final = frozenset({"HOST", "ADMIN"})
SEES_ALL: Final = frozenset({"PROVINCE", "AUDIT"})
EVERYWHERE: Final = frozenset({"PROVINCE", "AUDIT", "ADMIN"})
ALL_ROLES: Final = ("STC", "DCS", "LEAD", "LIAISON", "COUNTY", "CITY", "PROVINCE", "AUDIT", "ADMIN", "HOST")
RUNNING_STATES: Final = frozenset({"approved", "published", "active", "renewed"})

# Whom an office may appoint; nobody hands out more than the own office's rights.
MAY_APPOINT: Final[dict[str, frozenset[str]]] = {
    "LIAISON": FIELD | {"HOST"},
    "COUNTY": FIELD | {"LIAISON", "HOST"},
    "CITY": FIELD | {"LIAISON", "HOST", "COUNTY"},
    "PROVINCE": FIELD | {"LIAISON", "HOST", "COUNTY", "CITY", "PROVINCE"},
    "ADMIN": frozenset(ALL_ROLES),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role with the counties and the team it is held for."""

    role: str
    counties: frozenset[str]
    team: str = ""

    def covers(self, county: str) -> bool:
        """Whether the grant reaches a county: its own, its city's, or any."""
        if self.role in EVERYWHERE:
            return True
        if self.role == "CITY":
            return any(county[:4] == own[:4] for own in self.counties)
        return county in self.counties


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is calling, on which laptop, with which rights."""

    person_id: str
    device_id: str
    grants: tuple[Grant, ...]
    buckets: frozenset[str]

    @property
    def roles(self) -> frozenset[str]:
        """All roles held."""
        return frozenset(grant.role for grant in self.grants)


def is_running(appointment: Mapping[str, Any], today: str) -> bool:
    """Whether an appointment row gives rights today (ISO date)."""
    if appointment["ended"]:
        return False
    return (not appointment["start_on"] or appointment["start_on"] <= today) and (
        not appointment["end_on"] or today <= appointment["end_on"]
    )


def grants_of(appointments: Iterable[Mapping[str, Any]], today: str) -> tuple[Grant, ...]:
    """The grants of a person's appointment rows; the leader of a team holds LEAD as well."""
    grants = []
    for appointment in appointments:
        if not is_running(appointment, today):
            continue
        role, team = appointment["role"], appointment["team"]
        counties = frozenset(part for part in appointment["county"].split(",") if part)
        grants.append(Grant(role, counties, team))
        if role in ("STC", "DCS") and appointment["team_role"] == "leader":
            grants.append(Grant("LEAD", counties, team))
    return tuple(grants)


def appointment_row(record_id: str, answers: Mapping[str, Any], state: str, counties: Iterable[str]) -> dict[str, Any]:
    """The row that an appointment record stands for; several counties are joined with commas, the main one first."""
    main = str(answers.get("county", ""))
    others = sorted(set(counties) - {main, ""})
    return {
        "id": record_id,
        "person_id": str(answers.get("person", "")),
        "role": str(answers.get("role", "")),
        "level": str(answers.get("level", "")),
        "county": ",".join(filter(None, [main, *others])),
        "city": f"{main[:4]}00" if main else "",
        "team": str(answers.get("team", "")),
        "team_role": str(answers.get("team_role", "")),
        "town": str(answers.get("town", "")),
        "start_on": str(answers.get("start", "")),
        "end_on": str(answers.get("end", "")),
        "hosts": json.dumps(answers.get("hosts") or []),
        "ended": int(state not in RUNNING_STATES),
    }
