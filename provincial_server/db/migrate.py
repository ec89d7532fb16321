"""Brings a database to the present schema; runs at every start and is harmless when there is nothing to do."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from provincial_server.db.engine import Database
from provincial_server.errors import ServerError

_FOLDER = Path(__file__).resolve().parent / "migrations"


def migrate(database: Database) -> None:
    """Apply what is missing. Raises ``ServerError("database_newer")`` for a database of a later release."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    with database.write() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        if current == scripts.get_current_head():
            return
        if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
            raise ServerError("database_newer", exit_code=3)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
