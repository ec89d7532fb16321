"""Administering people and appointments. What laptops see of them are records, written through the same door as a push."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from provincial_server.db import devices, people
from provincial_server.db.engine import Connection
from provincial_server.db.rows import Row
from provincial_server.errors import ServerError
from provincial_server.logic import audit, passwords
from provincial_server.logic.ids import new_id
from provincial_server.logic.push import Push
from provincial_server.logic.roles import Caller
from sync_protocol.messages import Change

ADMINISTRATOR = Caller("administrator", "", (), frozenset())


@dataclass(frozen=True, slots=True)
class NewPerson:
    """An account to create. ``answers`` are the fields of the person record (domain.md 2.7)."""

    login: str
    password: str
    display: str
    unit: str = ""
    phone: str = ""
    person_id: str = ""
    answers: Mapping[str, Any] | None = None


def add_person(connection: Connection, person: NewPerson, *, record: bool = True) -> str:
    """Create an account with its person record; the person's id. Raises ``exists`` or ``weak_password``."""
    if people.by_login(connection, person.login) is not None:
        raise ServerError("exists", name=person.login)
    passwords.check_new(person.password, person.login)
    person_id = person.person_id or new_id()
    people.add(
        connection,
        {
            "id": person_id,
            "login": person.login,
            "password": passwords.hashed(person.password),
            "display": person.display,
            "unit": person.unit,
            "phone": person.phone,
            "created_at": audit.now(),
        },
    )
    if record:
        answers = {"name": person.display, "unit": person.unit, "mobile": person.phone, **(person.answers or {})}
        put_record(connection, "person", person_id, answers)
    audit.note(connection, "user_added", person_id)
    return person_id


def set_password(connection: Connection, login: str, password: str) -> None:
    """Give a new password and end all sessions of the person."""
    account = account_of(connection, login)
    passwords.check_new(password, login)
    people.set_password(connection, account["id"], passwords.hashed(password))
    devices.end_sessions_of_person(connection, account["id"])
    audit.note(connection, "password_set", account["id"])


def set_disabled(connection: Connection, login: str, disabled: bool) -> None:
    """Close or reopen an account; closing ends its sessions."""
    account = account_of(connection, login)
    people.set_disabled(connection, account["id"], disabled)
    if disabled:
        devices.end_sessions_of_person(connection, account["id"])
    audit.note(connection, "user_disabled" if disabled else "user_enabled", account["id"])


def add_appointment(connection: Connection, login: str, answers: Mapping[str, Any]) -> str:
    """Appoint a person as of now (fields of the appointment record, domain.md 1.2); the appointment's id."""
    account = account_of(connection, login)
    appointment_id = new_id()
    whole = {"person": account["id"], "person_name": account["display"], **answers}
    put_record(connection, "appointment", appointment_id, whole, state="active")
    return appointment_id


def end_appointment(connection: Connection, appointment_id: str, rev: int) -> None:
    """End an appointment today: the person's laptops lose its buckets at their next sync."""
    patch: dict[str, Any] = {"state": "ended", "set": {"end": audit.now()[:10]}}
    change = _change("appointment", appointment_id, rev, patch)
    _push(connection, [change])


def account_of(connection: Connection, login: str) -> Row:
    """The account of a sign-in name. Raises ``unknown``."""
    account = people.by_login(connection, login)
    if account is None:
        raise ServerError("unknown", what="user", name=login)
    return account


def put_record(
    connection: Connection, kind: str, record_id: str, answers: Mapping[str, Any], *, state: str = ""
) -> None:
    """Create a record in the administrator's name."""
    patch: dict[str, Any] = {"set": dict(answers)} | ({"state": state} if state else {})
    _push(connection, [_change(kind, record_id, 0, patch)])


def _change(kind: str, record_id: str, rev: int, patch: dict[str, Any]) -> Change:
    return {
        "id": new_id(),
        "record_id": record_id,
        "kind": kind,
        "base_rev": rev,
        "at": audit.now(),
        "patch": patch,  # type: ignore[typeddict-item]
    }


def _push(connection: Connection, changes: Iterable[Change]) -> None:
    for result in Push(connection, ADMINISTRATOR, trusted=True).take(list(changes)):
        if result["status"] != "accepted":
            raise ServerError(result.get("code", result["status"]), place=result.get("detail", ""))
