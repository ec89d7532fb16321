"""The one encrypted database of a profile: opening, keys, transactions and read connections for other threads."""

from __future__ import annotations

import contextlib
import gc
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3

from commissioner_app.errors import EnvironmentFault
from commissioner_app.store import migrations
from commissioner_app.store.faults import translated
from commissioner_app.system.disk import SYSTEM_DISK, Disk
from commissioner_app.system.workers import Workers, threads

if TYPE_CHECKING:
    import sqlite_utils

FILE_NAME = "profile.db"
PAGE_SIZES = (16 * 1024, 4 * 1024)
"""Bytes of a page: what new files get, then what files of earlier versions have. A visit fills more than half of 4 kB: such
pages stay half empty, and a first load encrypts and writes them twice."""
CACHE_KIB = 32 * 1024
BUSY_MS = 15_000
CHECKPOINT_PAGES = 500
BULK_CHECKPOINT_PAGES = 10_000
BULK_TURN_SECONDS = 0.0002

Row = tuple[Any, ...]


def connect(path: Path, key: bytes, *, read_only: bool = False, page_size: int = 0) -> Any:
    """A SQLCipher connection with the raw 32-byte ``key`` and this program's settings; never a plain temporary file.

    A new file gets pages of ``page_size`` bytes, or the usual ones; a file that is there keeps its own. Raises
    ``EnvironmentFault`` (``database_damaged``) where it cannot be read with the key.
    """
    with translated():
        connection = _unlocked(path, key, page_size)
        try:
            if read_only:
                connection.execute("PRAGMA query_only = ON")
            else:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        except BaseException:
            connection.close()
            raise
    return connection


def _unlocked(path: Path, key: bytes, page_size: int) -> Any:
    """A connection that has read the first page. Nothing outside an encrypted file tells how long its pages are."""
    sizes = (page_size,) if page_size else PAGE_SIZES
    for size in sizes:
        connection = sqlcipher3.connect(
            str(path), isolation_level=None, check_same_thread=False, timeout=BUSY_MS / 1000
        )
        try:
            connection.execute("PRAGMA cipher_log_level = NONE")  # damage is told by errors, not on the terminal
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            connection.execute(f"PRAGMA cipher_page_size = {size}")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlcipher3.DatabaseError:
            connection.close()
            if size == sizes[-1]:
                raise
        except BaseException:
            connection.close()
            raise
        else:
            return connection
    raise AssertionError(path)


@dataclass(frozen=True, slots=True)
class Means:
    """What a profile works with. ``connect`` is called like the function above; ``workers`` do what may go on beside;
    ``disk`` keeps the attachments."""

    connect: Callable[..., Any] = connect
    workers: Workers = threads
    disk: Disk = SYSTEM_DISK


MEANS = Means()


