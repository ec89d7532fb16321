"""Backups of the profile, and the check that everything on the laptop is sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from commissioner_app.services.desk import Desk
from commissioner_app.services.sync import Progress


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A backup that lies on this laptop."""

    path: Path
    at: str
    size: int


@dataclass(frozen=True, slots=True)
class CheckResult:
    """``ok``, counts of what was looked at, and every problem in words."""

    ok: bool
    records: int
    files: int
    problems: tuple[str, ...]


class Backup:
    """Backups and checks of this profile."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def rows(self) -> list[BackupRow]:
        """The backups that lie on this laptop, newest first."""
        raise NotImplementedError

    def make(self, out: Path | None = None) -> BackupRow:
        """Write a verified backup, into ``out`` or the profile's own backups (old ones rotate out)."""
        raise NotImplementedError

    def check(self) -> CheckResult:
        """Read everything: database pages, sums of files, journal against records."""
        raise NotImplementedError

    def check_steps(self) -> Iterator[Progress | CheckResult]:
        """The same with progress; the result comes last."""
        raise NotImplementedError
