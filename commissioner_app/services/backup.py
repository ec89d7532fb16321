"""Backups of the profile, and the check that everything on the laptop is sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from commissioner_app.errors import EnvironmentFault
from commissioner_app.i18n import tr
from commissioner_app.services.desk import Desk
from commissioner_app.services.progress import Progress
from commissioner_app.store import check
from commissioner_app.store.backup import listed
from commissioner_app.store.rows import BackupInfo

LAST_ERROR: Final = "backup.last_error"


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A backup that lies on this laptop. ``reason``: daily, manual …"""

    path: Path
    at: str
    size: int
    reason: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """``ok``, counts of what was looked at, and every problem in words."""

    ok: bool
    records: int
    files: int
    problems: tuple[str, ...]


def rows_of(folder: Path) -> list[BackupRow]:
    """The backups in a profile's folder, newest first; needs no password."""
    return [BackupRow(folder / "backups" / info.name, info.at, info.size, info.reason) for info in listed(folder)]


class Backup:
    """Backups and checks of this profile."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def rows(self) -> list[BackupRow]:
        """The backups that lie on this laptop, newest first."""
        return rows_of(self._desk.folder)

    def make(self, out: Path | None = None) -> BackupRow:
        """Write a verified backup into the profile's own backups (old ones give way), or with all photos and files
        into the folder ``out``. Raises ``EnvironmentFault`` disk_full, backup_damaged."""
        info = self._desk.store.backups.create("manual", out, with_files=out is not None)
        return self._row(info, out or self._desk.folder / "backups")

    def make_before_restore(self) -> BackupRow:
        """Keep the present state before an older one takes its place. Nothing gives way for it: the backup that was
        chosen must still be there."""
        info = self._desk.store.backups.create("restore", rotate=False)
        return self._row(info, self._desk.folder / "backups")

    def make_if_due(self) -> BackupRow | None:
        """The daily backup, once a day; called with every sync of the window, so that nobody has to think of it.

        A backup that fails (the disk is full) stops no sync; ``last_error`` tells the settings page."""
        if not self._desk.store.backups.due():
            return None
        try:
            info = self._desk.store.backups.create("daily")
        except EnvironmentFault as fault:
            self._desk.store.sync_state.set(LAST_ERROR, fault.code)
            return None
        self._desk.store.sync_state.set(LAST_ERROR, "")
        return self._row(info, self._desk.folder / "backups")

    def last_error(self) -> str:
        """The error code of the last daily backup, "" where it went well."""
        return str(self._desk.store.sync_state.get(LAST_ERROR, ""))

    def check(self) -> CheckResult:
        """Read everything: database pages, sums of files, digests of what was loaded."""
        found = check.full(self._desk.store)
        for name in found.attachments:
            known = self._desk.store.attachments.get(name)
            if known is not None and known.sent_at:
                self._desk.store.attachments.lost(name)  # the next sync fetches it again
        problems = (
            *(tr("backup.problem.database", detail=one) for one in found.database),
            *(tr("backup.problem.file", name=one) for one in found.attachments),
            *(tr("backup.problem.record", detail=one) for one in found.records),
        )
        records = 0 if found.database else sum(self._desk.store.records.counts().values())
        files = sum(1 for _ in (self._desk.folder / "attachments").glob("*/*.bin"))
        return CheckResult(found.ok, records, files, problems)

    def check_steps(self) -> Iterator[Progress | CheckResult]:
        """The same with progress; the result comes last."""
        yield Progress("check", "backup.step.database")
        yield self.check()

    @staticmethod
    def _row(info: BackupInfo, parent: Path) -> BackupRow:
        return BackupRow(parent / info.name, info.at, info.size, info.reason)
