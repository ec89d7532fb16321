"""What a new server starts with: forms and lists that come along, and an administrator."""

from __future__ import annotations

import csv
from functools import cache
from typing import Final

from provincial_server.db.engine import Database
from provincial_server.errors import RESOURCES
from provincial_server.logic import accounts, forms, lists, passwords
from provincial_server.logic.forms import Published

# Parts of other forms: what is included must not be filled in on its own.
PARTS_PREFIX: Final = "obs_"


def publish_resources(database: Database) -> list[Published]:
    """Import the code lists of the installation and publish its forms."""
    with database.write() as connection:
        lists.import_folder(connection, RESOURCES / "lists")
        folder = RESOURCES / "forms"
        found = [path for path in sorted(folder.iterdir()) if forms.is_form_folder(path)] if folder.is_dir() else []
        known = forms.all_lists(connection)
        return [
            forms.publish(connection, path, known=known) for path in found if not path.name.startswith(PARTS_PREFIX)
        ]


def first_administrator(database: Database) -> dict[str, str]:
    """Create the first account; its name and password, shown this once."""
    password = passwords.made_up()
    person = accounts.NewPerson("admin", password, "系统管理员")
    with database.write() as connection:
        accounts.add_person(connection, person, record=False)
        accounts.add_appointment(connection, "admin", {"role": "ADMIN"})
    return {"name": "admin", "password": password, "role": "ADMIN", "display": person.display}


@cache
def visit_form(industry: str, role: str) -> str:
    """The visit form for a host's industry and the writer's role: the first line of ``resources/forms/visit_forms.csv``
    that fits; an empty cell fits everything."""
    with (RESOURCES / "forms" / "visit_forms.csv").open(encoding="utf-8", newline="") as stream:
        fitting = (
            row["form"]
            for row in csv.DictReader(stream)
            if row["role"] in ("", role) and row["industry"] in ("", industry)
        )
        return next(fitting, "visit")
