"""A computer's disk: every write of its program comes by here, and any of them may be the last.

Files are watched by Python's audit events, so nothing in the programs has to know of it; statements of the databases come
through wrapped connections. A kill copies the files as they are at that moment and refuses all that the dead program
would still do while it unwinds. Loss of power besides takes away what was not flushed: the rest of a database's log behind
its last commit, files never flushed, and new names in folders never flushed.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final, Literal

_WRITING: Final = os.O_CREAT | os.O_TRUNC
_LOG: Final = "-wal"


class Killed(BaseException):
    """The program is gone. No handler of it may stop this."""

    def __init__(self, disk: Disk) -> None:
        super().__init__(disk.name)
        self.disk = disk


How = Literal["before", "power", "torn", "answer"]


@dataclass
class Doom:
    """How the program will be killed: ``before`` a write after so many others, with ``power`` so that what was not
    flushed goes too; ``torn`` in the middle of the next commit; ``answer`` when all is done and before it is said.

    ``at``: only in stages with this in their names, however long it takes until one comes."""

    how: How
    writes: int = 1
    at: str = ""


class Disk:
    """The files of one computer in ``folder``, which is another one after each kill."""

    def __init__(self, root: Path, name: str, random: Random) -> None:
        self.name = name
        self.doom: Doom | None = None
        self.full = 0
        """So many further writes fail for lack of room."""
        self.stage: Callable[[], str] = lambda: ""
        """What the program is doing."""
        self.died: Callable[[str, str], None] = lambda how, what: None
        """Told how a kill happened and at which write."""
        self.refused: Callable[[str], None] = lambda what: None
        """Told of a write that found no room."""
        self._root = root / name
        self._random = random
        self._generation = 0
        self._dead: set[str] = set()
        self._unflushed: dict[str, None] = {}
        self._renamed: dict[str, None] = {}
        self._hurt = False
        self.folder = self._root / "0"
        self.folder.mkdir(parents=True)
        _WATCHED[str(self._root) + os.sep] = self

    def close(self) -> None:
        """Watch no longer, and take the files away."""
        _WATCHED.pop(str(self._root) + os.sep, None)
        shutil.rmtree(self._root, ignore_errors=True)

    def write(self, what: str, folder: str, *, room: bool = True) -> None:
        """A write of the program that runs in ``folder``. Raises ``Killed``, or ``OSError`` where there is no room."""
        if folder in self._dead:
            raise Killed(self)
        doom = self.doomed("before", "power")
        if doom is not None:
            doom.writes -= 1
            if doom.writes <= 0:
                self.die(doom.how, what)
        if self.full and room:
            self.full -= 1
            self._hurt = True
            self.refused(what)
            raise OSError(errno.ENOSPC, "No space left on device")

    @contextlib.contextmanager
    def commit(self, database: str, folder: str) -> Iterator[None]:
        """A commit of a database; a kill in its middle leaves any part of what it adds to the log."""
        self.write("commit", folder)
        if not self.doomed("torn"):
            yield
            return
        log = Path(database + _LOG)
        before = log.stat().st_size if log.exists() else 0
        yield
        if self.doomed("torn"):
            after = log.stat().st_size if log.exists() else 0
            # A log that began again from its start is not longer for it: then the whole commit stays.
            kept = self._random.randint(before, after) if after > before else -1
            self.die("torn", "commit", (log, kept))

    def doomed(self, *how: How) -> Doom | None:
        """The kill of this kind that is due in what the program does now."""
        doom = self.doom
        return doom if doom is not None and doom.how in how and doom.at in self.stage() else None

    def die(self, how: How, what: str, log: tuple[Path, int] | None = None) -> None:
        """The program ends here. Raises ``Killed``."""
        self._dead.add(str(self.folder))
        old, self.doom = self.folder, None
        self._generation += 1
        self.folder = self._root / str(self._generation)
        with unwatched():
            shutil.copytree(old, self.folder, ignore=shutil.ignore_patterns("*-shm"))
            if log is not None and log[1] >= 0:
                os.truncate(self.folder / log[0].relative_to(old), log[1])
            if how == "power":
                self._lose(old)
        self._unflushed.clear()
        self._renamed.clear()
        self.died(how, what)
        raise Killed(self)

    def hurt(self) -> bool:
        """Whether a write found no room since this was last asked."""
        hurt, self._hurt = self._hurt, False
        return hurt

    def bury(self) -> None:
        """The files of dead programs, once nobody holds them open any more."""
        with unwatched():
            for folder in self._dead:
                shutil.rmtree(folder, ignore_errors=True)

    def seen(self, event: str, arguments: tuple[Any, ...], path: str) -> None:
        """An audit event that concerns this disk."""
        folder = self._home(path)
        if event == "open":
            _, mode, flags = arguments
            if (mode is None and not flags & _WRITING) or (mode is not None and set(mode) <= set("rbt")):
                return
            self.write("file", folder)
            self._unflushed[path] = None
        elif event == "os.rename":
            self.write("rename", folder, room=False)
            target = str(arguments[1])
            if self._unflushed.pop(path, "no") is None:
                self._unflushed[target] = None
            if not Path(target).exists():
                self._renamed[target] = None
        elif event == "os.remove":
            self.write("remove", folder, room=False)
            self._unflushed.pop(path, None)
            self._renamed.pop(path, None)
        elif not Path(path).exists():
            self.write("folder", folder)

    def flushed(self, path: str) -> None:
        """A file or folder was flushed to the disk."""
        self._unflushed.pop(path, None)
        for one in [one for one in self._renamed if str(Path(one).parent) == path]:
            del self._renamed[one]

    def _home(self, path: str) -> str:
        rest = path[len(str(self._root)) + 1 :]
        return str(self._root / rest.split(os.sep, 1)[0])

    def _lose(self, old: Path) -> None:
        for one in list(self._unflushed):
            lost = self.folder / Path(one).relative_to(old)
            if lost.is_file() and not lost.name.endswith(".lock"):
                os.truncate(lost, self._random.randint(0, lost.stat().st_size))
        for one in list(self._renamed):
            lost = self.folder / Path(one).relative_to(old)
            if lost.is_file() and self._random.random() < 0.5:
                lost.unlink()


_WATCHED: dict[str, Disk] = {}
_EVENTS: Final = frozenset({"open", "os.rename", "os.remove", "os.mkdir"})


class _Watch:
    on = False
    installed = False
    fsync = staticmethod(os.fsync)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if not _Watch.on or event not in _EVENTS:
        return
    path = arguments[0]
    if not isinstance(path, str | os.PathLike):
        return
    text = os.fspath(path)
    if isinstance(text, str):
        for prefix, disk in _WATCHED.items():
            if text.startswith(prefix):
                disk.seen(event, arguments, text)
                return


def _fsync(handle: Any) -> None:
    _Watch.fsync(handle)
    if _Watch.on:
        path = str(Path(f"/proc/self/fd/{handle}").readlink())
        for prefix, disk in _WATCHED.items():
            if path.startswith(prefix):
                disk.flushed(path)


@contextlib.contextmanager
def watched() -> Iterator[None]:
    """Inside, the disks see every write. The hook stays in the process for good (Python knows no way back), asleep."""
    if not _Watch.installed:
        _Watch.installed = True
        sys.addaudithook(_audit)
    _Watch.on = True
    os.fsync = _fsync  # type: ignore[assignment]
    try:
        yield
    finally:
        _Watch.on, os.fsync = False, _Watch.fsync


@contextlib.contextmanager
def unwatched() -> Iterator[None]:
    """Inside, the simulator itself handles files."""
    before, _Watch.on = _Watch.on, False
    try:
        yield
    finally:
        _Watch.on = before
