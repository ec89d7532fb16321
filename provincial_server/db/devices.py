"""Laptops, their short codes, and the tokens they hold (only hashes of tokens are kept)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from provincial_server.db.rows import Row, row, rows, run, run_many


def device(connection: Connection, device_id: str) -> Row | None:
    """One laptop."""
    return row(connection, "SELECT * FROM devices WHERE id = :id", id=device_id)


def all_devices(connection: Connection) -> list[Row]:
    """Every laptop with the sign-in name of its person."""
    return rows(
        connection,
        "SELECT d.*, p.login FROM devices d LEFT JOIN people p ON p.id = d.person_id ORDER BY p.login, d.code",
    )


def codes_in(connection: Connection, scopes: Sequence[str]) -> set[str]:
    """The short codes already given out in any of the counties."""
    found = rows(connection, "SELECT code FROM device_codes WHERE scope IN :scopes_in", scopes_in=list(scopes))
    return {one["code"] for one in found}


def add(
    connection: Connection, *, device_id: str, person_id: str, code: str, name: str, scopes: Sequence[str], at: str
) -> None:
    """Register a laptop and reserve its code in every county of its person."""
    run(
        connection,
        "INSERT INTO devices (id, person_id, code, name, created_at, seen_at) "
        "VALUES (:id, :person, :code, :name, :at, :at)",
        id=device_id,
        person=person_id,
        code=code,
        name=name,
        at=at,
    )
    run_many(
        connection,
        "INSERT INTO device_codes (scope, code, device_id) VALUES (:scope, :code, :device)",
        ({"scope": scope, "code": code, "device": device_id} for scope in scopes),
    )


def seen(connection: Connection, device_id: str, at: str) -> None:
    """Note when a laptop last signed in."""
    run(connection, "UPDATE devices SET seen_at = :at WHERE id = :id", id=device_id, at=at)


def revoke(connection: Connection, device_id: str, *, wipe: bool = False) -> None:
    """Shut a laptop out, and tell it to wipe itself if so wanted (a wish that is not taken back by revoking again).

    Its tokens stay known, though good for nothing: a laptop that brings one is told why it is shut out.
    """
    run(
        connection,
        "UPDATE devices SET revoked = 1, wipe = CASE WHEN :wipe = 1 THEN 1 ELSE wipe END WHERE id = :id",
        id=device_id,
        wipe=int(wipe),
    )


def told_to_wipe(connection: Connection, device_id: str, at: str) -> None:
    """Note when a laptop first heard that it is to wipe itself."""
    run(connection, "UPDATE devices SET told_at = :at WHERE id = :id AND told_at = ''", id=device_id, at=at)


def end_sessions(connection: Connection, device_id: str) -> None:
    """Forget every token of a laptop."""
    run(connection, "DELETE FROM sessions WHERE device_id = :id", id=device_id)


def end_sessions_of_person(connection: Connection, person_id: str) -> None:
    """Forget every token of a person, on all laptops."""
    run(connection, "DELETE FROM sessions WHERE person_id = :id", id=person_id)


def add_session(connection: Connection, session: dict[str, str | int]) -> None:
    """Keep a pair of tokens (hashes) with their ends and the pair they replace."""
    run(
        connection,
        "INSERT INTO sessions (device_id, person_id, access_hash, access_expires, refresh_hash, refresh_expires, parent)"
        " VALUES (:device_id, :person_id, :access_hash, :access_expires, :refresh_hash, :refresh_expires, :parent)",
        **session,
    )


def by_access(connection: Connection, access_hash: str) -> tuple[Row | None, list[Row]]:
    """The session of an access token with its person and laptop, and all appointments of the person."""
    # One statement: a driver that sends two at once is busier with them than the database.
    found = rows(
        connection,
        "SELECT a.*, s.id AS session_id, s.person_id AS holder, s.device_id, s.access_expires, s.parent, s.used, "
        "d.revoked, d.wipe, d.told_at, p.disabled FROM sessions s JOIN devices d ON d.id = s.device_id "
        "JOIN people p ON p.id = s.person_id LEFT JOIN appointments a ON a.person_id = s.person_id "
        "WHERE s.access_hash = :hash ORDER BY a.id",
        hash=access_hash,
    )
    if not found:
        return None, []
    session = {**found[0], "id": found[0]["session_id"], "person_id": found[0]["holder"]}
    return session, [one for one in found if one["id"] is not None]


def by_refresh(connection: Connection, refresh_hash: str) -> Row | None:
    """The session of a refresh token, with its person and laptop."""
    return row(
        connection,
        "SELECT s.*, d.revoked, d.wipe, d.told_at, p.disabled FROM sessions s JOIN devices d ON d.id = s.device_id "
        "JOIN people p ON p.id = s.person_id WHERE s.refresh_hash = :hash",
        hash=refresh_hash,
    )


def mark_used(connection: Connection, session_id: int, parent: int) -> None:
    """A new pair was used: the laptop has it, so the pair before it is spent for good."""
    run(connection, "UPDATE sessions SET used = 1 WHERE id = :id", id=session_id)
    run(connection, "UPDATE sessions SET superseded = 1 WHERE id = :id", id=parent)


def drop_unused_successors(connection: Connection, session_id: int) -> None:
    """Forget pairs that were sent but evidently never arrived."""
    run(connection, "DELETE FROM sessions WHERE parent = :id AND used = 0", id=session_id)


def drop_expired(connection: Connection, device_id: str, now: str) -> None:
    """Tidy up a laptop's pairs whose refresh token has ended."""
    run(connection, "DELETE FROM sessions WHERE device_id = :id AND refresh_expires < :now", id=device_id, now=now)


def end_all_sessions(connection: Connection) -> None:
    """Forget every token of everybody."""
    run(connection, "DELETE FROM sessions")
