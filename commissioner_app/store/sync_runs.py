"""The last syncs: when, what went each way, and how they ended."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Final

from commissioner_app.store.database import Database

KEPT: Final = 200


@dataclass(frozen=True, slots=True)
class SyncRun:
    """One sync. ``at`` when it ended (ISO 8601); counts of records; bytes over the line;
    ``error`` the code of what stopped it, ``stopped`` where a person did, empty where it was complete."""

    at: str
    pushed: int = 0
    pulled: int = 0
    conflicts: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    seconds: float = 0.0
    error: str = ""


class SyncRuns:
    """The newest ``KEPT`` are kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, run: SyncRun) -> None:
        """Note a sync that has ended."""
        with self._database.transaction():
            self._database.write(
                "INSERT INTO sync_runs (at, pushed, pulled, conflicts, bytes_sent, bytes_received, seconds, error)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                list(astuple(run)),
            )
            self._database.write(
                "DELETE FROM sync_runs WHERE number <= (SELECT max(number) FROM sync_runs) - ?", [KEPT]
            )

    def last(self, limit: int = KEPT) -> list[SyncRun]:
        """The newest first."""
        rows = self._database.rows(
            "SELECT at, pushed, pulled, conflicts, bytes_sent, bytes_received, seconds, error FROM sync_runs"
            " ORDER BY number DESC LIMIT ?",
            [limit],
        )
        return [SyncRun(*row) for row in rows]
