"""What became of changes, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from provincial_server import metrics
from sync_protocol.messages import Change, ChangeResult


def tallied(changes: Sequence[Change], results: Sequence[ChangeResult]) -> None:
    """Count the answers to some changes, once they are on the disk, and the conflicts that accepted ones opened."""
    for status, count in Counter(result["status"] for result in results).items():
        metrics.changes.labels(status).inc(count)
    accepted = (change for change, result in zip(changes, results, strict=True) if result["status"] == "accepted")
    metrics.conflicts_opened.inc(sum(len(change["patch"].get("open_conflicts", ())) for change in accepted))
