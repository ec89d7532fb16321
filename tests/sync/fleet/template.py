"""What every seed begins with: a small server with its people, and laptops that were signed in, made once and copied."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any, Final

from argon2 import PasswordHasher

from commissioner_app.store import keys
from commissioner_app.store.store import Store
from provincial_server.db import people
from provincial_server.db.engine import Connection
from provincial_server.logic import accounts, audit
from tests.sync.fleet.disk import Disk
from tests.sync.fleet.outside import World
from tests.sync.fleet.people import JINZHAI, LAPTOPS, PASSWORD, PEOPLE
from tests.sync.fleet.server import DATA, Server

KEY: Final = bytes(range(32))
SIGN_IN: Final = "sign_in"
_WITHOUT_KEYS: Final = 4
"""Every so many of the laptops has not been given its keys yet."""


def make(folder: Path, world: World, loop: asyncio.AbstractEventLoop) -> None:
    """Make the server's data in ``folder/data`` and the profiles in ``folder/laptop-<number>``."""
    from tests.sync.fleet.laptop import Laptop
    from tests.sync.fleet.line import Line

    (folder / "empty").mkdir(parents=True)
    disk = Disk(folder, "making", world.random)
    server = Server(world, loop, disk, folder / "empty")
    server.administer("template", _people)
    line = Line(world, server)
    for number, person in enumerate(LAPTOPS):
        laptop = Laptop(world, Disk(folder, f"made-{number}", world.random), number, person, line=line)
        laptop.sign_in()
        if number % _WITHOUT_KEYS:
            laptop.fetch_keys()
        laptop.close()
        # Stands for the wrapped key, which is of no use here but must be gone from a laptop that was wiped.
        (laptop.disk.folder / keys.FILE_NAME).write_text(KEY.hex())
        shutil.copytree(laptop.disk.folder, folder / f"laptop-{number}")
        laptop.disk.close()
    server.stop()
    shutil.copytree(disk.folder / DATA, folder / DATA)
    disk.close()


def _people(connection: Connection) -> None:
    from tests.sync.fleet import publishing

    # As cheap as Argon2 can be: what signing in costs is not the subject.
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    for person in PEOPLE:
        people.add(
            connection,
            {
                "id": person.id, "login": person.id, "password": hasher.hash(PASSWORD), "display": person.id,
                "unit": "", "phone": "", "created_at": audit.now(),
            },
        )  # fmt: skip
        accounts.add_appointment(connection, person.id, person.appointment)
    for number in range(3):
        accounts.put_record(connection, "host", f"host-{number}", {"county": JINZHAI, "name": f"茶场{number}"})
    publishing.publish_list(connection, "L_FLEET", 1)


def opened(folder: Path, **options: Any) -> Store:
    """A profile's store."""
    return Store.open(folder, KEY, **options)
