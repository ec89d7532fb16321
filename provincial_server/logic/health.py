"""Whether this worker can do its work, cheap enough to be asked all the time."""

from __future__ import annotations

import shutil
import threading
import time
from typing import Final

from provincial_server.db import sizes
from provincial_server.db.engine import Database
from provincial_server.settings import Settings
from sync_protocol.messages import PROTOCOL, Health

_FRESH_SECONDS: Final = 0.5


class Pulse:
    """Reads one row of the database and looks at the disk; a crowd that asks at once gets the same answer."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._lock = threading.Lock()
        self._last: Health | None = None
        self._at = 0.0

    def feel(self) -> Health:
        """How it is. Raises ``database_away`` or ``too_busy`` where the database does not answer."""
        with self._lock:
            if self._last is None or time.monotonic() - self._at > _FRESH_SECONDS:
                self._last = None
                self._last = self._look()
                self._at = time.monotonic()
            return self._last

    def _look(self) -> Health:
        with self._database.read() as connection:
            schema = sizes.schema(connection)
        free = shutil.disk_usage(self._settings.folder).free
        # Records still find room on a low disk, attachments do not: a reason to act, none to be taken out of service.
        return {
            "ok": True,
            "protocol": PROTOCOL,
            "schema": schema,
            "disk": "ok" if free >= self._settings.reserve_bytes else "low",
        }
