"""A sync that finds nothing new, against a real server process on loopback: one small request, however much is held."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import data, profiles, server
from benchmarks.measure import Figure, in_turn, seconds
from commissioner_app.store.store import Store
from commissioner_app.sync.engine import Engine
from commissioner_app.sync.http import RequestsTransport
from commissioner_app.sync.progress import SyncResult

GOAL_REQUESTS = 1
GOAL_BYTES = 1000
GOAL_RATIO = 4.0


def run(*, quick: bool) -> Iterator[Figure]:
    """Milliseconds, requests and bytes of request and reply with their headers, as the client counts them."""
    hosts, visits = (50, 200) if quick else (2_000, 8_000)
    with (
        profiles.scratch() as folder,
        server.running(Path(folder) / "server", data.county(hosts, visits)) as url,
    ):
        store, line = server.store(Path(folder) / "laptop"), server.signed_in(url)
        try:
            sync(store, line)
            results: list[SyncResult] = []
            ours, floor = in_turn(
                lambda: 1000 * seconds(lambda: results.append(sync(store, line))),
                lambda: 1000 * seconds(lambda: line.call("GET", "/health", signed=False)),
                5 if quick else 40,
            )
        finally:
            line.close()
            store.close()
    size = f"{hosts + visits:,} records held"
    yield Figure(f"sync without changes, {size}", ours, "ms", floor, "GET /health on the same line", GOAL_RATIO, True)
    requests = statistics.median(one.requests for one in results)
    yield Figure("requests of it", requests, "", goal=GOAL_REQUESTS)
    sent = statistics.median(one.bytes_sent + one.bytes_received for one in results)
    yield Figure("bytes of it, headers and bodies both ways", sent, "B", goal=GOAL_BYTES)


def sync(store: Store, line: RequestsTransport, beside: Sequence[RequestsTransport] = ()) -> SyncResult:
    """One sync by the real engine. Raises ``RuntimeError`` where it fails."""
    engine = Engine(store, line, beside=beside)
    for _ in engine.run():
        pass
    if not engine.result.ok:
        raise RuntimeError(engine.result.error)
    return engine.result
