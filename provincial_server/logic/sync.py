"""One round trip: push, pull, fingerprints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import orjson

from provincial_server.db import change_log
from provincial_server.db.engine import Database
from provincial_server.db.state import state
from provincial_server.errors import ServerError
from provincial_server.logic import audit, catalogue
from provincial_server.logic.counted import tallied
from provincial_server.logic.pull import pull
from provincial_server.logic.roles import Caller
from provincial_server.logic.sessions import caller_of, opens_buckets
from provincial_server.logic.snapshots import Snapshots
from provincial_server.logic.taking import ID
from provincial_server.logic.writing import Writer
from sync_protocol import codes, limits
from sync_protocol.messages import PROTOCOL, SyncRequest

OLDEST_PROTOCOL: Final = 1


def check_protocol(message: Any) -> None:
    """Refuse politely what this server does not speak, before its shape is looked at: another version's may differ."""
    version = message.get("protocol") if isinstance(message, dict) else None
    if not isinstance(version, int):
        return
    if version < OLDEST_PROTOCOL:
        raise ServerError(codes.PROTOCOL_TOO_OLD, spoken=PROTOCOL, asked=version)
    if version > PROTOCOL:
        raise ServerError(codes.PROTOCOL_TOO_NEW, spoken=PROTOCOL, asked=version)


def not_taken(database: Database, caller: Caller, change_ids: Sequence[str]) -> list[str]:
    """Those of some changes that this server has not taken of the caller. Raises ``too_large``."""
    if len(change_ids) > limits.ASKED_NAMES:
        raise ServerError(codes.TOO_LARGE, limit=limits.ASKED_NAMES)
    with database.read() as connection:
        taken = change_log.taken_of(connection, caller.person_id, [one for one in change_ids if ID.fullmatch(one)])
    return [one for one in change_ids if one not in taken]


def sync(database: Database, writer: Writer, snapshots: Snapshots, caller: Caller, request: SyncRequest) -> bytes:
    """The reply's JSON (``SyncReply``). Changes are on the disk before anything is answered."""
    changes = request["changes"]
    if len(changes) > limits.PUSH_CHANGES:
        raise ServerError(codes.TOO_LARGE, limit=limits.PUSH_CHANGES)
    taken = writer.push(caller, changes)
    tallied(changes, taken)
    results = orjson.dumps(taken)
    limit = min(max(request.get("limit", limits.PAGE_RECORDS), 1), limits.FIRST_LOAD_RECORDS)
    with database.read() as connection:
        # Changes may have opened new buckets or ended an appointment: decide afresh what this laptop holds.
        if opens_buckets(caller, changes):
            caller = caller_of(connection, caller.person_id, caller.device_id)
        buckets = sorted(caller.buckets)
        now = state(connection, buckets)
        cursors = {bucket: now.read_from(request["cursors"].get(bucket, 0)) for bucket in buckets}
        copies = snapshots if request.get("snapshots") else None
        device = caller.device_id if request.get("brief") else ""
        pulled = pull(connection, now, cursors, limit, snapshots=copies, device=device)
    parts = (
        f'{{"protocol":{PROTOCOL},"server_time":"{audit.now()}","results":'.encode(),
        results,
        b',"buckets":',
        orjson.dumps(buckets),
        b',"pages":{',
        ",".join(pulled.pages).encode(),
        b'},"fingerprints":',
        orjson.dumps(pulled.fingerprints),
        b',"known":',
        orjson.dumps(catalogue.stamps_of(now.counters, caller)),
        b"}",
    )
    return b"".join(parts)
