"""Backups: a folder with the database, the attachments and a list of what belongs to it, checked before it is used."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any, Final

from provincial_server.db import attachments as attachment_table
from provincial_server.db import backup as copying
from provincial_server.db import counters, devices, records
from provincial_server.db.engine import Database
from provincial_server.errors import ServerError
from provincial_server.files.folder import FolderFiles, file_checksum, sync_to_disk
from provincial_server.files.keeping import Files, is_whole
from provincial_server.files.opening import files_of
from provincial_server.logic import audit
from provincial_server.logic.backups import MANIFEST
from provincial_server.settings import DATABASE_FILE, Settings

ATTACHMENTS: Final = "attachments"
# Further than any server comes between a backup and its restoration.
_SEQUENCE_GAP: Final = 1_000_000_000
_REVISION_GAP: Final = 1_000


def make_backup(database: Database, settings: Settings, target: Path) -> dict[str, Any]:
    """Write a backup into a new folder; its manifest. The server may be running.

    Raises ``exists``, and ``not_embedded`` for PostgreSQL, whose own tools do it better.
    """
    if not database.is_sqlite:
        raise ServerError("not_embedded", exit_code=2)
    if target.exists() and any(target.iterdir()):
        raise ServerError("exists", name=str(target))
    target.mkdir(parents=True, exist_ok=True)
    copying.copy_database(database, target / DATABASE_FILE)
    with database.read() as connection:
        held = attachment_table.all_held(connection)
        counts = records.counts(connection)
    files, copies = files_of(settings), FolderFiles(target / ATTACHMENTS)
    for attachment in held:
        _copy(files, copies, attachment["name"])
    manifest = {
        "made_at": audit.now(),
        "database": file_checksum(target / DATABASE_FILE),
        "records": counts,
        "attachments": [attachment["name"] for attachment in held],
    }
    # Last: a backup that was cut short has no manifest and is never taken for a whole one.
    (target / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    with database.write() as connection:
        audit.note(connection, "backup")
    return manifest


def verify(source: Path) -> dict[str, Any]:
    """The manifest of a backup that is whole. Raises ``bad_backup`` naming what is not."""
    try:
        manifest: dict[str, Any] = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ServerError("bad_backup", name=str(source / MANIFEST)) from error
    file = source / DATABASE_FILE
    if not file.is_file() or file_checksum(file) != manifest["database"] or not copying.is_sound(file):
        raise ServerError("bad_backup", name=str(file))
    copies = FolderFiles(source / ATTACHMENTS)
    for name in manifest["attachments"]:
        if not is_whole(copies, name, copies.size(name) or 0):
            raise ServerError("bad_backup", name=name)
    return manifest


def restore(settings: Settings, source: Path) -> dict[str, Any]:
    """Put a backup in the place of the data, which is kept beside it. The server must be stopped.

    Laptops may have seen changes that the backup lacks: cursors of that lost time are marked void, and revisions
    start again above it, so that no laptop takes an old number for a new state.
    """
    manifest = verify(source)
    settings.folder.mkdir(parents=True, exist_ok=True)
    files, copies = files_of(settings), FolderFiles(source / ATTACHMENTS)
    for name in manifest["attachments"]:
        if not is_whole(files, name, copies.size(name) or 0):
            _copy(copies, files, name)
    incoming = settings.folder / f"{DATABASE_FILE}.incoming"
    shutil.copyfile(source / DATABASE_FILE, incoming)
    sync_to_disk(incoming)
    replaced = settings.folder / f"replaced-{hashlib.sha256(audit.now().encode()).hexdigest()[:8]}"
    for beside in (DATABASE_FILE, f"{DATABASE_FILE}-wal", f"{DATABASE_FILE}-shm"):
        if (settings.folder / beside).exists():
            replaced.mkdir(exist_ok=True)
            (settings.folder / beside).rename(replaced / beside)
    incoming.replace(settings.database_file)
    return manifest


def _copy(source: Files, target: Files, name: str) -> None:
    target.put(name, b"".join(source.read(name)))


def begin_new_time(database: Database) -> None:
    """After a restore: void the cursors of the lost time, raise revisions above it, end all sessions."""
    with database.write() as connection:
        last, floor = counters.current(connection), counters.current(connection, counters.REVISION_FLOOR)
        counters.add_lost_range(connection, last, last + _SEQUENCE_GAP)
        counters.put(connection, counters.SEQUENCE, last + _SEQUENCE_GAP)
        counters.put(
            connection, counters.REVISION_FLOOR, max(floor, records.highest_revision(connection)) + _REVISION_GAP
        )
        devices.end_all_sessions(connection)
        audit.note(connection, "restored")
