"""Opening the data of a server for a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from provincial_server.db.engine import Database
from provincial_server.db.migrate import migrate
from provincial_server.errors import ServerError
from provincial_server.settings import Settings


def is_initialised(settings: Settings) -> bool:
    """Whether the folder holds a database already."""
    return settings.database_file.exists()


@contextmanager
def opened(settings: Settings, *, create: bool = False) -> Iterator[Database]:
    """The database at the present schema. Raises ``not_initialised`` where there is none to open."""
    if create:
        settings.folder.mkdir(parents=True, exist_ok=True)
    elif not settings.database and not is_initialised(settings):
        raise ServerError("not_initialised", folder=str(settings.folder))
    database = Database(settings.database_url)
    try:
        migrate(database)
        yield database
    finally:
        database.close()
