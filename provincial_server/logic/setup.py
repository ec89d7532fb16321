"""What a new server starts with: forms and lists that come along, and an administrator."""

from __future__ import annotations

from provincial_server.db.engine import Database
from provincial_server.logic import accounts, passwords


def publish_resources(database: Database) -> None:
    """Publish all forms and code lists of the installation."""


def first_administrator(database: Database) -> dict[str, str]:
    """Create the first account; its name and password, shown this once."""
    password = passwords.made_up()
    person = accounts.NewPerson("admin", password, "系统管理员")
    with database.write() as connection:
        accounts.add_person(connection, person, record=False)
        accounts.add_appointment(connection, "admin", {"role": "ADMIN"})
    return {"name": "admin", "password": password, "role": "ADMIN", "display": person.display}
