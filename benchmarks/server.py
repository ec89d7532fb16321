"""A real server process for the benchmarks, filled with synthetic records straight through its own database layer."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from benchmarks import data, profiles
from commissioner_app.domain.registry import KINDS
from commissioner_app.store.store import Store
from commissioner_app.sync.http import RequestsTransport
from commissioner_app.sync.session import sign_in
from commissioner_app.sync.transport import Tokens
from provincial_server.commands import opening
from provincial_server.db import counters, records
from provincial_server.db.engine import Connection
from provincial_server.logic import accounts
from provincial_server.logic.tallies import Tallies
from provincial_server.settings import Settings

NAME, PASSWORD = "bench", "Tea-and-chestnut-2026"
COMMAND = (sys.executable, "-m", "provincial_server")
PATIENCE_SECONDS = 30


@contextmanager
def running(folder: Path, made: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The address of a server on loopback that holds these records in the county's bucket."""
    subprocess.run([*COMMAND, "init", "--data", str(folder)], cwd=profiles.ROOT, check=True, stdout=subprocess.DEVNULL)
    with opening.opened(Settings(folder)) as database, database.write() as connection:
        accounts.add_person(connection, accounts.NewPerson(NAME, PASSWORD, "程岚", "安农大"))
        # The person of an office holds all visits of a county, a commissioner only the own ones.
        appointment = {"role": "COUNTY", "level": "county", "county": data.COUNTY, "start": "2020-01-01"}
        accounts.add_appointment(connection, NAME, appointment)
        _store(connection, made)
    process = subprocess.Popen(
        [*COMMAND, "serve", "--data", str(folder), "--port", "0"],
        cwd=profiles.ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield str(json.loads(process.stdout.readline())["url"])
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_SECONDS)


def tokens(url: str) -> tuple[str, str]:
    """Access and refresh token of a new laptop of the person."""
    reply = sign_in(RequestsTransport(url), NAME, PASSWORD, device_name="bench")
    return reply["access_token"], reply["refresh_token"]


def signed_in(url: str) -> RequestsTransport:
    """A line to the server for a new laptop of the person."""
    return RequestsTransport(url, Tokens(*tokens(url)))


def store(folder: Path) -> Store:
    """The store of a new profile."""
    return Store.open(folder, bytes(range(32)), kinds=KINDS)


def _store(connection: Connection, made: Sequence[Mapping[str, Any]]) -> None:
    """What a push writes, without its checks: the record's text, its place in the bucket, count and digest."""
    number, seq = records.last_number(connection) + 1, counters.take(connection, len(made))
    tallies = Tallies()
    written = []
    for at, record in enumerate(made):
        kept = {**record, "rev": seq + at}
        body = orjson.dumps(kept)
        bucket = frozenset({profiles.BUCKET})
        written.append(
            records.Written(
                number + at, record["id"], record["kind"], kept["rev"], False, body, seq + at,
                bucket, frozenset(), frozenset(),
            )
        )  # fmt: skip
        tallies.put_in(record["id"], kept["rev"], bucket)
        tallies.touch(bucket, seq + at)
    records.save(connection, written)
    tallies.store(connection, (), {})
