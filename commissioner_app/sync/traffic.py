"""Photos and files on their way: several at once where the line is good, one where it is weak, and records always first.

What is over is noted for several files in one transaction; what a kill loses of that is asked of the server again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic, TypeVar

from commissioner_app.store.store import Store
from commissioner_app.sync import push
from commissioner_app.sync.attachments import Journey
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.lanes import Done, Lanes
from commissioner_app.sync.pace import Pace
from commissioner_app.sync.progress import Progress, SyncResult
from commissioner_app.sync.transport import Transport
from commissioner_app.system.workers import Workers

J = TypeVar("J", bound=Journey)
NOTED_AT_ONCE: Final = 16
NOTED_SECONDS: Final = 0.5
_NOTED_AT_LAST: Final = 64


@dataclass(frozen=True, slots=True)
class Means:
    """What files travel with.

    ``lines``: the first is the one that records use too. ``may_go`` is asked before each step. ``records`` exchanges
    records. ``again`` waits after a failed attempt (counted from 1), or raises the failure where waiting is no use.
    """

    store: Store
    lines: Sequence[Transport]
    workers: Workers
    may_go: Callable[[], bool]
    records: Callable[[], Iterator[Progress]]
    again: Callable[[SyncFailure, int], Iterator[Progress]]
    result: SyncResult


class Traffic(Generic[J]):
    """One direction. What a subclass adds: which files, what is kept of them, and how far it says to be."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._pace = Pace(len(means.lines))
        self._clock = means.store.clock
        self._under_way: deque[J] = deque()
        self._over: list[J] = []
        self._over_since = 0.0
        self._halted = False
        self._attempt = 0
        self._outages = 0
        self._begun_after: dict[int, int] = {}

    def journeys(self) -> Iterator[J | None]:
        """The files to move, each when it is its turn; None where none has its turn now."""
        raise NotImplementedError

    def stepped(self, journey: J) -> None:
        """A step of a file was made."""

    def note(self, over: Sequence[J]) -> None:
        """Keep in one transaction what became of files."""
        raise NotImplementedError

    def has_to_wait(self) -> bool:
        """Whether ``note`` would hold up the files that are to go next."""
        return False

    def failed(self, error: BaseException) -> bool:
        """Whether an error stops this direction alone, and not the sync."""
        raise NotImplementedError

    def progress(self) -> Progress:
        """How far it is."""
        raise NotImplementedError

    def run(self) -> Iterator[Progress]:
        """Move all there is. Raises ``SyncFailure`` where patience does not help."""
        waiting = self.journeys()
        with Lanes[J, tuple[int, float]](self._means.lines, self._means.workers) as lanes:
            try:
                while True:
                    yield from self._records_first(lanes)
                    self._fill(lanes, waiting)
                    if not lanes.busy:
                        if not self._over:
                            return
                        self._note()
                        waiting = self.journeys()  # what was noted may have brought more
                        continue
                    for done in lanes.wait():
                        yield from self._settle(done)
                    yield self.progress()
            finally:
                self._note()

    def _records_first(self, lanes: Lanes[J, tuple[int, float]]) -> Iterator[Progress]:
        """What a person writes meanwhile goes before the next piece."""
        if lanes.idle(0) and push.has_unpacked(self._means.store):
            yield from self._means.records()

    def _fill(self, lanes: Lanes[J, tuple[int, float]], waiting: Iterator[J | None]) -> None:
        for lane in range(self._pace.width):
            if lanes.idle(lane):
                journey = self._next(waiting)
                if journey is None:
                    return
                self._begun_after[lane] = self._outages
                lanes.begin(lane, journey, partial(self._timed, journey, self._pace.piece))

    def _next(self, waiting: Iterator[J | None]) -> J | None:
        if self._halted or not self._means.may_go():
            return None
        return self._under_way.popleft() if self._under_way else next(waiting, None)

    def _timed(self, journey: J, piece: int, line: Transport) -> tuple[int, float]:
        """A step, on whichever thread; gives bytes and seconds."""
        started = self._clock.monotonic()
        return journey.step(line, piece), self._clock.monotonic() - started

    def _settle(self, done: Done[J, tuple[int, float]]) -> Generator[Progress, None, None]:
        journey, error = done.job, done.result.exception()
        if error is not None:
            self._under_way.appendleft(journey)
            yield from self._troubled(error, self._begun_after[done.lane])
            return
        size, seconds = done.result.result()
        self._attempt = 0
        if size:
            self._pace.went(size, seconds)
        self.stepped(journey)
        if not journey.over:
            self._under_way.appendleft(journey)
            return
        now = self._clock.monotonic()
        self._over_since = self._over_since if self._over else now
        self._over.append(journey)
        due = len(self._over) >= NOTED_AT_ONCE or now - self._over_since >= NOTED_SECONDS
        if due and (len(self._over) >= _NOTED_AT_LAST or not self.has_to_wait()):
            self._note()

    def _troubled(self, error: BaseException, begun_after: int) -> Iterator[Progress]:
        if self.failed(error):
            self._halted = True
            return
        if not isinstance(error, SyncFailure):
            raise error
        self._pace.failed()
        # Calls that were under way when the line went fail with it: that is one attempt, not one for each.
        if begun_after == self._outages:
            self._outages += 1
            self._attempt += 1
            self._note()
            yield from self._means.again(error, self._attempt)

    def _note(self) -> None:
        if self._over:
            over, self._over = self._over, []
            self.note(over)
