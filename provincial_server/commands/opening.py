"""Opening the data of a server for a command."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from provincial_server.db.engine import Database, DatabaseError, is_damage
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
    except DatabaseError as error:
        if not is_damage(error):
            raise
        raise ServerError("database_damaged", exit_code=3, folder=str(settings.folder)) from error
    finally:
        database.close()


@contextmanager
def sole_user(settings: Settings) -> Iterator[None]:
    """Hold the data folder alone, against a second server or a restore. Raises ``in_use``; a killed holder lets go."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    with (settings.folder / "server.lock").open("a+") as stream:
        try:
            _lock(stream)
        except OSError as error:
            raise ServerError("in_use", exit_code=3, folder=str(settings.folder)) from error
        yield


def _lock(stream: IO[str]) -> None:
    if os.name == "nt":
        import msvcrt

        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
