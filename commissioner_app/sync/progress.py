"""What a sync says while it runs and when it has ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Progress:
    """One step: the stage's name, a text key with its parameters, and how far (``total`` 0 = not known; ``unit`` is
    ``bytes`` or empty for a count)."""

    stage: str
    text_key: str
    params: Mapping[str, Any] = field(default_factory=dict)
    done: int = 0
    total: int = 0
    unit: str = ""


@dataclass
class SyncResult:
    """How a sync ended. ``changed`` lists (kind, id) of records that differ now; ``error`` is the code of what stopped
    it (empty when ``ok``); ``refused`` counts changes that the server will not have; ``retry_after`` is how many seconds
    the server asked to be left alone, 0 where it did not; ``files_stopped`` is the code of what kept photos and files,
    and them alone, from going on (``storage_full``, ``disk_full_here``)."""

    ok: bool = False
    pushed: int = 0
    pulled: int = 0
    merged: int = 0
    conflicts: int = 0
    waiting_records: int = 0
    waiting_files: int = 0
    requests: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    seconds: float = 0.0
    refused: int = 0
    error: str = ""
    error_params: Mapping[str, Any] = field(default_factory=dict)
    retry_after: float = 0.0
    files_stopped: str = ""
    files_stopped_params: Mapping[str, Any] = field(default_factory=dict)
    needs_login: bool = False
    needs_update: bool = False
    changed: set[tuple[str, str]] = field(default_factory=set)

    def to_json(self) -> dict[str, Any]:
        """The object that ``sync`` prints (DESIGN section 8), no more and no less."""
        return {
            "ok": self.ok,
            "pushed": self.pushed,
            "pulled": self.pulled,
            "merged": self.merged,
            "conflicts": self.conflicts,
            "waiting": {"records": self.waiting_records, "files": self.waiting_files},
            "requests": self.requests,
            "bytes_sent": self.bytes_sent,
            "bytes_received": self.bytes_received,
            "seconds": round(self.seconds, 3),
        }
