"""The audit log: append-only, each line chained to the one before, so that a missing or altered line shows."""

from __future__ import annotations

import hashlib

from provincial_server import outside
from provincial_server.db import audit as table
from provincial_server.db.engine import Connection


def now() -> str:
    """This moment in ISO 8601 with offset."""
    return outside.now().isoformat(timespec="milliseconds")


def note(connection: Connection, event: str, detail: str = "", *, person: str = "", device: str = "") -> None:
    """Write one line, in the transaction of what it reports. ``detail`` holds ids and codes, never answers."""
    last = table.last(connection)
    values = {"at": now(), "person_id": person, "device_id": device, "event": event, "detail": detail}
    # Numbered here: a database's own numbering leaves gaps where a transaction was undone, and a gap means a lost line.
    number = last["n"] + 1 if last else 1
    table.add(connection, {**values, "n": number, "hash": _chained(last["hash"] if last else "", values)})


def first_break(connection: Connection) -> int:
    """The number of the first line that does not fit the chain, 0 when all do."""
    previous = ""
    for expected, line in enumerate(table.lines(connection), 1):
        values = {name: line[name] for name in ("at", "person_id", "device_id", "event", "detail")}
        if line["n"] != expected or line["hash"] != _chained(previous, values):
            return expected
        previous = line["hash"]
    return 0


def _chained(previous: str, values: dict[str, str]) -> str:
    return hashlib.sha256("\x1f".join([previous, *values.values()]).encode()).hexdigest()
