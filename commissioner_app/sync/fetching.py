"""The photos and files of others on their way here: those of the newest records first, as much as was asked for."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Iterator, Sequence
from statistics import fmean
from typing import Final

from commissioner_app.errors import EnvironmentFault
from commissioner_app.store.store import Store
from commissioner_app.sync.attachments import Download
from commissioner_app.sync.basket import Basket
from commissioner_app.sync.progress import Progress
from commissioner_app.sync.settling import Settling
from commissioner_app.sync.stages import Stage
from commissioner_app.sync.traffic import Means, Traffic

RESERVE: Final = 200 * 1024 * 1024
"""So much of the laptop's disk is left to what its person writes."""
_AT_ONCE: Final = 1000
_IN_A_BASKET: Final = 64
_USUAL_BYTES: Final = 256 * 1024
"""A photo, until some have come."""
_PUT_OFF: Final = "sync.put_off"
_PUT_OFF_SECONDS: Final = 3600
_DISK_FULL: Final = "disk_full"


class Fetching(Traffic[Basket]):
    """At most ``budget`` bytes, and no more than the disk bears. ``total`` is how many files wait."""

    def __init__(self, means: Means, budget: int) -> None:
        super().__init__(means)
        self._files = means.store.attachments
        self._settling = Settling(self._files, means.workers)
        self._left = budget
        names = wanted(means.store) if budget > 0 else []
        self.total = len(names)
        self._waiting = deque(names)
        self._again: deque[Download] = deque()
        self._met: list[Download] = []
        self._together = True
        self._sizes: deque[int] = deque([_USUAL_BYTES], maxlen=_IN_A_BASKET)
        if budget > 0:
            self._files.drop_incoming(names)

    def run(self) -> Iterator[Progress]:
        with self._settling:
            yield from super().run()

    def journeys(self) -> Iterator[Basket | None]:
        while True:
            if self._left <= 0 or not (self._waiting or self._again):
                yield None  # what is under way may leave room, or files that found none in their answer
                continue
            if self._files.free() < RESERVE:
                self._stop()
                return
            most = min(self._pace.piece, self._left)
            self._left -= most
            yield Basket(self._next_files(most), most, together=self._together)

    def _next_files(self, most: int) -> list[Download]:
        """Files that are asked for in one call, one more than are likely to fit; one that was begun alone."""
        chosen: list[Download] = []
        number = min(_IN_A_BASKET, 1 + int(most / fmean(self._sizes))) if self._together else 1
        while len(chosen) < number and (file := self._next_file()):
            if file.begun and chosen:
                self._again.appendleft(file)
                break
            chosen.append(file)
            if file.begun:
                break
        return chosen

    def _next_file(self) -> Download | None:
        if self._again:
            return self._again.popleft()
        if not self._waiting:
            return None
        self._met.append(Download(self._means.store, self._waiting.popleft()))
        return self._met[-1]

    def stepped(self, journey: Basket) -> None:
        self._together = self._together and not journey.refused
        self._again.extend(journey.left)
        journey.left = []
        if journey.over:
            moved = sum(file.size for file in journey.files)
            self._left += journey.most - moved
            self._sizes.extend(file.size for file in journey.files if file.size)
            self._settling.add([file for file in journey.files if not file.trouble])

    def has_to_wait(self) -> bool:
        return self._settling.busy

    def note(self, over: Sequence[Basket]) -> None:
        try:
            self._settling.finish()
        except EnvironmentFault as fault:
            if not self.failed(fault):
                raise
            self._halted = True
        files = [file for basket in over for file in basket.files]
        here = [file for file in files if file.settled]
        self._files.arrived((file.name, file.size, file.preview) for file in here)
        # The record may have left this laptop while its file was on the way.
        self._files.release([file.name for file in here])
        put_off(self._means.store, [file.name for file in files if file.trouble])

    def failed(self, error: BaseException) -> bool:
        if not isinstance(error, EnvironmentFault) or error.code != _DISK_FULL:
            return False
        # What came whole before may still have found its place, and must not be taken away meanwhile.
        with contextlib.suppress(EnvironmentFault):
            self._settling.finish()
        for file in self._met:
            if not file.settled:
                file.drop()
        self._stop()
        return True

    def progress(self) -> Progress:
        done = sum(file.over for file in self._met)
        counts = {"done": done, "total": self.total}
        return Progress(Stage.DOWNLOAD, "sync.progress.download", counts, done, self.total)

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
