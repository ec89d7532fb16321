"""What the server counts about itself, for a monitoring system (Prometheus text format): numbers alone, no names.

With several workers of one ``serve`` each writes its numbers into a shared folder, and any of them answers for all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Final, Literal

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which the library learns of the shared folder; it must be set before this module is loaded."""
_PAGE_BYTES: Final = os.sysconf("SC_PAGESIZE") if hasattr(os, "sysconf") else 4096

_STATM: Final = Path("/proc/self/statm")
_registry: Final = CollectorRegistry()
_QUICK: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_LONG: Final = (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0)


def _counter(name: str, says: str, *labels: str) -> Counter:
    return Counter(name, says, labels, namespace="kotexing", registry=_registry)


def _times(name: str, says: str, *labels: str, buckets: tuple[float, ...] = _QUICK) -> Histogram:
    return Histogram(name, says, labels, namespace="kotexing", registry=_registry, buckets=buckets)


def _gauge(name: str, says: str, *labels: str, of: Literal["livesum", "liveall", "livemax"] = "livesum") -> Gauge:
    return Gauge(name, says, labels, namespace="kotexing", registry=_registry, multiprocess_mode=of)


requests: Final = _counter("requests", "Requests answered", "method", "route", "status")
request_seconds: Final = _times("request_seconds", "From the head of a request to the end of its reply", "route")
bytes_in: Final = _counter("received_bytes", "Bodies of requests, as they travelled", "route")
bytes_out: Final = _counter("sent_bytes", "Bodies of replies, as they travelled", "route")
changes: Final = _counter("changes", "Changes of records, by what became of them", "status")
conflicts_opened: Final = _counter("conflicts_opened", "Conflicts that accepted changes opened")
records_sent: Final = _counter("records_sent", "Records in pages of replies")
attachments: Final = _counter("attachments_received", "Attachments that arrived whole")
attachment_bytes: Final = _counter("attachments_received_bytes", "Their bytes")
snapshot_seconds: Final = _times("snapshot_build_seconds", "Making the copy of a bucket for first loads", buckets=_LONG)
writer_wait: Final = _times("writer_wait_seconds", "Until a write transaction had its turn")
turned_away: Final = _counter("turned_away", "Callers that were asked to come again (429)", "reason")
dropped: Final = _counter("connections_dropped", "Connections let go", "reason")
lane_waiting: Final = _gauge("lane_waiting", "Requests that wait for their turn", "lane")
lane_running: Final = _gauge("lane_running", "Requests that are worked on", "lane")
connections: Final = _gauge("connections", "Open connections")
worker_memory: Final = _gauge("worker_memory_bytes", "Memory of a worker (resident)", of="liveall")
database_size: Final = _gauge("database_bytes", "Size of the database", of="livemax")
disk_free: Final = _gauge("disk_free_bytes", "Free bytes of the disk that the data folder is on", of="livemax")
last_backup: Final = _gauge("last_backup_timestamp_seconds", "When the newest whole backup was made", of="livemax")


@contextmanager
def taking(times: Histogram) -> Iterator[None]:
    """Count how long the block takes, also where it fails."""
    began = perf_counter()
    try:
        yield
    finally:
        times.observe(perf_counter() - began)


def exposition() -> bytes:
    """All numbers, of this process or of all workers together."""
    if SHARED not in os.environ:
        return generate_latest(_registry)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together)


def forget_worker(folder: Path, pid: int) -> None:
    """A worker has ended: what it counted stays, what it had at the moment goes."""
    mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]


def memory() -> int:
    """The resident memory of this process in bytes, 0 where the system does not tell it this way."""
    try:
        return int(_STATM.read_text(encoding="ascii").split()[1]) * _PAGE_BYTES
    except OSError:
        return 0
