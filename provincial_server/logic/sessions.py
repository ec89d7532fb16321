"""Signing in, tokens and laptops.

An access token lives minutes; a refresh token is used once and names the laptop. A pair replaces the pair before it
only when the laptop has used it, so a reply lost on a bad line costs nothing, while a stolen token shows: a pair
that was replaced for good and comes back ends every session of that laptop.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import orjson

from provincial_server import outside
from provincial_server.db import devices, people, records
from provincial_server.db.engine import Connection, Database
from provincial_server.db.rows import Row
from provincial_server.errors import ServerError
from provincial_server.logic import audit, passwords
from provincial_server.logic.buckets import buckets_of_person
from provincial_server.logic.ids import new_id
from provincial_server.logic.roles import Caller, grants_of, is_running
from provincial_server.settings import Settings
from sync_protocol import codes
from sync_protocol.messages import Appointment, Change, SignInReply, SignInRequest

# Without letters and digits that are taken for each other on paper.
_CODE_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODES_PER_LETTER: Final = 99
_SEE_MANY: Final = frozenset({"CITY", "PROVINCE", "AUDIT"})
_TOKEN_BYTES: Final = 32


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def _token() -> str:
    return urlsafe_b64encode(outside.chance(_TOKEN_BYTES)).decode().rstrip("=")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Sessions:
    """The door of the server."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    def sign_in(self, request: SignInRequest) -> SignInReply:
        """Tokens for a person on a laptop; a laptop without an id is registered and given its short code."""
        login = request["user"].strip()
        with self._database.read() as connection:
            account = people.by_login(connection, login)
        if account is not None and account["locked_until"] > audit.now():
            raise ServerError(codes.LOCKED_OUT, minutes=int(self._settings.lockout.total_seconds() // 60))
        # Outside any transaction: the hash takes its time by design.
        fits = passwords.fits(account["password"] if account is not None else "", request["password"])
        if account is None or not fits or account["disabled"]:
            self._note_failure(account)
            raise ServerError(codes.BAD_PASSWORD)
        self._refuse_shut_out(request["device_id"], account["id"])
        with self._database.write() as connection:
            people.set_failures(connection, account["id"], 0, "")
            device = self._device(connection, account["id"], request)
            audit.note(connection, "sign_in", person=account["id"], device=device["id"])
            return self._reply(connection, account, device, parent=0)

    def refresh(self, token: str, device_id: str = "") -> SignInReply:
        """A new pair for a refresh token. Raises ``token_invalid`` (and ends the laptop's sessions on reuse).

        ``device_id``: which laptop asks, where it says so; one whose tokens are forgotten still hears that it is shut out.
        """
        with self._database.read() as connection:
            session = devices.by_refresh(connection, _hash(token))
        self._refuse_shut_out(session["device_id"] if session is not None else device_id)
        with self._database.write() as connection:
            session = devices.by_refresh(connection, _hash(token))
            if session is None or session["refresh_expires"] < audit.now() or session["disabled"]:
                raise ServerError(codes.TOKEN_INVALID)
            reused = bool(session["superseded"])
            if reused:
                devices.end_sessions(connection, session["device_id"])
                audit.note(connection, "token_reused", person=session["person_id"], device=session["device_id"])
            else:
                reply = self._renewed(connection, session)
        if reused:
            raise ServerError(codes.TOKEN_INVALID)
        return reply

    def authenticate(self, token: str) -> Caller:
        """Who holds an access token."""
        with self._database.look() as connection:
            session, appointments = devices.by_access(connection, _hash(token))
            revoked = session is not None and session["revoked"]
            if session is None or (session["disabled"] and not revoked):
                raise ServerError(codes.TOKEN_INVALID)
            if session["access_expires"] < audit.now() and not revoked:
                raise ServerError(codes.TOKEN_EXPIRED)
            caller = _caller(connection, session["person_id"], session["device_id"], appointments)
        if revoked:
            raise self._shut_out(session["device_id"], session)
        if not session["used"]:
            with self._database.write() as connection:
                devices.mark_used(connection, session["id"], session["parent"])
        return caller

    def sign_out(self, caller: Caller) -> None:
        """Forget the laptop's tokens."""
        with self._database.write() as connection:
            devices.end_sessions(connection, caller.device_id)
            audit.note(connection, "sign_out", person=caller.person_id, device=caller.device_id)

    def _refuse_shut_out(self, device_id: str, person_id: str = "") -> None:
        """Raises ``device_revoked`` where a laptop, of this person if one is named, was shut out."""
        if not device_id:
            return
        with self._database.read() as connection:
            device = devices.device(connection, device_id)
        if device is not None and device["revoked"] and person_id in ("", device["person_id"]):
            raise self._shut_out(device_id, device)

    def _shut_out(self, device_id: str, row: Row) -> ServerError:
        """What a laptop hears that was shut out; that it heard the wish to wipe itself is kept."""
        if not row["wipe"]:
            return ServerError(codes.DEVICE_REVOKED)
        if not row["told_at"]:
            with self._database.write() as connection:
                devices.told_to_wipe(connection, device_id, audit.now())
                audit.note(connection, "device_told_to_wipe", device=device_id)
        return ServerError(codes.DEVICE_REVOKED, wipe=True)

    def _renewed(self, connection: Connection, session: Row) -> SignInReply:
        if not session["used"]:
            devices.mark_used(connection, session["id"], session["parent"])
        devices.drop_unused_successors(connection, session["id"])
        devices.drop_expired(connection, session["device_id"], audit.now())
        account = people.by_id(connection, session["person_id"])
        device = devices.device(connection, session["device_id"])
        if account is None or device is None or device["revoked"]:
            raise ServerError(codes.TOKEN_INVALID)
        devices.seen(connection, device["id"], audit.now())
        return self._reply(connection, account, device, parent=session["id"])

    def _note_failure(self, account: Row | None) -> None:
        if account is None:
            return
        with self._database.write() as connection:
            current = people.by_id(connection, account["id"])
            failures = (current["failures"] if current is not None else 0) + 1
            locks = failures >= self._settings.failures_allowed
            until = _stamp(outside.now() + self._settings.lockout) if locks else ""
            people.set_failures(connection, account["id"], 0 if locks else failures, until)
            audit.note(connection, "locked_out" if locks else "bad_password", person=account["id"])

    def _device(self, connection: Connection, person_id: str, request: SignInRequest) -> Row:
        now = audit.now()
        if request["device_id"]:
            device = devices.device(connection, request["device_id"])
            if device is None or device["person_id"] != person_id:
                raise ServerError(codes.NOT_FOUND, what="device")
            devices.seen(connection, device["id"], now)
            return device
        caller = caller_of(connection, person_id, "")
        scopes = sorted({county for grant in caller.grants for county in grant.counties}) or ["province"]
        taken = devices.codes_in(connection, scopes)
        device_id = new_id()
        devices.add(
            connection,
            device_id=device_id,
            person_id=person_id,
            code=next(code for code in _codes() if code not in taken),
            name=request["device_name"][:60],
            scopes=scopes,
            at=now,
        )
        audit.note(connection, "device_registered", person=person_id, device=device_id)
        registered = devices.device(connection, device_id)
        assert registered is not None
        return registered

    def _reply(self, connection: Connection, account: Row, device: Row, parent: int) -> SignInReply:
        access, refresh, now = _token(), _token(), outside.now()
        devices.add_session(
            connection,
            {
                "device_id": device["id"],
                "person_id": account["id"],
                "access_hash": _hash(access),
                "access_expires": _stamp(now + self._settings.access_life),
                "refresh_hash": _hash(refresh),
                "refresh_expires": _stamp(now + self._settings.refresh_life),
                "parent": parent,
            },
        )
        caller = caller_of(connection, account["id"], device["id"])
        return {
            "access_token": access,
            "expires_in": int(self._settings.access_life.total_seconds()),
            "refresh_token": refresh,
            "device_id": device["id"],
            "device_code": device["code"],
            "person_id": account["id"],
            "display": account["display"],
            "unit": account["unit"],
            "phone": account["phone"],
            "appointments": [_appointment(one) for one in running_appointments(connection, account["id"])],
            "buckets": sorted(caller.buckets),
            "server_time": audit.now(),
        }


def running_appointments(connection: Connection, person_id: str) -> list[Row]:
    """The appointment rows that give rights today."""
    today = audit.now()[:10]
    return [one for one in people.appointments_of(connection, person_id) if is_running(one, today)]


def caller_of(connection: Connection, person_id: str, device_id: str) -> Caller:
    """A person's rights as of now."""
    return _caller(connection, person_id, device_id, people.appointments_of(connection, person_id))


def opens_buckets(caller: Caller, changes: Sequence[Change]) -> bool:
    """Whether these changes of the caller may have changed what the caller holds: by an appointment, or a new bucket for
    those who see many."""
    return any(change["kind"] == "appointment" for change in changes) or bool(changes and caller.roles & _SEE_MANY)


def _caller(connection: Connection, person_id: str, device_id: str, appointments: Sequence[Row]) -> Caller:
    grants = grants_of(appointments, audit.now()[:10])
    known = records.county_buckets(connection) if any(grant.role in _SEE_MANY for grant in grants) else []
    return Caller(person_id, device_id, grants, buckets_of_person(person_id, grants, known))


def _codes() -> list[str]:
    singles = [f"{letter}{number}" for letter in _CODE_LETTERS for number in range(1, _CODES_PER_LETTER + 1)]
    return singles + [f"{letter}{code}" for letter in _CODE_LETTERS for code in singles]


def _appointment(row: Row) -> Appointment:
    return {
        "id": row["id"],
        "role": row["role"],
        "level": row["level"],
        "county": row["county"].partition(",")[0],
        "city": row["city"],
        "team": row["team"],
        "team_role": row["team_role"],
        "town": row["town"],
        "start": row["start_on"],
        "end": row["end_on"],
        "hosts": orjson.loads(row["hosts"]),
    }
