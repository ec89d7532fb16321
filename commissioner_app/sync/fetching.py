"""The photos and files of others on their way here: those of the newest records first, as much as was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from commissioner_app.errors import EnvironmentFault
from commissioner_app.store.store import Store
from commissioner_app.sync.attachments import Download
from commissioner_app.sync.progress import Progress
from commissioner_app.sync.stages import Stage
from commissioner_app.sync.traffic import Means, Traffic

RESERVE: Final = 200 * 1024 * 1024
"""So much of the laptop's disk is left to what its person writes."""
_AT_ONCE: Final = 1000
_PUT_OFF: Final = "sync.put_off"
_PUT_OFF_SECONDS: Final = 3600
_DISK_FULL: Final = "disk_full"


class Fetching(Traffic[Download]):
    """At most ``budget`` bytes, and no more than the disk bears."""

    def __init__(self, means: Means, budget: int) -> None:
        super().__init__(means)
        self._files = means.store.attachments
        self._left = budget
        self._names = wanted(means.store) if budget > 0 else []
        self._met: list[Download] = []
        if budget > 0:
            self._files.drop_incoming(self._names)

    def journeys(self) -> Iterator[Download]:
        while len(self._met) < len(self._names) and self._left > 0:
            if self._files.free() < RESERVE:
                self._stop()
                return
            self._met.append(Download(self._means.store, self._names[len(self._met)]))
            yield self._met[-1]

    def stepped(self, journey: Download) -> None:
        if journey.over:
            self._left -= journey.size

    def note(self, over: Sequence[Download]) -> None:
        here = [file for file in over if not file.trouble]
        self._files.arrived((file.name, file.size, file.preview) for file in here)
        # The record may have left this laptop while its file was on the way.
        self._files.release([file.name for file in here])
        put_off(self._means.store, [file.name for file in over if file.trouble])

    def failed(self, error: BaseException) -> bool:
        if not isinstance(error, EnvironmentFault) or error.code != _DISK_FULL:
            return False
        for file in self._met:
            if not file.over:
                file.drop()
        self._stop()
        return True

    def progress(self) -> Progress:
        done = sum(file.over for file in self._met)
        counts = {"done": done, "total": len(self._names)}
        return Progress(Stage.DOWNLOAD, "sync.progress.download", counts, done, len(self._names))

    def _stop(self) -> None:
        self._means.result.files_stopped = "disk_full_here"


def wanted(store: Store) -> list[str]:
    """Files to fetch, of the newest records first, without those that were asked for in vain within the last hour."""
    missing = store.attachments.missing(_AT_ONCE)
    before: dict[str, float] = store.sync_state.get(_PUT_OFF, {})
    if not before:
        return missing
    now = store.clock.now().timestamp()
    waiting = {name: at for name, at in before.items() if abs(now - at) < _PUT_OFF_SECONDS}
    if waiting != before:
        store.sync_state.set(_PUT_OFF, waiting)
    return [name for name in missing if name not in waiting]


def put_off(store: Store, names: Sequence[str]) -> None:
    """Do not ask for files again within an hour: the laptop that has them did not send them yet."""
    if names:
        now = store.clock.now().timestamp()
        store.sync_state.set(_PUT_OFF, {**store.sync_state.get(_PUT_OFF, {}), **dict.fromkeys(names, now)})
