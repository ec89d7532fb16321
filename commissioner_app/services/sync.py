"""Sending and fetching: one sync as a stream of progress, and the truth about what waits, from the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from commissioner_app.services.changes import Changes
from commissioner_app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of long work. ``text_key`` and ``params`` make the sentence; ``total`` 0 when it is not known."""

    stage: str
    text_key: str
    params: dict[str, Any] = field(default_factory=dict)
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """What the status line says. ``last_complete`` ISO 8601 or ""; ``last_error`` an error code or "".

    ``online``: None until this run of the program has talked to the server or failed to."""

    waiting_records: dict[str, int]
    waiting_files: int
    conflicts: int
    last_complete: str
    last_error: str
    running: bool = False
    online: bool | None = None


@dataclass(frozen=True, slots=True)
class SyncLine:
    """One record or file on the sync page. ``state``: waiting, sending, received, refused, conflict."""

    kind: str
    id: str
    title: str
    what: Literal["record", "file"]
    state: Literal["waiting", "sending", "received", "refused", "conflict"]
    received_at: str
    detail: str = ""


class Sync:
    """Sync of this profile. ``run`` may be iterated on any thread; stop iterating to cancel, nothing is lost."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.result: dict[str, Any] | None = None
        """What the last finished run did, the JSON of DESIGN 8 ``sync``."""
        self.changes: Changes = Changes.of("sync")
        """What the last run changed on this laptop."""

    def run(self, password: str = "") -> Iterator[Progress]:
        """One sync. Raises ``EnvironmentFault`` (no network, server down) and ``InputError`` (sign_in_again)."""
        raise NotImplementedError

    def status(self) -> SyncStatus:
        """The truth from the store."""
        raise NotImplementedError

    def lines(self, limit: int = 200) -> list[SyncLine]:
        """What waits and what arrived, waiting first, then latest receipts."""
        raise NotImplementedError
