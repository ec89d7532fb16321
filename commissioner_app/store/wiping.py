"""Taking a profile off this laptop for good, because the administrator said so; goes on where a kill stopped it.

First a marker says what is being done, then every copy of the key goes, and with it all that is readable; then the files.
What is left is the marker, which says in plain words what happened.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from commissioner_app.i18n import LANGUAGES, tr
from commissioner_app.store import keys
from commissioner_app.system.files import write_atomic

MARKER: Final = "wiped.json"
# The salt of the database and its first pages; the rest is noise without them.
_HEAD_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Wiped:
    """A profile that was wiped: its folder, when that began (ISO 8601), whether nothing but the marker is left, and
    whether the person has been told."""

    folder: Path
    at: str
    done: bool
    told: bool


def begin(folder: Path, at: str, forget: Callable[[], None]) -> None:
    """Mark the profile and destroy its keys; from here on nobody opens it again. ``forget`` empties the keyring."""
    if read(folder) is None:
        _mark(folder, at=at, done=False, told=False)
    forget()
    for path in sorted(folder.rglob(keys.FILE_NAME)):
        _destroy(path)


def finish(folder: Path) -> None:
    """Take away everything that is left of a profile that ``begin`` has marked. Its database must be closed."""
    wiped = read(folder)
    if wiped is None:
        return
    left = False
    for path in _from_below(folder):
        try:
            path.rmdir() if path.is_dir() else _destroy(path)
        except OSError:
            left = True  # held open by another program: it goes at the next start
    if not left:
        _mark(folder, at=wiped.at, done=True, told=wiped.told)


def read(folder: Path) -> Wiped | None:
    """What the marker says, None where there is none."""
    try:
        said: dict[str, Any] = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        return Wiped(folder, str(said["at"]), bool(said["done"]), bool(said["told"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        # A marker that cannot be read is still one: it is written whole or not at all.
        return Wiped(folder, "", done=False, told=False)


def told(wiped: Wiped) -> None:
    """The person has read what happened."""
    _mark(wiped.folder, at=wiped.at, done=wiped.done, told=True)


def forget(folder: Path) -> None:
    """A new profile takes the place."""
    (folder / MARKER).unlink(missing_ok=True)


def _mark(folder: Path, **said: str | bool) -> None:
    words = {lang: tr("error.laptop_wiped", lang) for lang in LANGUAGES}
    write_atomic(folder / MARKER, json.dumps({**said, **words}, ensure_ascii=False, indent=1).encode())


def _from_below(folder: Path) -> Iterator[Path]:
    """Everything but the marker, files before the folder they lie in."""
    for place, _, names in os.walk(folder, topdown=False):
        for name in names:
            if (path := Path(place) / name) != folder / MARKER:
                yield path
        if Path(place) != folder:
            yield Path(place)


def _destroy(path: Path) -> None:
    """Overwrite the beginning of a file and take it away."""
    with contextlib.suppress(FileNotFoundError):
        if not path.is_symlink() and (size := path.stat().st_size):
            with path.open("r+b") as stream:
                stream.write(bytes(min(size, _HEAD_BYTES)))
                stream.flush()
                os.fsync(stream.fileno())
        path.unlink()
