"""The way back to a backup: verified first, swapped in by steps that a kill cannot break, the old files set aside."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Final

from commissioner_app.errors import EnvironmentFault, InputError
from commissioner_app.store import backup, salvage
from commissioner_app.store.database import FILE_NAME
from commissioner_app.store.faults import disk_faults
from commissioner_app.store.rows import BackupInfo
from commissioner_app.system.files import sync_folder, write_atomic

_INTENT: Final = "restore.json"
_STAGED: Final = f"{FILE_NAME}.restoring"
_TAILS: Final = ("", "-wal", "-shm")


def from_backup(profile: Path, key: bytes, source: Path) -> Path:
    """Put a backup in the place of a closed profile's database; gives the folder where the former files lie.

    Raises ``EnvironmentFault("backup_damaged")`` before anything is touched, ``InputError("no_such_backup")``.
    """
    if not (source / FILE_NAME).exists():
        raise InputError("no_such_backup", name=source.name)
    backup.verify(source, key)
    aside = profile / "set-aside" / f"{datetime.now().astimezone():%Y%m%dT%H%M%S%f}"
    with disk_faults():
        aside.mkdir(parents=True)
        for tail in _TAILS:
            former = profile / (FILE_NAME + tail)
            if former.exists():
                shutil.copy2(former, aside / former.name)
        staged = profile / _STAGED
        write_atomic(staged, (source / FILE_NAME).read_bytes())
        if (source / "attachments").is_dir():
            shutil.copytree(source / "attachments", profile / "attachments", dirs_exist_ok=True)
        write_atomic(profile / _INTENT, json.dumps({"from": source.name}).encode())
    finish(profile)
    return aside


def from_latest(profile: Path, key: bytes) -> BackupInfo:
    """After damage: return to the newest backup that reads back whole, then carry over what was not sent since.

    Raises ``EnvironmentFault("no_backup")`` where no backup reads back whole.
    """
    for info in backup.listed(profile):
        try:
            aside = from_backup(profile, key, profile / "backups" / info.name)
        except EnvironmentFault as fault:
            if fault.code != "backup_damaged":
                raise
            continue
        salvage.carry_over(profile, key, aside)
        return info
    raise EnvironmentFault("no_backup")


def finish(profile: Path) -> None:
    """Complete a swap that has begun (also at the next opening, after a kill); without one nothing happens.

    The write-ahead log of the former database must never meet the new one, so it goes first.
    """
    intent = profile / _INTENT
    if not intent.exists():
        return
    with disk_faults():
        staged = profile / _STAGED
        if staged.exists():
            for tail in _TAILS[1:]:
                (profile / (FILE_NAME + tail)).unlink(missing_ok=True)
            staged.replace(profile / FILE_NAME)
            sync_folder(profile)
        intent.unlink()
