"""Backups: a folder with the database, the attachments and a list of what belongs to it, checked before it is used."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from provincial_server import outside
from provincial_server.db import attachments as attachment_table
from provincial_server.db import backup as copying
from provincial_server.db import counters, devices, dumping, records
from provincial_server.db.engine import Connection, Database
from provincial_server.db.migrate import is_made, migrate
from provincial_server.errors import ServerError
from provincial_server.files.folder import FolderFiles, file_checksum, sync_to_disk
from provincial_server.files.keeping import Files, is_whole, place_of
from provincial_server.files.opening import files_of
from provincial_server.logic import audit
from provincial_server.logic.backups import MANIFEST
from provincial_server.settings import DATABASE_FILE, Settings

ATTACHMENTS: Final = "attachments"
DUMP_FILE: Final = "server.dump"
# Further than any server comes between a backup and its restoration.
_SEQUENCE_GAP: Final = 1_000_000_000
_REVISION_GAP: Final = 1_000
# Two restores of one backup must not give out the same numbers for different things: time goes into them.
_BEGINNING: Final = datetime(2026, 1, 1, tzinfo=UTC)
_NUMBERS_A_SECOND: Final = 1000


def make_backup(database: Database, settings: Settings, target: Path, previous: Path | None = None) -> dict[str, Any]:
    """Write a backup into a new folder; its manifest. The server may be running.

    Every attachment that the copied database knows is in it; those that the server itself lacks are named in
    ``missing``. What ``previous``, an earlier backup on the same disk, has already takes no further room.
    Raises ``exists``; for PostgreSQL ``tool_missing``, ``tool_failed``.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ServerError("exists", name=str(target))
    target.mkdir(parents=True, exist_ok=True)
    file = target / _database_file(settings)
    with _copied(database, settings, file) as copy:
        held = attachment_table.all_held(copy)
        counts = records.counts(copy)
    sync_to_disk(file)
    copied, missing = _copy_attachments(files_of(settings), held, target, previous)
    manifest = {
        "made_at": audit.now(),
        "file": file.name,
        "database": file_checksum(file),
        "records": counts,
        "attachments": copied,
        "missing": missing,
    }
    # Last: a backup that was cut short has no manifest and is never taken for a whole one.
    (target / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    sync_to_disk(target / MANIFEST)
    sync_to_disk(target)
    with database.write() as connection:
        audit.note(connection, "backup")
    return manifest


def _database_file(settings: Settings) -> str:
    return DATABASE_FILE if settings.is_embedded else DUMP_FILE


@contextmanager
def _copied(database: Database, settings: Settings, file: Path) -> Iterator[Connection]:
    """Copy the database; inside, what the copy holds can be read."""
    if settings.is_embedded:
        copying.copy_database(database, file)
        with copying.reading(file) as copy:
            yield copy
        return
    with database.read() as connection:
        dumping.dump(settings.database_url, file, dumping.moment(connection))
        yield connection


def _copy_attachments(
    files: Files, held: list[Mapping[str, Any]], target: Path, previous: Path | None
) -> tuple[list[str], list[str]]:
    """Names that are in the backup, and names that the server knows but has lost."""
    copies, copied, missing = FolderFiles(target / ATTACHMENTS), list[str](), list[str]()
    for one in held:
        name = str(one["name"])
        try:
            if not _linked(previous, target, name, int(one["size"])):
                _copy(files, copies, name)
            copied.append(name)
        except KeyError:
            missing.append(name)
    return copied, missing


def _linked(previous: Path | None, target: Path, name: str, size: int) -> bool:
    """Whether an earlier backup's copy could be used once more: a name stands for one content for ever."""
    if previous is None:
        return False
    there, here = (folder / ATTACHMENTS / place_of(name) for folder in (previous, target))
    try:
        if there.stat().st_size != size:
            return False
        here.parent.mkdir(exist_ok=True)
        os.link(there, here)
        return True
    except OSError:
        return False


def verify(source: Path) -> dict[str, Any]:
    """The manifest of a backup that is whole. Raises ``bad_backup`` naming what is not."""
    try:
        manifest: dict[str, Any] = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
        file, checksum, names = (
            source / manifest.get("file", DATABASE_FILE),
            manifest["database"],
            manifest["attachments"],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ServerError("bad_backup", name=str(source / MANIFEST)) from error
    is_sound = dumping.is_sound if file.name == DUMP_FILE else copying.is_sound
    if not file.is_file() or file_checksum(file) != checksum or not is_sound(file):
        raise ServerError("bad_backup", name=str(file))
    copies = FolderFiles(source / ATTACHMENTS)
    for name in names:
        if not is_whole(copies, name, copies.size(name) or 0):
            raise ServerError("bad_backup", name=name)
    return manifest


def restore(settings: Settings, source: Path) -> dict[str, Any]:
    """Put a backup in the place of the data, which is kept beside it, and begin a new time; the manifest, with ``kept``,
    the folder of what was replaced (empty where there was nothing), and ``lost``, how many attachments are not there. The
    server must be stopped.

    Raises ``bad_backup``, ``other_database`` for a backup of the other kind, ``in_use``.
    """
    manifest = verify(source)
    if manifest.get("file", DATABASE_FILE) != _database_file(settings):
        raise ServerError("other_database", name=str(source))
    settings.folder.mkdir(parents=True, exist_ok=True)
    kept = settings.folder / f"replaced-{hashlib.sha256(audit.now().encode()).hexdigest()[:8]}"
    if settings.is_embedded:
        _put_attachments_back(settings, source, manifest)
        lost = _put_file_back(settings, source / DATABASE_FILE, kept)
    else:
        with closing(Database(settings.database_url)) as database:
            _check_stopped(database, settings)
            _put_attachments_back(settings, source, manifest)
            _put_dump_back(database, settings, source / DUMP_FILE, kept)
            _check_stopped(database, settings)
            migrate(database)
            lost = begin_new_time(database, files_of(settings))
    return {**manifest, "kept": str(kept) if kept.exists() else "", "lost": lost}


def _put_attachments_back(settings: Settings, source: Path, manifest: Mapping[str, Any]) -> None:
    files, copies = files_of(settings), FolderFiles(source / ATTACHMENTS)
    for name in manifest["attachments"]:
        if not is_whole(files, name, copies.size(name) or 0):
            _copy(copies, files, name)


def _put_file_back(settings: Settings, file: Path, kept: Path) -> int:
    incoming = settings.folder / f"{DATABASE_FILE}.incoming"
    shutil.copyfile(file, incoming)
    # Before it is put in place: however this is cut short, no server starts on the old numbers.
    with closing(Database(f"sqlite:///{incoming}")) as database:
        migrate(database)
        lost = begin_new_time(database, files_of(settings))
    sync_to_disk(incoming)
    for beside in (DATABASE_FILE, f"{DATABASE_FILE}-wal", f"{DATABASE_FILE}-shm"):
        if (settings.folder / beside).exists():
            kept.mkdir(exist_ok=True)
            (settings.folder / beside).rename(kept / beside)
    incoming.replace(settings.database_file)
    sync_to_disk(settings.folder)
    return lost


def _put_dump_back(database: Database, settings: Settings, file: Path, kept: Path) -> None:
    if is_made(database):
        kept.mkdir()
        with database.read() as connection:
            dumping.dump(settings.database_url, kept / DUMP_FILE, dumping.moment(connection))
    dumping.put_back(database, settings.database_url, file)


def _check_stopped(database: Database, settings: Settings) -> None:
    with database.read() as connection:
        if dumping.is_served(connection):
            raise ServerError("in_use", exit_code=3, folder=str(settings.folder))


def _copy(source: Files, target: Files, name: str) -> None:
    target.put(name, b"".join(source.read(name)))


def begin_new_time(database: Database, files: Files) -> int:
    """After a restore: void the cursors of the lost time, raise revisions above it, end all sessions, and forget
    attachments that are not there, so that laptops send them again; how many those are."""
    seconds = max(0, int((outside.now() - _BEGINNING).total_seconds()))
    with database.read() as connection:
        gone = [one["name"] for one in attachment_table.all_held(connection) if files.size(one["name"]) is None]
    with database.write() as connection:
        attachment_table.forget(connection, gone)
        last, floor = counters.current(connection), counters.current(connection, counters.REVISION_FLOOR)
        first = last + _SEQUENCE_GAP + seconds * _NUMBERS_A_SECOND
        counters.add_lost_range(connection, last, first)
        counters.put(connection, counters.SEQUENCE, first)
        highest = max(floor, records.highest_revision(connection))
        counters.put(connection, counters.REVISION_FLOOR, max(highest + _REVISION_GAP, seconds))
        devices.end_all_sessions(connection)
        audit.note(connection, "restored")
    return len(gone)
