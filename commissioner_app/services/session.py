"""Who works at this laptop: the person, their appointments and what follows from them (domain.md 1.2, 1.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from commissioner_app.domain.permissions import SessionFacts, roles_of


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
        texts = {name: str(data.get(name) or "") for name in cls.__slots__ if name != "hosts"}
        return cls(**texts, hosts=tuple(data.get("hosts") or ()))

    def in_force(self, day: str) -> bool:
        """Whether the appointment runs on a day (``YYYY-MM-DD``)."""
        return (not self.start or self.start <= day) and (not self.end or day <= self.end)


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

    @property
    def appointment(self) -> Appointment | None:
        """The appointment that new records name: the first that is not an office's, else the first."""
        field_work = [one for one in self.appointments if one.role in {"STC", "DCS", "LEAD"}]
        return next(iter(field_work or self.appointments), None)

    def facts(self) -> SessionFacts:
        """The person as the permission rules see them."""
        return SessionFacts(
            person_id=self.person_id,
            roles=self.roles,
            buckets=frozenset(self.buckets),
            counties=frozenset(one.county for one in self.appointments if one.county),
            teams=frozenset(one.team for one in self.appointments if one.team),
        )


def session_of(reply: Mapping[str, Any], day: str) -> Session:
    """The session that a sign-in's reply (``SignInReply``) gives on a day; appointments not in force are left out."""
    every = [Appointment.from_json(one) for one in reply.get("appointments") or ()]
    running = tuple(one for one in every if one.in_force(day))
    return Session(
        person_id=reply["person_id"],
        display=reply["display"],
        unit=reply.get("unit") or "",
        phone=reply.get("phone") or "",
        device_id=reply["device_id"],
        device_code=reply["device_code"],
        appointments=running,
        roles=roles_of(asdict(one) for one in running),
        county=next((one.county for one in running if one.county), ""),
        team=next((one.team for one in running if one.team), ""),
        buckets=tuple(reply.get("buckets") or ()),
    )
