"""Who works at this laptop: the person, their appointments and what follows from them (domain.md 1.2, 1.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Appointment:
    """One appointment as the server holds it. Dates are ``YYYY-MM-DD``, ``end`` empty when open."""

    id: str
    role: str
    level: str = ""
    county: str = ""
    city: str = ""
    team: str = ""
    team_role: str = ""
    town: str = ""
    start: str = ""
    end: str = ""
    hosts: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Appointment:
        """The appointment of the wire (``sync_protocol.messages.Appointment``)."""
        values = {name: data[name] for name in cls.__slots__ if data.get(name)}
        values["hosts"] = tuple(data.get("hosts") or ())
        return cls(**{"id": "", "role": "", **values})


@dataclass(frozen=True, slots=True)
class Session:
    """The signed-in person. ``county`` and ``team`` are those of the first appointment in force, "" where none."""

    person_id: str
    display: str
    unit: str
    phone: str
    device_id: str
    device_code: str
    appointments: tuple[Appointment, ...] = ()
    roles: frozenset[str] = field(default_factory=frozenset)
    county: str = ""
    team: str = ""
    buckets: tuple[str, ...] = ()

    def has(self, *roles: str) -> bool:
        """Whether the person holds one of the roles today."""
        return not self.roles.isdisjoint(roles)
