"""Opening the data of a server for a command."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from provincial_server.db.engine import Database, DatabaseError, is_damage
from provincial_server.db.migrate import is_made, migrate
from provincial_server.errors import ServerError
from provincial_server.settings import Settings


def is_initialised(settings: Settings) -> bool:
    """Whether the folder, or the database that is named, holds data already."""
    if not settings.database:
        return settings.database_file.exists()
    database = Database(settings.database_url)
    try:
        return is_made(database)
    finally:
        database.close()


def place_of(settings: Settings) -> str:
    """Where the data is, for a message: never a database address, which may hold a password."""
    return "--database" if settings.database else str(settings.folder)


@contextmanager
def opened(settings: Settings, *, create: bool = False) -> Iterator[Database]:
    """The database at the present schema. Raises ``not_initialised`` where there is none to open."""
    if create:
        settings.folder.mkdir(parents=True, exist_ok=True)
    elif not is_initialised(settings):
        raise ServerError("not_initialised", folder=place_of(settings))
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
    """Hold the data folder alone, against a second server or a restore. Raises ``in_use``; a killed holder lets go.

    Beside a database server several workers share the folder: its files are put in place whole, under names of their own.
    """
    settings.folder.mkdir(parents=True, exist_ok=True)
    if not settings.is_embedded:
        yield
        return
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
