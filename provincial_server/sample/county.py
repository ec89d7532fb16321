"""The sample county 金寨县: made from a seed and a day, always the same, and stored as if laptops had sent it."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from random import Random
from typing import Any, Final

from provincial_server.db import attachments as attachment_table
from provincial_server.db.engine import Connection, Database
from provincial_server.files.opening import files_of
from provincial_server.logic import accounts, audit, passwords
from provincial_server.logic.push import Push
from provincial_server.logic.roles import Caller
from provincial_server.sample.activities import add_activities
from provincial_server.sample.hosts import add_hosts, add_villages
from provincial_server.sample.needs import add_matches, add_needs, add_resources
from provincial_server.sample.papers import add_papers
from provincial_server.sample.people import WORKERS, Worker, add_people
from provincial_server.sample.visits import add_plans, add_visits
from provincial_server.sample.world import Made, World, form_version
from provincial_server.settings import Settings
from sync_protocol.messages import Change

_BATCH: Final = 500


def make_county(seed: int, today: date) -> World:
    """Everything in the sample county, not yet stored."""
    world = World(Random(seed), today)
    add_people(world)
    hosts = add_hosts(world)
    add_villages(world)
    visits = add_visits(world, hosts)
    needs = add_needs(world, hosts, visits)
    resources = add_resources(world)
    add_matches(world, needs, resources)
    add_activities(world)
    add_plans(world, hosts, visits)
    add_papers(world, hosts, visits, world.of("match"))
    return world


def load_sample(database: Database, settings: Settings, *, seed: int, today: date) -> list[dict[str, Any]]:
    """Store the sample county; the accounts with their passwords, which are new each time."""
    world = make_county(seed, today)
    with database.write() as connection:
        _store(connection, world)
        _store_photos(connection, settings, world)
        return [_account(connection, worker, world.persons[worker.name]) for worker in WORKERS if worker.login]


def _store(connection: Connection, world: World) -> None:
    ordered = sorted(world.made, key=lambda record: (record.at, record.id))
    for author, records in groupby(ordered, key=lambda record: record.author):
        changes = [_change(world, record) for record in records]
        push = Push(connection, Caller(author or accounts.ADMINISTRATOR.person_id, "", (), frozenset()), trusted=True)
        for start in range(0, len(changes), _BATCH):
            results = push.take(changes[start : start + _BATCH])
            assert all(result["status"] == "accepted" for result in results), results


def _change(world: World, record: Made) -> Change:
    return {
        "id": world.new_id(world.moment(world.today)),
        "record_id": record.id,
        "kind": record.kind,
        "base_rev": 0,
        "at": record.at,
        "patch": {
            "set": record.answers,
            "state": record.state,
            "form_id": record.form_id,
            "form_version": form_version(record.form_id),
        },
    }


def _store_photos(connection: Connection, settings: Settings, world: World) -> None:
    files = files_of(settings)
    said = [(record.author or accounts.ADMINISTRATOR.person_id, str(record.answers)) for record in world.made]
    for name, data in world.photos.items():
        files.put(name, data)
        # Whoever named a photo has sent it.
        for person in {author for author, answers in said if name in answers}:
            attachment_table.add(connection, name, len(data), person, audit.now())


def _account(connection: Connection, worker: Worker, person: Made) -> dict[str, Any]:
    password = passwords.made_up()
    account = accounts.NewPerson(
        login=worker.login,
        password=password,
        display=worker.name,
        unit=person.answers["unit"],
        phone=person.answers["mobile"],
        person_id=person.id,
    )
    accounts.add_person(connection, account, record=False)
    role = "LEAD" if worker.leads else worker.role
    return {"name": worker.login, "password": password, "role": role, "display": worker.name}
