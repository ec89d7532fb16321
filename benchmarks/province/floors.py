"""What the bare work costs in the same run: the same records written by hand, read by hand, an HTTP call that does nothing."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from benchmarks import profiles
from benchmarks.province import bodies
from benchmarks.province.loop import played
from benchmarks.province.people import Member
from benchmarks.province.place import Place
from benchmarks.province.wire import Line, Traffic
from provincial_server.db.sqlite import PRAGMAS

_TABLE: Final = "CREATE TABLE bench_floor (id text PRIMARY KEY, seq bigint, kind text, body text)"
_INDEXES: Final = tuple(f"CREATE INDEX bench_{name} ON bench_floor ({name})" for name in ("seq", "kind"))


@dataclass(frozen=True, slots=True)
class Floor:
    """How often a second the bare work can be done, by one connection that does nothing else."""

    rate: float
    name: str


@dataclass(frozen=True, slots=True)
class Calls:
    """How long an HTTP call takes that does nothing, in seconds."""

    p50: float
    p99: float


def of_writing(place: Place, records: int, seconds: float) -> Floor:
    """Transactions with so many records and a commit on the disk, into one table with three indexes."""
    member = Member(0)
    rows = [
        (one["id"], number, one["kind"], orjson.dumps(one["patch"]["set"]).decode())
        for number, one in enumerate(bodies.visit(member) for _ in range(records * 40))
    ]
    batches = [rows[at : at + records] for at in range(0, len(rows), records)]
    if place.kind == "sqlite":
        return Floor(_sqlite(place.folder / "floor.db", batches, seconds), "executemany, commit")
    return Floor(_postgresql(place.address, batches, seconds), "executemany, commit")


def of_reading(place: Place, bucket: str, records: int, seconds: float) -> Floor:
    """Reads of so many records of a bucket, joined to one text."""
    sql = (
        "SELECT r.body FROM bucket_records b JOIN records r ON r.n = b.record_n "
        "WHERE b.bucket = {hole} AND b.seq > 0 AND b.present = 1 ORDER BY b.seq LIMIT {hole}"
    )
    if place.kind == "sqlite":
        with closing(sqlite3.connect(place.folder / "server.db")) as connection:
            statement = sql.format(hole="?")
            return Floor(_often(lambda: _joined(connection.execute(statement, (bucket, records))), seconds), "SELECT")
    import psycopg

    with psycopg.connect(_plain(place.address)) as line:
        text = sql.format(hole="%s").encode()
        return Floor(_often(lambda: _joined(line.execute(text, (bucket, records))), seconds), "SELECT")


def of_calling(seconds: float) -> Calls:
    """Calls one after the other of a bare server that answers without looking."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.probes.echo"], cwd=profiles.ROOT, stdout=subprocess.PIPE, text=True,
        env=profiles.environment(),
    )  # fmt: skip
    try:
        assert process.stdout is not None
        waits = sorted(played(_called(int(process.stdout.readline()), seconds)))
    finally:
        process.terminate()
        process.communicate()
    return Calls(waits[len(waits) // 2], waits[int(len(waits) * 0.99)])


async def _called(port: int, seconds: float) -> list[float]:
    line, body = Line(port, Traffic()), bodies.sync([bodies.visit(Member(0))], {})
    waits, end = list[float](), time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        await line.call("POST", "/", body)
        waits.append(time.perf_counter() - began)
        await asyncio.sleep(0)
    line.close()
    return waits


def _often(work: Callable[[], object], seconds: float) -> float:
    work()
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        work()
        count += 1
    return count / (time.perf_counter() - began)


def _joined(found: Any) -> int:
    return len(f"[{','.join(body for (body,) in found)}]".encode())


def _sqlite(path: Path, batches: list[list[tuple[Any, ...]]], seconds: float) -> float:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        for statement in (_TABLE, *_INDEXES):
            connection.execute(statement)
        numbers = iter(range(10**9))

        def write() -> None:
            number = next(numbers)
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "INSERT INTO bench_floor VALUES (?, ?, ?, ?)", _renewed(batches[number % len(batches)], number)
            )
            connection.execute("COMMIT")

        return _often(write, seconds)


def _postgresql(address: str, batches: list[list[tuple[Any, ...]]], seconds: float) -> float:
    import psycopg

    with psycopg.connect(_plain(address)) as line:
        for statement in (_TABLE, *_INDEXES):
            line.execute(statement.encode())
        line.commit()
        numbers = iter(range(10**9))

        def write() -> None:
            number = next(numbers)
            with line.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO bench_floor VALUES (%s, %s, %s, %s)", _renewed(batches[number % len(batches)], number)
                )
            line.commit()

        rate = _often(write, seconds)
        line.execute("DROP TABLE bench_floor")
    return rate


def _renewed(batch: list[tuple[Any, ...]], number: int) -> list[tuple[Any, ...]]:
    return [(f"{number:012d}-{at:04d}", number, *rest) for at, (_, _, *rest) in enumerate(batch)]


def _plain(address: str) -> str:
    return address.replace("postgresql+psycopg://", "postgresql://", 1)
