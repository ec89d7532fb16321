"""What the program knows it fills in: writer, team, county, host's data, year, days (domain.md 2; UI.md forms).

Nothing that was given is ever replaced, except what is copied from a reference when that reference changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from commissioner_app.domain.kind import Kind
from commissioner_app.domain.record import Record
from commissioner_app.services.assessing import with_ledger
from commissioner_app.services.desk import Desk

NEED_VALID_MONTHS: Final = 12
HALF_DAY_HOURS: Final = 4
OWN_PAPERS: Final[Mapping[str, str]] = {"person": "assessment", "party_b": "agreement"}
TAKEN_OVER: Final = ("stc_kind", "level", "year", "start", "end", "doc_no", "county", "counties", "hosts")
"""What an appointment takes over from the person's application (F07)."""
COPIED: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = {
    # reference -> kind of the record -> answer of the record: answer of the referenced record
    # (those first that name further references)
    "visit": {"evaluation": {"host": "host", "host_name": "host_name", "county": "county", "person": "writer"}},
    "match": {
        "contract": {
            "need": "need", "host": "host", "buyer": "host_name", "seller": "claim_unit", "amount_wan": "amount_wan",
            "county": "county",
        },
    },
    "host": {
        "*": {"host_name": "host_name", "host_type": "host_type", "county": "county", "town": "town"},
        "contract": {"buyer": "host_name", "buyer_uscc": "uscc"},
        "need": {"contact": "contact_name", "phone": "contact_phone", "email": "email"},
    },
    "need": {"match": {"need_title": "need_title", "host": "host", "host_name": "host_name", "county": "county"}},
    "resource": {"match": {"resource_name": "res_name", "claim_unit": "unit"}},
    "person": {
        "*": {"person_name": "name", "unit": "unit", "title": "title"},
        "appointment": {name: name for name in TAKEN_OVER},
    },
    "leader": {"team": {"leader_name": "name"}},
    "party_a": {
        "agreement": {
            "party_a_name": "host_name", "party_a_rep": "legal_rep", "party_a_phone": "contact_phone",
            "party_a_address": "address", "county": "county",
        },
    },
    "party_b": {"agreement": {"party_b_name": "name", "party_b_unit": "unit", "party_b_phone": "mobile"}},
}  # fmt: skip
FOLLOWS: Final = frozenset(
    {"host_name", "host_type", "need_title", "resource_name", "person_name", "unit", "title", "leader_name"}
    | {"party_a_name", "party_a_rep", "party_a_phone", "party_a_address"}
    | {"party_b_name", "party_b_unit", "party_b_phone"}
)


def filled(desk: Desk, kind: Kind, answers: Mapping[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """The answers with what is known put in. ``before`` is None for a new record."""
    result = dict(answers)
    _copy_references(desk, kind, result, before or {})
    if before is None:
        _from_session(desk, kind, result)
    _computed(desk, kind, result)
    if kind.name == "assessment":
        with_ledger(desk, result, before)
    return result


def _offer(kind: Kind, answers: dict[str, Any], name: str, value: Any) -> None:
    """Put a value in where the kind has such a field and nothing stands there."""
    if value not in (None, "") and name not in answers and kind.field(name) is not None:
        answers[name] = value


def _copy_references(desk: Desk, kind: Kind, answers: dict[str, Any], before: Mapping[str, Any]) -> None:
    for reference, by_kind in COPIED.items():
        if kind.field(reference) is None or not answers.get(reference):
            continue
        changed = bool(before) and before.get(reference) != answers[reference]
        wanted = {**by_kind.get("*", {}), **by_kind.get(kind.name, {})}
        if not changed and all(name in answers for name in wanted if kind.field(name)):
            continue
        other: Record | None = desk.store.records.get(str(answers[reference]))
        if other is None:
            continue
        for name, source in wanted.items():
            # A name that still shows the old host would be wrong; what a person may have typed is left alone.
            if changed and name in FOLLOWS and answers.get(name) == before.get(name):
                answers.pop(name, None)
            _offer(kind, answers, name, other.answers.get(source))


def _from_session(desk: Desk, kind: Kind, answers: dict[str, Any]) -> None:
    session = desk.session
    _offer(kind, answers, "writer", session.person_id)
    _from_person(desk, kind, answers)
    _offer(kind, answers, "county", session.county)
    if answers.get("writer", session.person_id) != session.person_id:
        return
    if kind.name not in {"appointment", "team"}:
        _offer(kind, answers, "team", session.team)
    appointment = session.appointment
    if appointment is not None and kind.field("appointment") is not None:
        _offer(kind, answers, "appointment", appointment.id)
        record = desk.store.records.get(appointment.id)
        if record is not None and "is_3area" in record.answers:
            _offer(kind, answers, "is_3area", bool(record.answers["is_3area"]))


def _from_person(desk: Desk, kind: Kind, answers: dict[str, Any]) -> None:
    """A commissioner's agreement and assessment are about the person at the keyboard, until another is named."""
    for name, about in OWN_PAPERS.items():
        if kind.name == about and desk.session.has("STC", "DCS", "LEAD"):
            _offer(kind, answers, name, desk.session.person_id)
            _copy_references(desk, kind, answers, {})


def _computed(desk: Desk, kind: Kind, answers: dict[str, Any]) -> None:
    today = desk.today()
    if kind.name == "need":
        _offer(kind, answers, "collected_on", today)
        _offer(kind, answers, "valid_to", _months_later(str(answers["collected_on"]), NEED_VALID_MONTHS))
    day = next((str(answers[name]) for name in ("start_at", "date", "collected_on") if answers.get(name)), today)
    if kind.name in {"visit", "activity", "need", "assessment"}:
        _offer(kind, answers, "year", int(day[:4]))
    if kind.name == "visit":
        _offer(kind, answers, "service_days", _days(answers.get("start_at"), answers.get("end_at")))
        _offer(kind, answers, "kjfwts", answers.get("service_days"))


def _days(start: Any, end: Any) -> float | int | None:
    """Days of service in halves: up to four hours are half a day, longer is every calendar day that is touched."""
    if not start or not end:
        return None
    first, last = datetime.fromisoformat(str(start)), datetime.fromisoformat(str(end))
    if last < first:
        return None
    days = (last.date() - first.date()).days + 1
    return 0.5 if days == 1 and (last - first).total_seconds() <= HALF_DAY_HOURS * 3600 else days


def _months_later(day: str, months: int) -> str:
    start = date.fromisoformat(day[:10])
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for last in (start.day, 30, 29, 28):
        try:
            return date(year, month + 1, last).isoformat()
        except ValueError:
            continue
    return day
