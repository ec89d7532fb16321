"""Files that come by hand, in stretches that may arrive in any order and on different days.

Each stretch is a file of its own, put in place whole; when there is none missing they are joined, checked and handed over.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Final

from provincial_server import outside
from provincial_server.db import attachments as table
from provincial_server.db.engine import Database
from provincial_server.errors import ServerError
from provincial_server.files.folder import full_disk_told
from provincial_server.logic.attachments import check_name
from provincial_server.logic.ids import new_id
from provincial_server.logic.roles import Caller
from provincial_server.logic.uploads import Uploads
from sync_protocol import codes
from sync_protocol.bundles.messages import Stretch

FOLDER: Final = "by-hand"
KEPT: Final = timedelta(days=180)


class Stretches:
    """The stretches of files that have not arrived whole, beside the uploads."""

    def __init__(self, database: Database, uploads: Uploads, folder: Path) -> None:
        self._database = database
        self._uploads = uploads
        self._folder = folder

    def take(self, caller: Caller, stretch: Stretch, data: bytes) -> bool:
        """Keep a stretch; True once the server holds the whole file. Raises like ``Uploads.admit``, and
        ``checksum_mismatch`` where all has come and is not what the name says: then it has to come again."""
        name, size, offset = stretch["name"], stretch["size"], stretch["offset"]
        check_name(name)
        if not data or not 0 <= offset <= size - len(data):
            raise ServerError(codes.BAD_REQUEST, place="offset")
        with self._database.read() as connection:
            if table.sent_by(connection, [name], caller.person_id):
                return True
        self._uploads.admit(caller.person_id, name, size)
        folder = self._of(caller.person_id, name)
        with full_disk_told():
            folder.mkdir(parents=True, exist_ok=True)
            _put(folder / f"{offset:012d}", data)
            found = _in_order(folder, size)
            if found is None:
                return False
            whole = self._joined(found, size)
        try:
            self._uploads.adopt(caller, name, whole)
        finally:
            whole.unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
        return True

    def _of(self, person_id: str, name: str) -> Path:
        """Each person's stretches lie apart: whoever has part of a file has not got all of it, with the parts of others."""
        folder = self._folder / f"{name}-{hashlib.sha256(person_id.encode()).hexdigest()[:16]}"
        shared = self._folder / name  # as servers kept them before
        if shared.is_dir() and not folder.exists():
            shared.replace(folder)
        return folder

    def _joined(self, found: list[tuple[int, Path]], size: int) -> Path:
        whole = self._folder / f"{new_id()}.part"
        with whole.open("wb") as stream:
            for at, path in found:
                stream.seek(at)
                stream.write(path.read_bytes())
            stream.truncate(size)
            stream.flush()
            os.fsync(stream.fileno())
        return whole


def drop_old(folder: Path) -> int:
    """Forget files of which nothing came for a long time; how many. Sticks travel slower than lines."""
    if not folder.is_dir():
        return 0
    limit = (outside.now() - KEPT).timestamp()
    old = [one for one in folder.iterdir() if one.stat().st_mtime < limit]
    for one in old:
        if one.is_dir():
            shutil.rmtree(one, ignore_errors=True)
        else:
            one.unlink(missing_ok=True)
    return len(old)


def _in_order(folder: Path, size: int) -> list[tuple[int, Path]] | None:
    """(offset, file) of stretches that cover a file of this size without a gap, None while one is missing."""
    found, reached = [], 0
    for path in sorted(one for one in folder.iterdir() if one.name.isdigit()):
        offset = int(path.name)
        if offset > reached:
            return None
        found.append((offset, path))
        reached = max(reached, offset + path.stat().st_size)
    return found if reached >= size else None


def _put(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}-{new_id()}")
    with beside.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
