"""The statements of both databases on their way: counted as writes, refused by a full disk, cut off by a kill."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import sqlcipher3
from sqlalchemy import Engine, event

from commissioner_app.store import database
from tests.sync.fleet.disk import Disk

_WRITES: Final = ("INSERT", "UPDATE", "DELETE", "REPLACE")


def _full(kind: type[Exception], error: OSError) -> Exception:
    return kind(f"database or disk is full ({error.strerror})")


class Connection:
    """A laptop's connection. Reads pass by; a write may find the disk full, or be the program's last."""

    def __init__(self, real: Any, path: Path, disk: Disk) -> None:
        self.real = real
        self._path = str(path)
        self._disk = disk
        self._folder = str(disk.folder)

    def execute(self, sql: str, *parameters: Any) -> Any:
        if sql == "COMMIT":
            try:
                with self._disk.commit(self._path, self._folder):
                    return self.real.execute(sql)
            except OSError as error:
                raise _full(sqlcipher3.OperationalError, error) from error
        if sql.startswith(_WRITES):
            self._write()
        return self.real.execute(sql, *parameters)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> Any:
        self._write()
        return self.real.executemany(sql, rows)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def _write(self) -> None:
        try:
            self._disk.write("statement", self._folder)
        except OSError as error:
            raise _full(sqlcipher3.OperationalError, error) from error


def connecting(disk: Disk, opened: list[Any]) -> Callable[..., Any]:
    """``store.database.connect`` for a laptop on this disk; its connections are noted in ``opened``."""

    def connect(path: Path, key: bytes, **options: Any) -> Any:
        real = database.connect(path, key, **options)
        opened.append(real)
        return real if options.get("read_only") else Connection(real, path, disk)

    return connect


def guard(engine: Engine, disk: Disk, path: Path) -> None:
    """Let the statements of a server's engine come by this disk; connections that are open already are closed."""
    folder = str(disk.folder)

    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, *parameters: Any) -> Cursor:
            _checked(self.connection, sql)
            return super().execute(sql, *parameters)

        def executemany(self, sql: str, *rows: Any) -> Cursor:
            _checked(self.connection, sql)
            return super().executemany(sql, *rows)

    class Guarded(sqlite3.Connection):
        wrote = False

        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

        def commit(self) -> None:
            if not self.wrote:
                super().commit()
                return
            try:
                with disk.commit(str(path), folder):
                    super().commit()
            except OSError as error:
                raise _full(sqlite3.OperationalError, error) from error
            self.wrote = False

    def _checked(connection: Any, sql: str) -> None:
        if sql.lstrip().upper().startswith(_WRITES):
            connection.wrote = True
            try:
                disk.write("statement", folder)
            except OSError as error:
                raise _full(sqlite3.OperationalError, error) from error

    def chosen(_dialect: Any, _record: Any, _arguments: Any, options: dict[str, Any]) -> None:
        options["factory"] = Guarded

    engine.dispose()
    event.listen(engine, "do_connect", chosen)
