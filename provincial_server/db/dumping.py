"""Copying a PostgreSQL database while it is in use, and putting a copy back, by PostgreSQL's own tools."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, make_url, text

from provincial_server.db.engine import Database
from provincial_server.db.rows import rows, value
from provincial_server.errors import ServerError

SERVING: Final = "kotexing-serve"
"""What a serving process calls itself at the database."""
TOOLS: Final = "KOTEXING_PG_BIN"
"""The folder of pg_dump and pg_restore, where they are not on the search path."""
_TABLE: Final = re.compile(r"^\d+; \d+ \d+ TABLE (?!DATA )\S+ (\S+) ", re.MULTILINE)


def moment(connection: Connection) -> str:
    """A name for what this transaction sees, good for as long as it lasts: a dump of it holds just that."""
    return str(value(connection, "SELECT pg_export_snapshot()"))


def dump(address: str, file: Path, seen: str) -> None:
    """Write what a transaction sees into a file. Raises ``tool_missing``, ``tool_failed``."""
    _run(
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={seen}",
        f"--file={file}",
        to=address,
    )


def is_sound(file: Path) -> bool:
    """Whether a dump can be read. Raises ``tool_missing``."""
    try:
        return bool(_tables(file))
    except ServerError as error:
        if error.code == "tool_missing":
            raise
        return False


def is_served(connection: Connection) -> bool:
    """Whether a server is at work on the database."""
    found = value(
        connection,
        "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = :name",
        name=SERVING,
    )
    return bool(found)


def put_back(database: Database, address: str, file: Path) -> None:
    """Replace everything by what a dump holds, in one transaction; what only a later release had goes then.

    Raises ``tool_missing``, ``tool_failed``; nothing has changed then.
    """
    with database.read() as connection:
        sql = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        before = {str(one["tablename"]) for one in rows(connection, sql)}
    held = _tables(file)
    how = ("--clean", "--if-exists", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
    _run("pg_restore", *how, str(file), to=address)
    with database.engine.begin() as connection:
        for name in sorted(before - held):
            connection.execute(text(f'DROP TABLE IF EXISTS "{name}" CASCADE'))


def _tables(file: Path) -> set[str]:
    return set(_TABLE.findall(_run("pg_restore", "--list", str(file))))


def _run(tool: str, *arguments: str, to: str = "") -> str:
    """What a tool prints. A password goes by the environment: others see the list of processes."""
    program = shutil.which(tool, path=os.environ.get(TOOLS) or None)
    if program is None:
        raise ServerError("tool_missing", exit_code=3, name=tool, variable=TOOLS)
    environment = dict(os.environ)
    if to:
        url = make_url(to).set(drivername="postgresql")
        if url.password:
            environment["PGPASSWORD"] = str(url.password)
        arguments = (*arguments, f"--dbname={url._replace(password=None).render_as_string(hide_password=False)}")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, env=environment, check=False)
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or [""])[-1]
        raise ServerError("tool_failed", exit_code=3, name=tool, said=said)
    return done.stdout
