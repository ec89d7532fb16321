"""Giving out buckets page by page; stored texts are joined into the reply without being parsed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import orjson

from provincial_server import metrics
from provincial_server.db import counters, records
from provincial_server.db.engine import Connection
from provincial_server.logic.snapshots import Snapshots
from sync_protocol.messages import Fingerprint, Snapshot


class Pulled:
    """Pages as JSON text, and the fingerprints of the buckets that they complete."""

    def __init__(self) -> None:
        self.pages: list[str] = []
        self.fingerprints: dict[str, Fingerprint] = {}


def pull(
    connection: Connection,
    buckets: Iterable[str],
    cursors: Mapping[str, int],
    limit: int,
    snapshots: Snapshots | None = None,
) -> Pulled:
    """One page of each bucket, in all at most ``limit`` entries; a bucket left over says ``more`` at its old cursor.

    Given ``snapshots``, a large bucket that is read from the start comes as one of them.
    """
    pulled = Pulled()
    last, lost = counters.current(connection), counters.lost_ranges(connection)
    stats = records.stats(connection, list(buckets))
    for bucket in buckets:
        cursor = cursors.get(bucket, 0)
        # A cursor of a future that a restore has undone: this laptop must read the bucket again.
        if cursor > last or any(low < cursor < high for low, high in lost):
            cursor = 0
        snapshot = snapshots.offer(connection, bucket) if snapshots and not cursor else None
        if snapshot is not None:
            pulled.pages.append(_text(bucket, records.Page([], [], 0, more=True), snapshot))
            continue
        page = records.page(connection, bucket, cursor, limit)
        limit -= len(page.bodies) + len(page.gone)
        metrics.records_sent.inc(len(page.bodies))
        pulled.pages.append(_text(bucket, page))
        if not page.more:
            count, digest = stats.get(bucket, (0, 0))
            pulled.fingerprints[bucket] = {"count": count, "digest": f"{digest:032x}"}
    return pulled


def _text(bucket: str, page: records.Page, snapshot: Snapshot | None = None) -> str:
    name, gone = orjson.dumps(bucket).decode(), orjson.dumps(page.gone).decode()
    more = "true" if page.more else "false"
    further = f',"snapshot":{orjson.dumps(snapshot).decode()}' if snapshot else ""
    return f'{name}:{{"records":[{",".join(page.bodies)}],"gone":{gone},"cursor":{page.cursor},"more":{more}{further}}}'
