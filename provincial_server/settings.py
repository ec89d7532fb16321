"""What a server may be told: where its data lies and how long its tokens live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

DATABASE_FILE = "server.db"


@dataclass(frozen=True, slots=True)
class Settings:
    """``folder`` holds attachments, unfinished uploads and, unless ``database`` names another one, the database.

    ``files`` is another place for the attachments: a folder or ``s3://bucket/prefix``. No attachment is taken that would
    leave less than ``reserve_bytes`` of the disk, so that records always find room, or give a person more than
    ``quota_bytes`` (0: as much as there is).
    """

    folder: Path
    database: str = ""
    access_life: timedelta = timedelta(minutes=20)
    refresh_life: timedelta = timedelta(days=90)
    failures_allowed: int = 5
    lockout: timedelta = timedelta(minutes=15)
    upload_life: timedelta = timedelta(days=14)
    files: str = ""
    reserve_bytes: int = 512 * 1024 * 1024
    quota_bytes: int = 0

    @property
    def database_url(self) -> str:
        """The SQLAlchemy address of the database."""
        return self.database or f"sqlite:///{self.database_file}"

    @property
    def is_embedded(self) -> bool:
        """Whether the database is a file of its own beside this process, and not a server for several."""
        return self.database_url.startswith("sqlite")

    @property
    def database_file(self) -> Path:
        """The embedded database."""
        return self.folder / DATABASE_FILE

    @property
    def attachments(self) -> Path:
        """Finished attachments, by the first two digits of their checksum."""
        return self.folder / "attachments"

    @property
    def snapshots(self) -> Path:
        """Ready-made copies of large buckets; may be removed at any time."""
        return self.folder / "snapshots"

    @property
    def uploads(self) -> Path:
        """Attachments that have not arrived whole yet."""
        return self.folder / "uploads"
