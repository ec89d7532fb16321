"""What a server may be told: where its data lies and how long its tokens live."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

DATABASE_FILE = "server.db"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one worker takes on. Whoever comes beyond it is told when to come again, and nothing is lost.

    ``*_running``: how many are worked on at once, ``*_waiting``: how many may wait for that.
    """

    pushes_running: int = 16
    pushes_waiting: int = 64
    polls_running: int = 8
    polls_waiting: int = 400
    loads_running: int = 4
    loads_waiting: int = 100
    files_running: int = 4
    files_waiting: int = 200
    sign_ins_running: int = 2
    sign_ins_waiting: int = 50
    renewals_running: int = 4
    renewals_waiting: int = 200
    heavy_waiting: int = 16
    """Bodies that take much memory are worked on one by one."""
    longest_wait: float = 20.0
    """Seconds anything waits for its turn at most."""
    device_rate: float = 20.0
    """Calls a second that one laptop may keep up, after ``device_burst`` calls at once."""
    device_burst: int = 2000
    address_rate: float = 100.0
    """The same for an address, behind which a whole office may sit. The balancers' own are not counted."""
    address_burst: int = 5000
    sign_in_rate: float = 0.5
    """The same for sign-ins from one address: each costs a hash that is slow by design."""
    sign_in_burst: int = 60
    connections: int = 2000
    connections_per_address: int = 300
    """Of one address that is no balancer. Beyond it only health is answered, beyond twice as many nothing."""
    head_bytes: int = 32 * 1024
    head_seconds: float = 20.0
    """A request's line and headers must be here by then."""
    stall_seconds: float = 30.0
    stall_bytes: int = 1024
    """Within ``stall_seconds`` so much must come of a body, or be taken of a reply."""
    idle_seconds: int = 75
    """How long a connection is kept open for the next request; longer than balancers keep theirs (nginx: 60)."""


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
    limits: Limits = field(default_factory=Limits)
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    """Addresses and networks of balancers, whose ``X-Forwarded-For`` is believed."""
    metrics_from: tuple[str, ...] = ("127.0.0.1", "::1")
    """Who may read ``/metrics``, not counting what comes through a balancer."""
    metrics_token: str = ""
    """Whoever has it may read ``/metrics`` from anywhere; empty: nobody."""
    access_log: bool = False
    """Whether each request is logged: its route, status, time and sizes."""
    backups: Path | None = None
    """Where this server's own backups are kept, one beside the other."""

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
