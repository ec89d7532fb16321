"""The connection: many readers, one writer at a time, every commit on the disk before it is acknowledged."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from provincial_server import metrics
from provincial_server.db.backend import Backend
from provincial_server.db.postgresql import POSTGRESQL
from provincial_server.db.rows import tuples_of_all
from provincial_server.db.sqlite import SQLITE
from provincial_server.errors import ServerError
from sync_protocol import codes

__all__ = ["Connection", "Database", "DatabaseError", "is_damage"]

_BACKENDS: Final = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
# Seconds, like those that the databases themselves make a writer wait at most.
_LONGEST_WAIT: Final = 15.0
# Without a driver in the address SQLAlchemy would ask for one that does not come along.
_DRIVERS: Final = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


def is_damage(error: DatabaseError) -> bool:
    """Whether the database file itself is broken (and not busy, out of reach, or asked something wrong)."""
    return type(error) is DatabaseError


class Database:
    """One database. ``read`` gives a consistent view, ``write`` a transaction that nobody else writes during."""

    def __init__(self, address: str) -> None:
        """``address`` as SQLAlchemy writes it. Raises ``bad_database`` or ``no_driver``; nothing is opened yet."""
        url = _url(address)
        self._backend = _BACKENDS[url.get_backend_name()]
        self.engine = _engine(url, self._backend)
        self.is_sqlite = self._backend is SQLITE
        self._reading = self.engine.execution_options(**self._backend.reading)
        self._looking = self.engine.execution_options(**self._backend.looking)
        self._writing = self.engine.execution_options(**self._backend.writing)
        self._writer = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view: everything read inside is of one moment."""
        with self._told(), self._reading.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """For a single look: what is read in one round trip is of one moment, and costs no more than that."""
        with self._told(), self._looking.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is on the disk when the block is left, or has not happened."""
        # Waiting in line inside the process is fairer and quicker than polling, and holds no connection.
        began = perf_counter()
        with self._told(), self._turn(), self._writing.connect() as connection, connection.begin():
            if self._backend.hold:
                # Together with the BEGIN that goes before it.
                tuples_of_all(connection, [(self._backend.hold, {})])
            metrics.writer_wait.observe(perf_counter() - began)
            yield connection

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._writer.acquire(timeout=_LONGEST_WAIT):
            raise ServerError(codes.TOO_BUSY, exit_code=3)
        try:
            yield
        finally:
            self._writer.release()

    def close(self) -> None:
        """Give all connections back; SQLite then folds its log into the file."""
        self.engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except PoolTimeout as error:
            raise ServerError(codes.TOO_BUSY, exit_code=3) from error
        except DBAPIError as error:
            told = self._backend.told(error)
            if told is None:
                raise
            raise told from error


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise ServerError("bad_database", exit_code=2) from error
    url = url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))
    if url.get_backend_name() not in _BACKENDS:
        raise ServerError("bad_database", exit_code=2)
    return url


def _engine(url: URL, backend: Backend) -> Engine:
    try:
        engine = create_engine(url, **backend.pool)
    except ArgumentError as error:
        raise ServerError("bad_database", exit_code=2) from error
    except ModuleNotFoundError as error:
        raise ServerError("no_driver", exit_code=3, name=error.name or url.drivername) from error
    backend.prepare(engine)
    return engine
