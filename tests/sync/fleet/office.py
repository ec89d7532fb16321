"""What the administrator does: appointments begin and end, backups made and put back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from provincial_server.db.engine import Connection
from provincial_server.logic import accounts
from tests.sync.fleet.laptop import contents
from tests.sync.fleet.people import HUOSHAN, JINZHAI, PEOPLE, TEAMS

if TYPE_CHECKING:
    from tests.sync.fleet.fleet import Fleet


def appoint(fleet: Fleet) -> None:
    """Somebody changes team or county, gets an appointment besides, or one ends (now, or on a day to come)."""
    if not fleet.server.up:
        return
    random, server = fleet.random, fleet.server
    person = random.choice([laptop.person for laptop in fleet.laptops])
    running = [
        one
        for one in server.records()
        if one["kind"] == "appointment" and one["answers"]["person"] == person and one["state"] == "active"
    ]
    act = random.choice(("add", "move", "end"))
    if act != "add" and running:
        ended = random.choice(running)
        fleet.trace.note(f"an appointment of {person} ends")
        fleet.tally.note("scope", "appointment ends")
        server.administer("appointment", lambda connection: _end(connection, ended))
    if act != "end":
        answers = _appointment(fleet, person)
        fleet.trace.note(f"{person} is appointed: {answers}")
        fleet.tally.note("scope", "appointment begins")
        server.administer("appointment", lambda connection: accounts.add_appointment(connection, person, answers))


def back_up(fleet: Fleet) -> None:
    """A backup beside the running server."""
    if fleet.server.up:
        fleet.trace.note("a backup is made")
        fleet.server.back_up()
        fleet.tally.note("backup", "made")


def restore(fleet: Fleet) -> None:
    """The server is put back to an older state."""
    if not fleet.server.backups:
        return
    name = fleet.random.choice(fleet.server.backups)
    fleet.trace.note(f"the server is restored from {name}")
    fleet.tally.note("restore", "from a backup")
    for laptop in fleet.laptops:
        held = contents(laptop)
        for one in fleet.ledger.typed:
            if f'"{one.value}"' in held:
                fleet.ledger.holders.setdefault(one.value, set()).add(laptop.number)
    fleet.server.restore(name)
    fleet.server.start()
    fleet.ledger.stood |= {(one["id"], one["state"]) for one in fleet.server.records()}


def restart(fleet: Fleet) -> None:
    """The server is stopped in order and started again."""
    fleet.server.stop()
    fleet.server.start()
    fleet.tally.note("server restarted", "in order")


def _end(connection: Connection, record: dict[str, Any]) -> None:
    accounts.end_appointment(connection, record["id"], record["rev"])


def _appointment(fleet: Fleet, person: str) -> dict[str, str]:
    random = fleet.random
    role = next(one.role for one in PEOPLE if one.id == person)
    if role in ("COUNTY", "CITY"):
        return {"role": role, "county": random.choice((JINZHAI, HUOSHAN))}
    team = random.choice(sorted(TEAMS))
    answers = {"role": role, "county": TEAMS[team], "team": team}
    if random.random() < 0.3:
        answers["team_role"] = "leader"
    today = fleet.world.now().date()
    if random.random() < 0.3:
        answers["end"] = (today + timedelta(days=random.randint(0, 3))).isoformat()
    if random.random() < 0.2:
        answers["start"] = (today + timedelta(days=random.randint(1, 3))).isoformat()
    return answers
