"""Backups: verified copies of the encrypted database, made while the program runs, kept by days."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from commissioner_app.errors import EnvironmentFault
from commissioner_app.store.database import FILE_NAME, Database, connect
from commissioner_app.store.faults import disk_faults, translated
from commissioner_app.store.rows import BackupInfo
from commissioner_app.system.clock import Clock, stamp
from commissioner_app.system.files import sync_folder, write_atomic

NEWEST_KEPT: Final = 3
DAYS_KEPT: Final = 14
_MANIFEST: Final = "backup.json"
_PROFILE: Final = "profile.json"


class Backups:
    """The backups of a profile, in its ``backups`` folder or anywhere else a person names."""

    def __init__(self, database: Database, folder: Path, clock: Clock) -> None:
        self._database = database
        self._profile = folder
        self._clock = clock

    def create(
        self, reason: str = "daily", target: Path | None = None, *, with_files: bool = False, rotate: bool = True
    ) -> BackupInfo:
        """Copy the database as it is now, read the copy back, then make it count. Old ones of the profile give way,
        unless ``rotate`` is off.

        ``with_files`` copies the encrypted attachments too (for a stick or another disk). Raises ``EnvironmentFault``
        (``disk_full``, ``backup_damaged``); an unfinished copy never stays.
        """
        now = self._clock.now()
        parent = target or self._profile / "backups"
        name = f"{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03d}-{reason}"
        unfinished = parent / f".part-{name}"
        try:
            with disk_faults():
                unfinished.mkdir(parents=True)
                self._copy_database(unfinished / FILE_NAME)
                if (self._profile / _PROFILE).exists():
                    shutil.copy2(self._profile / _PROFILE, unfinished / _PROFILE)
                if with_files:
                    shutil.copytree(self._profile / "attachments", unfinished / "attachments", dirs_exist_ok=True)
                write_atomic(unfinished / _MANIFEST, _manifest(unfinished, stamp(now), reason))
            verify(unfinished, self._database.key)
            with disk_faults():
                unfinished.rename(parent / name)
                sync_folder(parent)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
        if target is None and rotate:
            self.rotate()
        return _info(parent / name)

    def due(self) -> bool:
        """Whether no backup was made today."""
        today = self._clock.now().date().isoformat()
        return not any(info.at.startswith(today) for info in self.list())

    def rotate(self) -> list[str]:
        """Take away backups that are no longer needed; gives their names."""
        gone = superseded(self.list())
        for name in gone:
            shutil.rmtree(self._profile / "backups" / name, ignore_errors=True)
        return gone

    def _copy_database(self, path: Path) -> None:
        source = self._database.reader().conn
        copy = connect(path, self._database.key, page_size=self._database.page_size)
        try:
            with translated():
                copy.execute("PRAGMA journal_mode = DELETE")
                source.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()

    def list(self) -> list[BackupInfo]:
        """The profile's backups, newest first."""
        return listed(self._profile)


def listed(profile: Path) -> list[BackupInfo]:
    """The finished backups in a profile folder, newest first, without opening anything."""
    infos: list[BackupInfo] = []
    for folder in (profile / "backups").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, KeyError):
            infos.append(_info(folder))
    return sorted(infos, key=lambda info: info.name, reverse=True)


def verify(folder: Path, key: bytes) -> None:
    """Read a backup back whole. Raises ``EnvironmentFault("backup_damaged")`` where it is not what was written."""
    fault = EnvironmentFault("backup_damaged", name=re.sub(r"^\.part-", "", folder.name))
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if manifest["sha256"] != _sum(folder / FILE_NAME):
            raise fault
        connection = connect(folder / FILE_NAME, key, read_only=True)
    except (OSError, ValueError, KeyError, EnvironmentFault) as error:
        raise fault from error
    try:
        with translated():
            pages = connection.execute("PRAGMA cipher_integrity_check").fetchall()
            trees = connection.execute("PRAGMA quick_check").fetchall()
    except EnvironmentFault as error:
        raise fault from error
    finally:
        connection.close()
    if pages or trees != [("ok",)]:
        raise fault


def superseded(infos: Sequence[BackupInfo]) -> list[str]:
    """Names to take away: all but the newest three and the last one of each of the newest fourteen days."""
    ordered = sorted(infos, key=lambda info: info.name, reverse=True)
    keep = {info.name for info in ordered[:NEWEST_KEPT]}
    days: dict[str, str] = {}
    for info in ordered:
        days.setdefault(datetime.fromisoformat(info.at).date().isoformat(), info.name)
    keep.update(sorted(days.values(), reverse=True)[:DAYS_KEPT])
    return [info.name for info in ordered if info.name not in keep]


def _manifest(folder: Path, at: str, reason: str) -> bytes:
    path = folder / FILE_NAME
    facts = {"at": at, "reason": reason, "size": path.stat().st_size, "sha256": _sum(path)}
    return json.dumps(facts).encode()


def _sum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _info(folder: Path) -> BackupInfo:
    manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    return BackupInfo(folder.name, manifest["at"], manifest["size"], manifest["reason"])
