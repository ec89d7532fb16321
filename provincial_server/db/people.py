"""Accounts and their appointments. Appointments are kept from the appointment records, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from provincial_server.db.rows import Row, row, rows, run


def by_login(connection: Connection, login: str) -> Row | None:
    """The account of a sign-in name."""
    return row(connection, "SELECT * FROM people WHERE login = :login", login=login)


def by_id(connection: Connection, person_id: str) -> Row | None:
    """The account of a person."""
    return row(connection, "SELECT * FROM people WHERE id = :id", id=person_id)


def all_people(connection: Connection) -> list[Row]:
    """Every account, without its password."""
    return rows(connection, "SELECT id, login, display, unit, phone, disabled, created_at FROM people ORDER BY login")


def add(connection: Connection, account: Mapping[str, Any]) -> None:
    """Create an account: id, login, password (hash), display, unit, phone, created_at."""
    run(
        connection,
        "INSERT INTO people (id, login, password, display, unit, phone, created_at) "
        "VALUES (:id, :login, :password, :display, :unit, :phone, :created_at)",
        **account,
    )


def set_password(connection: Connection, person_id: str, password: str) -> None:
    """Store a new password hash and forget earlier failures."""
    run(
        connection,
        "UPDATE people SET password = :password, failures = 0, locked_until = '' WHERE id = :id",
        id=person_id,
        password=password,
    )


def set_disabled(connection: Connection, person_id: str, disabled: bool) -> None:
    """Close or reopen an account."""
    run(connection, "UPDATE people SET disabled = :disabled WHERE id = :id", id=person_id, disabled=int(disabled))


def set_failures(connection: Connection, person_id: str, failures: int, locked_until: str) -> None:
    """Remember how often the password was wrong, and until when no further try is taken."""
    run(
        connection,
        "UPDATE people SET failures = :failures, locked_until = :until WHERE id = :id",
        id=person_id,
        failures=failures,
        until=locked_until,
    )


def appointments_of(connection: Connection, person_id: str) -> list[Row]:
    """All appointments of a person, ended ones included."""
    return rows(connection, "SELECT * FROM appointments WHERE person_id = :id ORDER BY id", id=person_id)


def all_appointments(connection: Connection) -> list[Row]:
    """Every appointment with the sign-in name of its person."""
    return rows(
        connection,
        "SELECT a.*, p.login FROM appointments a LEFT JOIN people p ON p.id = a.person_id ORDER BY p.login, a.id",
    )


def put_appointment(connection: Connection, values: Mapping[str, Any]) -> None:
    """Keep what an appointment record says."""
    run(connection, "DELETE FROM appointments WHERE id = :id", id=values["id"])
    names = ", ".join(values)
    holes = ", ".join(f":{name}" for name in values)
    run(connection, f"INSERT INTO appointments ({names}) VALUES ({holes})", **values)  # noqa: S608 (names are ours)
