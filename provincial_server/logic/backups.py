"""A row of backups in one folder, each under the moment it was begun: the newest, the next, and which may go."""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from provincial_server import outside

MANIFEST: Final = "manifest.json"
_NAME: Final = "backup-%Y%m%dT%H%M%SZ"
_NAMED: Final = "backup-*"
# A backup without a manifest may still be being written.
_UNFINISHED: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Made:
    """A whole backup of a row."""

    path: Path
    made_at: datetime


def row(folder: Path) -> list[Made]:
    """The whole backups of a folder, newest first."""
    found = []
    for path in folder.glob(f"{_NAMED}/{MANIFEST}"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            said = json.loads(path.read_text(encoding="utf-8"))
            found.append(Made(path.parent, datetime.fromisoformat(said["made_at"])))
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def newest(folder: Path) -> Made | None:
    """The newest whole backup, or None."""
    return next(iter(row(folder)), None)


def following(folder: Path) -> Path:
    """Where the next backup of a row goes."""
    return folder / outside.now().strftime(_NAME)


def prune(folder: Path, keep: int) -> list[Path]:
    """Take away all but the newest ``keep`` whole backups (at least one), and what was cut short long ago; which."""
    whole = row(folder)
    kept = {one.path for one in whole[: max(keep, 1)]}
    over = [one.path for one in whole[max(keep, 1) :]]
    limit = outside.now() - _UNFINISHED
    for path in folder.glob(_NAMED):
        if path in kept or path in over or not path.is_dir():
            continue
        if path.stat().st_mtime < limit.timestamp():
            over.append(path)
    for path in over:
        shutil.rmtree(path, ignore_errors=True)
    return over
