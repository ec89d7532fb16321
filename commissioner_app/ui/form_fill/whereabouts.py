"""The last position that the satellite receiver gave, asked again while a form is filled that notes where."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from commissioner_app.domain.nmea import Fix

if TYPE_CHECKING:
    from commissioner_app.services.receiver import Receiver
    from commissioner_app.ui.shared.shell import Shell

EVERY_S: Final = 60
OLDEST_S: Final = 300


class Whereabouts(QObject):
    """Without a receiver, or while it has no position, there is none: nobody waits for it."""

    def __init__(self, receiver: Receiver, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._receiver, self._shell = receiver, shell
        self._fix: Fix | None = None
        self._fixed = self._asked = float("-inf")

    def now(self) -> tuple[float, float, float] | None:
        """Latitude, longitude (degrees), accuracy (metres, 0 where the receiver does not say); None while unknown."""
        moment = time.monotonic()
        if self._receiver.address and moment - self._asked >= EVERY_S:
            self._asked = moment
            self._shell.run_background(self._receiver.now, self._found, lambda _error: None, owner=self, lane="pool")
        if self._fix is None or moment - self._fixed > OLDEST_S:
            return None
        return self._fix.lat, self._fix.lng, self._fix.acc or 0.0

    def _found(self, fix: Fix | None) -> None:
        if fix is not None:
            self._fix, self._fixed = fix, time.monotonic()
