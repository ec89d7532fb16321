"""Which buckets a record lies in, and which a person may hold (domain.md 1.7). Reading rights are exactly these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

import orjson

from provincial_server.logic.roles import NO_READERS, OFFICE_READERS, SEES_ALL, Grant

Answers = Mapping[str, Any]

PROVINCE: Final = "province"
# What the rules below read of a record.
_PLACING: Final = ("writer", "team", "county", "counties", "person", "party_b", "public_level", "county_only")
_NONE: Final = frozenset[str]()


def counties_of(answers: Answers) -> frozenset[str]:
    """The counties a record names."""
    listed, county = answers.get("counties"), answers.get("county")
    if not listed:
        return _alone(str(county)) if county else _NONE
    named = {str(code) for code in listed} if isinstance(listed, (list, tuple)) else set()
    if county:
        named.add(str(county))
    return frozenset(named)


@lru_cache(1000)
def _alone(county: str) -> frozenset[str]:
    # Asked several times for each change of each push.
    return frozenset({county})


def _writer(answers: Answers, _state: str) -> frozenset[str]:
    named = []
    if writer := answers.get("writer"):
        named.append(f"user:{writer}")
    if team := answers.get("team"):
        named.append(f"team:{team}")
    if county := answers.get("county"):
        named.append(f"office:{county}")
    return frozenset(named)


def _county(answers: Answers, _state: str) -> frozenset[str]:
    return frozenset(f"county:{code}" for code in counties_of(answers)) or frozenset({PROVINCE})


def _need(answers: Answers, state: str) -> frozenset[str]:
    buckets = set(_writer(answers, state))
    if "40" <= state <= "80":
        if answers.get("county"):
            buckets.add(f"county:{answers['county']}")
        if answers.get("public_level") == "P2":
            buckets.add(PROVINCE)
    return frozenset(buckets)


def _resource(answers: Answers, _state: str) -> frozenset[str]:
    if answers.get("county_only") and answers.get("county"):
        return frozenset({f"county:{answers['county']}"})
    return frozenset({PROVINCE})


def _appointment(answers: Answers, state: str) -> frozenset[str]:
    person = answers.get("person")
    return _county(answers, state) | (frozenset({f"user:{person}"}) if person else frozenset())


def _subject(answers: Answers, state: str) -> frozenset[str]:
    about = (answers.get(key) for key in ("person", "party_b"))
    return _writer(answers, state) | frozenset(f"user:{one}" for one in about if isinstance(one, str) and one)


RULES: Final[dict[str, Callable[[Answers, str], frozenset[str]]]] = {
    "writer_buckets": _writer,
    "subject_buckets": _subject,
    "county_buckets": _county,
    "need_buckets": _need,
    "resource_buckets": _resource,
    "appointment_buckets": _appointment,
}


def placing_counties(rule: str, answers: Answers) -> frozenset[str]:
    """The counties a record is put into: those whose offices or people hold it, and the one it names as its own."""
    lies_in = buckets_of_record(rule, answers, "")
    held = {name.partition(":")[2] for name in lies_in if name.startswith(("county:", "office:"))}
    return frozenset(held | {str(answers["county"])} if answers.get("county") else held)


def placing(answers: Answers) -> bytes:
    """The answers that decide where a record lies and whose it is, as one value: records that agree in it lie in the same
    buckets, and are the same people's to write."""
    return orjson.dumps([answers.get(name) for name in _PLACING])


def buckets_of_record(rule: str, answers: Answers, state: str) -> frozenset[str]:
    """The buckets of a record under a rule named in ``resources/kinds.json``."""
    return _buckets_of(rule, placing(answers), state)


@lru_cache(4000)
def _buckets_of(rule: str, placed: bytes, state: str) -> frozenset[str]:
    # All that a laptop sends lies in the same few buckets.
    return RULES[rule](dict(zip(_PLACING, orjson.loads(placed), strict=True)), state)


def buckets_of_person(person_id: str, grants: Iterable[Grant], known: Iterable[str]) -> frozenset[str]:
    """The buckets a person may hold. ``known``: all buckets there are, for roles that see many counties.

    Who holds no appointment that reads (``NO_READERS``) holds what names the person, and nothing else.
    """
    buckets = {f"user:{person_id}"}
    grants = [grant for grant in grants if grant.role not in NO_READERS]
    if grants:
        buckets.add(PROVINCE)
    wide = [name for name in known if name.startswith(("county:", "office:"))]
    for grant in grants:
        if grant.team:
            buckets.add(f"team:{grant.team}")
        offices = ("county:", "office:") if grant.role in OFFICE_READERS else ("county:",)
        if grant.role in SEES_ALL:
            buckets.update(wide)
        elif grant.role == "CITY":
            buckets.update(name for name in wide if grant.covers(name.partition(":")[2]))
        else:
            buckets.update(f"{office}{county}" for office in offices for county in grant.counties)
    return frozenset(buckets)
