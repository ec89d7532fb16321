"""How sending stands, as the status line and the sync page say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commissioner_app.services.file_gate import Hold


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """What the status line says. ``last_complete`` ISO 8601 or ""; ``last_error`` an error code or "" and what fills its words.

    ``waiting_records`` and ``waiting_files`` (``waiting_bytes`` large) will be sent by the next sync; ``refused`` the server
    will not have as they are. ``held``: why files do not go with the records (paused, metered, weak, no room on either
    side). ``paused``: no sync begins by itself. ``damaged`` files were only here and cannot be read any more. ``online``:
    None until this run of the program has talked to the server or failed to."""

    waiting_records: dict[str, int]
    waiting_files: int
    conflicts: int
    last_complete: str
    last_error: str
    running: bool = False
    online: bool | None = None
    refused: int = 0
    waiting_bytes: int = 0
    held: Hold = ""
    paused: bool = False
    error_params: Mapping[str, Any] = field(default_factory=dict)
    damaged: int = 0

    @property
    def waits(self) -> bool:
        """Whether anything is still to be sent."""
        return bool(sum(self.waiting_records.values()) or self.waiting_files)
