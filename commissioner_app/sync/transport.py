"""What the sync asks of the network: four calls of JSON, two of bytes. One real transport, one in memory for tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass
class Meter:
    """What has gone over the line: requests answered or tried, and body and header bytes both ways."""

    requests: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the server that is not an error: status, headers (lower-case names) and the decoded body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class Transport(Protocol):
    """One HTTP call after the other, signed in.

    Raises ``SyncFailure`` (see ``failures.py``) for everything that is not a 2xx reply; it never retries but for one
    token refresh after a 401. ``meter`` counts.
    """

    meter: Meter

    def call(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        signed: bool = True,
    ) -> Reply:
        """Send a request to ``path`` (or to a full address the server named) and wait for the whole answer."""
        ...

    def stream(self, path: str, *, headers: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """Ask for ``path`` and give its bytes as they come; what came before the line broke counts. Close it to stop."""
        ...


@dataclass
class Tokens:
    """The tokens of a signed-in device, and what is done when they are renewed (services keep the refresh token)."""

    access: str = ""
    refresh: str = ""
    device: str = ""
    """The laptop's id: one that was shut out hears of it even where its tokens are forgotten."""
