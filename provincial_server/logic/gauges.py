"""How the server stands at this moment: size of the database, room on the disk, the newest backup."""

from __future__ import annotations

import contextlib
import shutil

from provincial_server import metrics
from provincial_server.db import sizes
from provincial_server.db.engine import Database
from provincial_server.errors import ServerError
from provincial_server.logic.backups import newest
from provincial_server.settings import Settings


def look_around(database: Database, settings: Settings) -> None:
    """Set the numbers that nothing counts by itself."""
    metrics.worker_memory.set(metrics.memory())
    with contextlib.suppress(OSError):
        metrics.disk_free.set(shutil.disk_usage(settings.folder).free)
    # A database that is away is told by /health; the other numbers are still worth having.
    with contextlib.suppress(ServerError), database.read() as connection:
        metrics.database_size.set(sizes.database_bytes(connection))
    if settings.backups is not None and (last := newest(settings.backups)) is not None:
        metrics.last_backup.set(last.made_at.timestamp())
