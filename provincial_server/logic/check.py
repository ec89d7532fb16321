"""Looking everything over: the database's own integrity, every record and bucket, every attachment, the audit chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import orjson

from provincial_server.db import attachments as attachment_table
from provincial_server.db import backup as copying
from provincial_server.db import counters, records
from provincial_server.db.engine import Connection, Database, DatabaseError, is_damage
from provincial_server.files.keeping import is_whole
from provincial_server.files.opening import files_of
from provincial_server.logic import audit
from provincial_server.logic.attachments import NAME
from provincial_server.logic.buckets import buckets_of_record
from provincial_server.logic.kinds import kinds
from provincial_server.settings import Settings
from sync_protocol.digest import digest, pair_hash


def check(database: Database, settings: Settings) -> dict[str, Any]:
    """What was looked at and what is wrong; ``ok`` only when nothing is. One consistent view, the server may be running."""
    try:
        return _looked_over(database, settings)
    except DatabaseError as error:
        if not is_damage(error):
            raise
        return {"ok": False, "integrity": str(error.orig), "damaged": ["database"]}


def let_laptops_mend(database: Database, found: Mapping[str, Any]) -> list[str]:
    """Forget the attachments that were found damaged or gone, and tell laptops to ask which ones are lacking: whoever still
    has one sends it again. The names."""
    names = [name for name in found["damaged"] if NAME.fullmatch(name)]
    if names:
        with database.write() as connection:
            attachment_table.forget(connection, names)
            counters.bump(connection, counters.ATTACHMENTS)
            audit.note(connection, "attachments_forgotten", str(len(names)))
    return names


def _looked_over(database: Database, settings: Settings) -> dict[str, Any]:
    with database.read() as connection:
        integrity = copying.integrity(connection)
        found = _records(connection)
        held = attachment_table.all_held(connection)
        awaited = attachment_table.awaited(connection)
        broken_audit = audit.first_break(connection)
    files = files_of(settings)
    damaged = [one["name"] for one in held if not is_whole(files, one["name"], one["size"])]
    wrong = found.pop("wrong")
    return {
        "ok": integrity == "ok" and not wrong and not damaged and not broken_audit,
        "integrity": integrity,
        **found,
        "attachments": {"held": len(held), "bytes": sum(one["size"] for one in held), "awaited": awaited},
        "audit": {"ok": not broken_audit, "first_break": broken_audit},
        "damaged": wrong + damaged,
    }


def _records(connection: Connection) -> dict[str, Any]:
    places = records.places(connection)
    counts: Counter[str] = Counter()
    tallies: dict[str, tuple[int, int]] = {}
    pairs, wrong = [], []
    for number, record_id, kind, rev, deleted, body in records.stored(connection):
        lies_in = places.get(number, frozenset())
        if not _fits((record_id, kind, rev, deleted), body, lies_in):
            wrong.append(record_id)
        if deleted:
            continue
        counts[kind] += 1
        pairs.append((record_id, rev))
        for bucket in lies_in:
            count, total = tallies.get(bucket, (0, 0))
            tallies[bucket] = (count + 1, (total + pair_hash(record_id, rev)) % (1 << 128))
    names = records.bucket_names(connection)
    held = records.stats(connection, names)
    wrong += sorted(name for name in names if held.get(name, (0, 0)) != tallies.get(name, (0, 0)))
    return {"records": dict(sorted(counts.items())), "buckets": len(names), "digest": digest(pairs), "wrong": wrong}


def _fits(columns: tuple[str, str, int, bool], body: str, lies_in: frozenset[str]) -> bool:
    try:
        record = orjson.loads(body)
        held = (record["id"], record["kind"], record["rev"], record["deleted"])
        wanted = buckets_of_record(kinds()[columns[1]].buckets, record["answers"], record["state"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return False
    return held == columns and wanted == lies_in
