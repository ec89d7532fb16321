"""``user``, ``appointment`` and ``device``."""

from __future__ import annotations

import argparse
import json
import os
from datetime import date

from provincial_server.commands.cli import Subparsers, add_place, say, settings_of
from provincial_server.commands.opening import opened
from provincial_server.db import devices, people, records
from provincial_server.db.rows import Row
from provincial_server.errors import ServerError
from provincial_server.logic import accounts, audit, passwords
from provincial_server.logic.roles import ALL_ROLES

PASSWORD_VARIABLE = "PROVINCIAL_PASSWORD"


def add_commands(subparsers: Subparsers) -> None:
    """People, their appointments and laptops."""
    _add_user(subparsers.add_parser("user", help="accounts").add_subparsers(dest="verb", required=True))
    _add_appointment(
        subparsers.add_parser("appointment", help="who holds which role where").add_subparsers(
            dest="verb", required=True
        )
    )
    verbs = subparsers.add_parser("device", help="laptops").add_subparsers(dest="verb", required=True)
    add_place(listing := verbs.add_parser("list"))
    listing.set_defaults(run=_device_list)
    revoke = verbs.add_parser("revoke", help="shut a laptop out")
    add_place(revoke)
    revoke.add_argument("device", help="id of the laptop")
    revoke.add_argument("--wipe", action="store_true", help="and have it wipe itself when it next comes to the server")
    revoke.set_defaults(run=_device_revoke)


def _add_user(verbs: Subparsers) -> None:
    add = verbs.add_parser("add", help=f"password from {PASSWORD_VARIABLE}, else made up and printed")
    add_place(add)
    add.add_argument("name", help="sign-in name")
    add.add_argument("--display", required=True, help="name of the person")
    add.add_argument("--unit", default="")
    add.add_argument("--phone", default="")
    add.add_argument("--county", default="", help="county the person is registered in")
    add.set_defaults(run=_user_add)
    add_place(listing := verbs.add_parser("list"))
    listing.set_defaults(run=_user_list)
    for verb, run in (("password", _user_password), ("disable", _user_disable), ("enable", _user_enable)):
        parser = verbs.add_parser(verb)
        add_place(parser)
        parser.add_argument("name")
        parser.set_defaults(run=run)


def _add_appointment(verbs: Subparsers) -> None:
    add = verbs.add_parser("add")
    add_place(add)
    add.add_argument("name", help="sign-in name")
    add.add_argument("--role", required=True, choices=ALL_ROLES)
    add.add_argument("--county", default="", help="six digits; for CITY the city's code")
    add.add_argument("--team", default="")
    add.add_argument("--team-role", default="", choices=("", "leader", "member"))
    add.add_argument("--town", default="")
    add.add_argument("--level", default="")
    add.add_argument("--start", type=date.fromisoformat, default=None)
    add.add_argument("--end", type=date.fromisoformat, default=None)
    add.set_defaults(run=_appointment_add)
    add_place(listing := verbs.add_parser("list"))
    listing.set_defaults(run=_appointment_list)
    end = verbs.add_parser("end", help="ends today")
    add_place(end)
    end.add_argument("appointment", help="id of the appointment")
    end.set_defaults(run=_appointment_end)


def _password() -> tuple[str, bool]:
    given = os.environ.get(PASSWORD_VARIABLE, "")
    return (given, False) if given else (passwords.made_up(), True)


def _user_add(arguments: argparse.Namespace) -> None:
    password, made = _password()
    answers = {"county": arguments.county} if arguments.county else {}
    person = accounts.NewPerson(
        arguments.name, password, arguments.display, arguments.unit, arguments.phone, answers=answers
    )
    with opened(settings_of(arguments)) as database, database.write() as connection:
        person_id = accounts.add_person(connection, person)
    say({"name": arguments.name, "id": person_id} | ({"password": password} if made else {}))


def _user_list(arguments: argparse.Namespace) -> None:
    with opened(settings_of(arguments)) as database, database.read() as connection:
        for account in people.all_people(connection):
            say({**account, "disabled": bool(account["disabled"])})


def _user_password(arguments: argparse.Namespace) -> None:
    password, made = _password()
    with opened(settings_of(arguments)) as database, database.write() as connection:
        accounts.set_password(connection, arguments.name, password)
    say({"name": arguments.name} | ({"password": password} if made else {}))


def _user_disable(arguments: argparse.Namespace) -> None:
    _set_disabled(arguments, True)


def _user_enable(arguments: argparse.Namespace) -> None:
    _set_disabled(arguments, False)


def _set_disabled(arguments: argparse.Namespace, disabled: bool) -> None:
    with opened(settings_of(arguments)) as database, database.write() as connection:
        accounts.set_disabled(connection, arguments.name, disabled)
    say({"name": arguments.name, "disabled": disabled})


def _appointment_add(arguments: argparse.Namespace) -> None:
    start = arguments.start or date.fromisoformat(audit.now()[:10])
    answers = {
        "role": arguments.role,
        "county": arguments.county,
        "team": arguments.team,
        "team_role": arguments.team_role,
        "town": arguments.town,
        "level": arguments.level,
        "year": start.year,
        "start": start.isoformat(),
        "end": arguments.end.isoformat() if arguments.end else "",
    }
    with opened(settings_of(arguments)) as database, database.write() as connection:
        say({"id": accounts.add_appointment(connection, arguments.name, answers)})


def _appointment_list(arguments: argparse.Namespace) -> None:
    with opened(settings_of(arguments)) as database, database.read() as connection:
        for one in people.all_appointments(connection):
            say({**one, "hosts": json.loads(one["hosts"]), "ended": bool(one["ended"])})


def _appointment_end(arguments: argparse.Namespace) -> None:
    with opened(settings_of(arguments)) as database, database.write() as connection:
        held = records.find(connection, arguments.appointment)
        if held is None or held["kind"] != "appointment":
            raise ServerError("unknown", what="appointment", name=arguments.appointment)
        accounts.end_appointment(connection, arguments.appointment, held["rev"])
    say({"id": arguments.appointment, "ended": True})


def _device_list(arguments: argparse.Namespace) -> None:
    with opened(settings_of(arguments)) as database, database.read() as connection:
        for device in devices.all_devices(connection):
            say({**device, "revoked": bool(device["revoked"]), "wipe": bool(device["wipe"]), "state": _state(device)})


def _device_revoke(arguments: argparse.Namespace) -> None:
    with opened(settings_of(arguments)) as database, database.write() as connection:
        if devices.device(connection, arguments.device) is None:
            raise ServerError("unknown", what="device", name=arguments.device)
        devices.revoke(connection, arguments.device, wipe=arguments.wipe)
        audit.note(connection, "device_wipe" if arguments.wipe else "device_revoked", device=arguments.device)
    say({"id": arguments.device, "revoked": True, "wipe": arguments.wipe})


def _state(device: Row) -> str:
    """Where a laptop stands: ``wiping`` until it has come and heard of it, then ``wiped``."""
    if device["wipe"]:
        return "wiped" if device["told_at"] else "wiping"
    return "revoked" if device["revoked"] else "open"
