"""Brings a database to the present schema; runs at every start and is harmless when there is nothing to do."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from provincial_server.db.engine import Database
from provincial_server.errors import ServerError

_FOLDER = Path(__file__).resolve().parent / "migrations"
_VERSION_TABLE = "alembic_version"


def migrate(database: Database) -> None:
    """Apply what is missing. Raises ``ServerError("database_newer")`` for a database of a later release."""
    known = [path.stem.removeprefix("v").partition("_")[0] for path in sorted((_FOLDER / "versions").glob("v*.py"))]
    with database.write() as connection:
        current = _current(connection)
        if current == known[-1]:
            return
        if current is not None and current not in known:
            raise ServerError("database_newer", exit_code=3)
        _upgrade(connection)


def is_made(database: Database) -> bool:
    """Whether the database has had any schema of this program."""
    with database.read() as connection:
        return _current(connection) is not None


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _upgrade(connection: Connection) -> None:
    # Late: Alembic takes longer to load than most commands to run, and is needed once per release.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