class Database:
    """The open database of a profile.

    Any thread may read (each gets its own connection and sees the last commit) and any thread may write; writers wait
    for each other. Inside ``transaction()`` a thread reads what it has just written.
    """

    def __init__(self, path: Path, key: bytes, means: Means = MEANS) -> None:
        self.path = path
        self._key = key
        self._means = means
        self._lock = threading.RLock()
        self._readers_lock = threading.Lock()  # opening a reader must not wait for a writer
        self._depth = 0
        self._owner = 0
        self._local = threading.local()
        self._readers: list[Any] = []
        self._folding: Future[None] | None = None
        self._closed = False
        self._writer = means.connect(path, key)

    @cached_property
    def db(self) -> sqlite_utils.Database:
        """The write connection as sqlite-utils sees it (migrations, whole-table work)."""
        return _wrapped(self._writer)

    @classmethod
    def open(cls, folder: Path, key: bytes, means: Means = MEANS) -> Database:
        """Open (or make) the database in a profile folder and bring its tables up to date.

        Raises ``EnvironmentFault``: ``profile_newer`` where a newer program has written it, ``database_damaged``.
        """
        folder.mkdir(parents=True, exist_ok=True)
        database = cls(folder / FILE_NAME, key, means)
        try:
            with translated():
                if migrations.missing(database._writer):
                    migrations.migrate(database.db)
        except BaseException:
            database.close()
            raise
        return database

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything written inside commits together, durably, or not at all. An inner one joins the outer one."""
        with self._lock:
            if self._depth:
                self._depth += 1
                try:
                    yield
                finally:
                    self._depth -= 1
                return
            if self._closed:
                raise EnvironmentFault("database_closed")
            with translated():
                self._writer.execute("BEGIN IMMEDIATE")
                self._depth, self._owner = 1, threading.get_ident()
                try:
                    yield
                    self._writer.execute("COMMIT")
                except BaseException:
                    if self._writer.in_transaction:
                        self._writer.execute("ROLLBACK")
                    raise
                finally:
                    self._depth = self._owner = 0

    def write(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run one statement in the current transaction, or in its own; gives the number of rows touched."""
        with self.transaction():
            count: int = self._writer.execute(sql, parameters).rowcount
            return count

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows in the current transaction, or in its own."""
        with self.transaction():
            self._writer.executemany(sql, rows)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query, read at once so that no read transaction stays open."""
        with translated():
            result: list[Row] = self._connection().execute(sql, parameters).fetchall()
            return result

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.row(sql, parameters)
        return found[0] if found else None

    @contextlib.contextmanager
    def bulk(self) -> Iterator[None]:
        """While a first load runs: large checkpoints, so that the same pages are not written again and again; no garbage
        collection, which costs as much as the parsing when it walks thousands of fresh records; and threads that take
        turns sooner, as the one that writes asks for the interpreter only for a moment, again and again."""
        collecting, turn = gc.isenabled(), sys.getswitchinterval()
        gc.disable()
        sys.setswitchinterval(BULK_TURN_SECONDS)
        self._writer.execute(f"PRAGMA wal_autocheckpoint = {BULK_CHECKPOINT_PAGES}")
        try:
            yield
        finally:
            if collecting:
                gc.enable()
            sys.setswitchinterval(turn)
            with translated():
                self._writer.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
                if not self._depth:
                    self._fold_in_background()

    @contextlib.contextmanager
    def attached(self, address: str, name: str) -> Iterator[None]:
        """The plain database in memory at ``address`` is seen by what is written meanwhile, as ``name``."""
        with self._lock, translated():
            self._writer.execute(f"ATTACH ? AS {name} KEY ''", [address])
            try:
                yield
            finally:
                self._writer.execute(f"DETACH {name}")

    def _fold_in_background(self) -> None:
        """Write the log of a bulk load into the file beside whatever comes next, which need not wait for it."""
        self._await_folding()
        worker = self._means.workers(1, "store-checkpoint")
        self._folding = worker.submit(self._fold)
        worker.shutdown(wait=False)

    def _fold(self) -> None:
        # What fails here is not lost: the log stays, and the next commit or the closing folds it.
        with contextlib.suppress(EnvironmentFault, sqlcipher3.Error):
            connection = self._means.connect(self.path, self._key)
            try:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            finally:
                connection.close()

    def _await_folding(self) -> None:
        if self._folding is not None:
            self._folding.result()
            self._folding = None

    def reader(self) -> sqlite_utils.Database:
        """This thread's own read-only connection, as sqlite-utils sees it."""
        return _wrapped(self._reader())

    def _reader(self) -> Any:
        connection = getattr(self._local, "reader", None)
        if connection is None:
            with self._readers_lock:
                if self._closed:
                    raise EnvironmentFault("database_closed")
                connection = self._means.connect(self.path, self._key, read_only=True)
                self._readers.append(connection)
            self._local.reader = connection
        return connection

    def close(self) -> None:
        """Close every connection; the last one folds the write-ahead log into the file."""
        self._await_folding()
        with self._lock, self._readers_lock:
            self._closed = True
            for connection in self._readers:
                connection.close()
            self._readers.clear()
            self._local = threading.local()
            self._writer.close()

    @property
    def page_size(self) -> int:
        """Bytes of a page of this file."""
        return int(self.value("PRAGMA page_size"))

    @property
    def workers(self) -> Workers:
        """Who does what may go on beside."""
        return self._means.workers

    @property
    def disk(self) -> Disk:
        """Where files beside the database are kept."""
        return self._means.disk

    @property
    def key(self) -> bytes:
        """The raw database key, from which the key of the files is derived."""
        return self._key

    def _connection(self) -> Any:
        if self._owner == threading.get_ident():
            return self._writer
        return self._reader()


def _wrapped(connection: Any) -> sqlite_utils.Database:
    """Imported late: a start, which has nothing to migrate, does not wait for it."""
    import sqlite_utils

    return sqlite_utils.Database(connection)
