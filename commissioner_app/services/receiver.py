"""The satellite receiver: listens while a question waits for a position, and gives what it says so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from commissioner_app.domain.nmea import Fix, NmeaReader
from commissioner_app.services.preferences import Preferences
from commissioner_app.system import receiver_line
from commissioner_app.system.clock import Clock

LISTEN_S: Final = 180
"""How long one listening goes on at most: a cold receiver needs half a minute to two minutes."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known after a line: the newest position if any, satellites in use, whether the receiver speaks at all."""

    fix: Fix | None
    satellites: int
    speaks: bool


class Receiver:
    """Reads the receiver whose address is set in preferences (``receiver``); without one there is none."""

    def __init__(
        self,
        preferences: Preferences,
        clock: Clock,
        lines: Callable[[str], Iterator[str]] = receiver_line.lines,
    ) -> None:
        self._preferences = preferences
        self._clock = clock
        self._lines = lines

    @property
    def address(self) -> str:
        """Where the receiver is; "" where none is set."""
        return str(self._preferences.get("receiver")).strip()

    def ports(self) -> list[str]:
        """The serial ports that a receiver may be at."""
        return receiver_line.ports()

    def listen(self, address: str = "") -> Iterator[Reading]:
        """What the receiver says, at least about once a second while the line lives, three minutes at most.

        Raises ``InputError`` receiver_address, ``EnvironmentFault`` receiver_silent, receiver_lost."""
        reader, fix, speaks = NmeaReader(), None, False
        until = self._clock.monotonic() + LISTEN_S
        for line in takewhile(lambda _line: self._clock.monotonic() < until, self._lines(address or self.address)):
            found = reader.feed(line) if line else None
            speaks = speaks or line.startswith("$")
            fix = found or fix
            if found or not line:
                yield Reading(fix, reader.satellites, speaks)
        yield Reading(fix, reader.satellites, speaks)

    def now(self, seconds: float = 10) -> Fix | None:
        """The first position that the receiver gives within some seconds; None where there is none.

        For forms that note where they were filled. Raises as ``listen`` does."""
        if not self.address:
            return None
        until = self._clock.monotonic() + seconds
        for reading in self.listen():
            if reading.fix is not None or self._clock.monotonic() > until:
                return reading.fix
        return None
