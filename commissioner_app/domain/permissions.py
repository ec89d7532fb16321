"""Who may read, write and move a record; pure facts in, answer out (domain.md 1.7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from commissioner_app.domain.buckets import county_bucket, placing_counties
from commissioner_app.domain.kind import Kind, Move
from commissioner_app.domain.states import (
    ADMIN,
    AUDIT,
    COUNTY,
    DCS,
    LEAD,
    LIAISON,
    OFFICES,
    PROVINCE_ROLE,
    STC,
    WRITERS,
)

Answers = Mapping[str, Any]
PhoneView = Literal["plain", "masked", "hidden"]
OWN_ONLY = frozenset({"submit", "recall"})
JUDGEMENTS = frozenset({"approve", "return"})
EVERYWHERE = frozenset({PROVINCE_ROLE, ADMIN})
NEVER_WHOLE = frozenset({PROVINCE_ROLE, AUDIT})
RUNNING_APPOINTMENTS = frozenset({"", "approved", "published", "active", "renewed"})


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What the rules need to know of the person at the keyboard."""

    person_id: str
    roles: frozenset[str]
    buckets: frozenset[str]
    counties: frozenset[str] = field(default_factory=frozenset)
    teams: frozenset[str] = field(default_factory=frozenset)


def roles_of(appointments: Iterable[Answers]) -> frozenset[str]:
    """The roles of running appointments; a team's leader holds LEAD as well."""
    roles: set[str] = set()
    for appointment in appointments:
        role = str(appointment.get("role", ""))
        if role:
            roles.add(role)
        if role in (STC, DCS) and appointment.get("team_role") == "leader":
            roles.add(LEAD)
    return frozenset(roles)


def is_own(answers: Answers, facts: SessionFacts) -> bool:
    """Whether the person wrote the record, or leads the team it belongs to; what names no writer is anybody's."""
    if not answers.get("writer"):
        return True
    if str(answers.get("writer", "")) == facts.person_id:
        return True
    return LEAD in facts.roles and str(answers.get("team", "")) in facts.teams


def may_read(kind: Kind, answers: Answers, state: str, facts: SessionFacts) -> bool:
    """A record is read by whoever holds one of its buckets in a reading role; one that stays here, by whoever is here."""
    if kind.local:
        return True
    return bool(kind.read_roles & facts.roles) and bool(kind.buckets(answers, state) & facts.buckets)


def may_write(kind: Kind, answers: Answers, state: str, facts: SessionFacts) -> bool:
    """Own and team records by their writers; office roles those of their counties; locked states nobody.

    A record that names no writer (a host loaded from a ledger, a village) is written by any writer of its county.
    """
    if state in kind.locked_states or not kind.write_roles & facts.roles:
        return False
    if kind.local or is_own(answers, facts):
        return True
    if kind.write_roles & facts.roles & (OFFICES | {LIAISON}):
        return True
    return kind.name == "host"


def wrote(answers: Answers, facts: SessionFacts) -> bool:
    """Whether the person is the record's writer."""
    return bool(facts.person_id) and answers.get("writer") == facts.person_id


def may_delete(kind: Kind, answers: Answers, facts: SessionFacts) -> bool:
    """Whether the person may delete a record (its state aside): its writer, the leader of its team, the office.

    What a county's writers keep together (hosts, villages) is changed by any of them, but not deleted."""
    if kind.local or kind.write_roles & facts.roles & OFFICES:
        return True
    return bool(answers.get("writer")) and is_own(answers, facts)


def misplaced(kind: Kind, before: Answers, after: Answers, facts: SessionFacts) -> str:
    """The answer (``county``, ``counties``, ``team``, ``writer``) that would put a record where the person has no
    appointment, else "". The server asks the same, and what it refuses would wait on this laptop for ever."""
    if kind.local or facts.roles & EVERYWHERE:
        return ""
    added = placing_counties(kind.buckets, after) - placing_counties(kind.buckets, before)
    if any(county_bucket(county) not in facts.buckets for county in added):
        return "county" if after.get("county") in added else "counties"
    if facts.roles & OFFICES:
        return ""
    team, writer = after.get("team"), after.get("writer")
    if team and team != before.get("team") and team not in facts.teams:
        return "team"
    return "writer" if writer != before.get("writer") and writer not in (None, facts.person_id) else ""


def office_answer(kind: Kind, before: Answers, after: Answers, facts: SessionFacts) -> str:
    """The first answer of an office (a grade) that somebody else gives or changes, "" where there is none."""
    if facts.roles & OFFICES:
        return ""
    return next((name for name in sorted(kind.office_fields) if before.get(name) != after.get(name)), "")


def moves_for(kind: Kind, state: str, roles: frozenset[str], own: bool, *, by_writer: bool = False) -> tuple[Move, ...]:
    """The moves that a person of these roles may take now.

    Sending in and taking back is for the writer alone; other steps of the writer are open to the county as well;
    a team leader steps in for the own team only, and judges no work of the leader's own (``by_writer``).
    """
    offered: dict[tuple[str, str], Move] = {}
    for move in kind.moves:
        if move.source != state or (move.action in OWN_ONLY and not own):
            continue
        allowed = move.roles & roles
        if by_writer and move.action in JUDGEMENTS:
            allowed -= {LEAD}
        if not own:
            allowed -= {LEAD} if move.roles != WRITERS else WRITERS - {COUNTY, LIAISON}
        if allowed:
            offered[(move.action, move.target)] = move
    return tuple(offered.values())


def phone_view(answers: Answers, facts: SessionFacts) -> PhoneView:
    """How a telephone number is shown to this person (domain.md 1.7, "see phone numbers").

    "plain": one's own record, the team's, and the own county's office; "masked": until it is asked for; "hidden": the
    province and the auditor, who never see the whole number.
    """
    if is_own(answers, facts) or (COUNTY in facts.roles and str(answers.get("county", "")) in facts.counties):
        return "plain"
    return "hidden" if facts.roles and facts.roles <= NEVER_WHOLE else "masked"
