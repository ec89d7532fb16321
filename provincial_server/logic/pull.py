"""Giving out buckets page by page; stored texts are joined into the reply without being parsed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import orjson

from provincial_server import metrics
from provincial_server.db import change_log, records
from provincial_server.db.engine import Connection
from provincial_server.db.state import BucketState, State
from provincial_server.logic.snapshots import Snapshots
from sync_protocol import limits
from sync_protocol.messages import Fingerprint, Own, Snapshot

_TOGETHER: Final = 8
"""Buckets that are read in one round trip."""


class Pulled:
    """Pages as JSON text, and the fingerprints of the buckets that they complete."""

    def __init__(self) -> None:
        self.pages: list[str] = []
        self.fingerprints: dict[str, Fingerprint] = {}


def pull(
    connection: Connection,
    now: State,
    cursors: Mapping[str, int],
    limit: int,
    *,
    snapshots: Snapshots | None = None,
    device: str = "",
) -> Pulled:
    """One page of each bucket in ``cursors``, which has the cursor to read on from (``State.read_from``), in all at most
    ``limit`` entries; a bucket left over says ``more`` at its old cursor.

    Given ``snapshots``, a large bucket that is read from the start comes as one of them. Given a ``device``, what it made
    itself comes in brief.
    """
    found = {
        bucket: records.Page([], cursor, more=_state(now, bucket).last > cursor) for bucket, cursor in cursors.items()
    }
    copies = {
        bucket: copy for bucket in cursors if (copy := _copy(connection, now, bucket, cursors[bucket], snapshots))
    }
    # What has no news needs no look; a few at once, as the first ones may already fill the reply.
    waiting = [bucket for bucket, page in found.items() if page.more and bucket not in copies]
    while waiting and limit > 0:
        asked, waiting = waiting[:_TOGETHER], waiting[_TOGETHER:]
        read = records.pages(connection, {bucket: cursors[bucket] for bucket in asked}, limit)
        for bucket, page in zip(asked, read, strict=True):
            found[bucket] = page.cut(limit)
            limit -= len(found[bucket].entries)
    pulled = Pulled()
    own = _own(connection, list(found.values()), device)
    for bucket, page in found.items():
        metrics.records_sent.inc(len(page.bodies))
        pulled.pages.append(_text(bucket, page, copies.get(bucket), own))
        if not page.more:
            count, digest, _ = _state(now, bucket)
            pulled.fingerprints[bucket] = {"count": count, "digest": digest}
    return pulled


def _state(now: State, bucket: str) -> BucketState:
    return now.buckets.get(bucket, BucketState())


def _copy(connection: Connection, now: State, bucket: str, cursor: int, snapshots: Snapshots | None) -> Snapshot | None:
    if snapshots is None or cursor or _state(now, bucket).live < limits.SNAPSHOT_RECORDS:
        return None
    return snapshots.offer(connection, bucket)


def _own(connection: Connection, pages: Sequence[records.Page], device: str) -> frozenset[str]:
    """The ids of what the device made itself."""
    ids = {record_id for page in pages for _, present, record_id, _ in page.entries if present} if device else set()
    return change_log.made_by(connection, list(ids), device) if ids else frozenset()


def _text(bucket: str, page: records.Page, snapshot: Snapshot | None, own: frozenset[str]) -> str:
    name, gone = orjson.dumps(bucket).decode(), orjson.dumps(page.gone).decode()
    more = "true" if page.more else "false"
    lying = [(record_id, body) for _, present, record_id, body in page.entries if present]
    bodies = ",".join(body for record_id, body in lying if record_id not in own)
    briefly = [_brief(body) for record_id, body in lying if record_id in own]
    further = f',"snapshot":{orjson.dumps(snapshot).decode()}' if snapshot else ""
    further += f',"own":{orjson.dumps(briefly).decode()}' if briefly else ""
    return f'{name}:{{"records":[{bodies}],"gone":{gone},"cursor":{page.cursor},"more":{more}{further}}}'


def _brief(body: str) -> Own:
    record = orjson.loads(body)
    return {
        "id": record["id"],
        "rev": record["rev"],
        "created_at": record["created_at"],
        "updated_at": record["updated_at"],
        "author": record["author"],
        "deleted": record["deleted"],
    }
