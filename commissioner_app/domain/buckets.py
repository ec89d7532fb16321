"""Which buckets a record belongs to and which buckets a person holds: the unit of sync and of reading rights.

``province`` · ``county:<6 digits>`` · ``office:<6 digits>`` (county office) · ``team:<id>`` · ``user:<person id>``.
All pure: a record's buckets follow from its answers and state alone (domain.md 1.7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

Answers = Mapping[str, Any]

PROVINCE: Final = "province"


def county_bucket(county: str) -> str:
    """Things all of a county hold."""
    return f"county:{county}"


def office_bucket(county: str) -> str:
    """Things of the county office."""
    return f"office:{county}"


def team_bucket(team: str) -> str:
    """Things of a commissioner team."""
    return f"team:{team}"


def user_bucket(person: str) -> str:
    """Things of one person."""
    return f"user:{person}"


def writer_buckets(answers: Answers, state: str = "") -> frozenset[str]:
    """The writer, the team if any and the county office: visits, activities, matches, plans and unpublished needs."""
    return frozenset(
        make(str(answers[key]))
        for key, make in (("writer", user_bucket), ("team", team_bucket), ("county", office_bucket))
        if answers.get(key)
    )


def subject_buckets(answers: Answers, state: str = "") -> frozenset[str]:
    """Like a visit, and whomever the record is about: a commissioner under an agreement, assessed or evaluated."""
    about = (answers.get(key) for key in ("person", "party_b"))
    return writer_buckets(answers) | frozenset(user_bucket(one) for one in about if isinstance(one, str) and one)


def counties_of(answers: Answers) -> frozenset[str]:
    """The counties a record names in ``counties`` and ``county``."""
    listed = answers.get("counties") or ()
    named = {str(code) for code in listed} if isinstance(listed, (list, tuple)) else set()
    if answers.get("county"):
        named.add(str(answers["county"]))
    return frozenset(named)


def placing_counties(buckets: Callable[[Answers, str], frozenset[str]], answers: Answers) -> frozenset[str]:
    """The counties a record is put into: those whose offices or people hold it, and the one it names as its own.

    The counties that a resource serves do not place it."""
    held = {name.partition(":")[2] for name in buckets(answers, "") if name.startswith(("county:", "office:"))}
    return frozenset(held | {str(answers["county"])} if answers.get("county") else held)


def county_buckets(answers: Answers, state: str = "") -> frozenset[str]:
    """Everybody of the record's county or counties; the whole province where the record names none."""
    return frozenset(map(county_bucket, counties_of(answers))) or frozenset({PROVINCE})


def need_buckets(answers: Answers, state: str) -> frozenset[str]:
    """Like a visit; published (40 to 80) also the specialists of its county, who may match it; and the province only
    under the firm's own name (P2). An anonymous need (P1) names the firm and its contact in the record, so it stays
    in its county until its public text travels alone (domain.md 2.9: contacts are hidden in the public version)."""
    buckets = set(writer_buckets(answers))
    if "40" <= state <= "80":
        if answers.get("county"):
            buckets.add(county_bucket(str(answers["county"])))
        if answers.get("public_level") == "P2":
            buckets.add(PROVINCE)
    return frozenset(buckets)


def resource_buckets(answers: Answers, state: str = "") -> frozenset[str]:
    """The province, or one county where ``county_only`` is set."""
    if answers.get("county_only") and answers.get("county"):
        return frozenset({county_bucket(str(answers["county"]))})
    return frozenset({PROVINCE})


def appointment_buckets(answers: Answers, state: str = "") -> frozenset[str]:
    """The county and the person appointed."""
    person = answers.get("person")
    return county_buckets(answers) | (frozenset({user_bucket(str(person))}) if person else frozenset())


def buckets_for_person(
    appointments: Iterable[Answers], person_id: str, counties: Mapping[str, str] | Iterable[str]
) -> frozenset[str]:
    """All buckets a person holds. ``appointments`` are answers of the person's running appointments.

    ``counties``: all known county codes (a city's counties are those that share its first four digits). Who holds no
    appointment that reads holds what names the person, and nothing else.
    """
    known = frozenset(counties)
    reading = [one for one in appointments if one.get("role") not in ("HOST", "ADMIN")]
    buckets = {user_bucket(person_id), *([PROVINCE] if reading else [])}
    for appointment in reading:
        own = set(counties_of(appointment))
        role = str(appointment.get("role", ""))
        if appointment.get("team"):
            buckets.add(team_bucket(str(appointment["team"])))
        if role in ("PROVINCE", "AUDIT"):
            own = set(known)
        elif role == "CITY":
            own = {code for code in known for city in own if code[:4] == city[:4]}
        buckets.update(map(county_bucket, own))
        if role in ("LIAISON", "COUNTY", "CITY", "PROVINCE", "AUDIT"):
            buckets.update(map(office_bucket, own))
    return frozenset(buckets)
