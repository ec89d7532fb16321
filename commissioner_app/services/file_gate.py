"""Whether photos and files may go now: records always go, photos wait for a line that is worth it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, Protocol

Hold = Literal["", "paused", "metered", "weak", "storage_full", "disk_full_here"]
"""Why files wait; the last two are what stopped them, the records going on."""

WEAK_BYTES_PER_SECOND: Final = 20_000.0
"""Below this a photo of 300 kB takes more than a quarter of a minute; such a line is left to the records."""
SAMPLE_SECONDS: Final = 3.0
SAMPLE_BYTES: Final = 100_000


class Counting(Protocol):
    """What has gone over a line so far, in bytes."""

    @property
    def bytes_sent(self) -> int: ...

    @property
    def bytes_received(self) -> int: ...


def hold_of(wish: str, *, paused: bool, anyway: bool, metered: bool, weak: bool) -> Hold:
    """Why files wait, empty where they may go. ``wish`` is the setting ``photos_on``; ``anyway``: the person asked for them
    now, which everything but a pause gives way to."""
    if paused:
        return "paused"
    if anyway or wish == "always":
        return ""
    return "metered" if metered else "weak" if weak else ""


class FileGate:
    """Asked before each file of a sync. The line is measured by what went over it between two askings, so that on a line
    not known yet the first file goes and tells."""

    def __init__(self, hold: Callable[[bool], Hold], meter: Counting, seconds: Callable[[], float]) -> None:
        """``hold`` says why files wait, told whether the line is weak; ``seconds`` is a clock that never runs backwards."""
        self._hold, self._meter, self._seconds = hold, meter, seconds
        self._from: tuple[float, int] | None = None
        self._weak = False
        self.why: Hold = ""

    def __call__(self) -> bool:
        self._measure()
        self.why = self._hold(self._weak)
        return not self.why

    def _measure(self) -> None:
        now, moved = self._seconds(), self._meter.bytes_sent + self._meter.bytes_received
        if self._from is None:
            self._from = (now, moved)
            return
        seconds, size = now - self._from[0], moved - self._from[1]
        if seconds >= SAMPLE_SECONDS or size >= SAMPLE_BYTES:
            self._weak = size < WEAK_BYTES_PER_SECOND * seconds
            self._from = (now, moved)
