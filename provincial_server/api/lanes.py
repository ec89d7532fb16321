"""Who is worked on, who waits, and who is told to come again.

Each kind of work has a lane with threads of its own, so that none of them starves another: a hundred pushes that wait for
the database hold up no poll, and health is answered whatever the lanes are full of.
"""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Final, TypeVar

from anyio import CapacityLimiter, to_thread

from provincial_server import metrics
from provincial_server.errors import TooMuch
from provincial_server.settings import Limits
from sync_protocol.messages import SyncRequest

T = TypeVar("T")
_LEAST_WAIT: Final = 2
_LONGEST_RETRY: Final = 30
_PULSE_THREADS: Final = 4
_LARGE_REPLY: Final = 256 * 1024
_REMEMBERED: Final = 10_000
# How long files stand back for records that wait: a file is late then, never stuck.
_COURTESY_SECONDS: Final = 2.0
_LOOK_SECONDS: Final = 0.05


class Lane:
    """So many at once, each in a thread; so many wait their turn in order; the others get ``TooMuch``."""

    def __init__(
        self, name: str, running: int, waiting: int, longest_wait: float, *, after: Sequence[Lane] = ()
    ) -> None:
        """``after``: lanes whose waiters go first."""
        self.name = name
        self.waiting = 0
        self.running = 0
        self._most_running = running
        self._most_waiting = waiting
        self._longest_wait = longest_wait
        self._after = after
        self._turns = asyncio.Semaphore(running)
        self._threads = CapacityLimiter(running)
        self._usual_seconds = 0.05

    async def run(self, work: Callable[[], T]) -> T:
        """What ``work`` returns. Raises ``TooMuch`` where too many wait, or the wait took too long."""
        await self._turn()
        self.running += 1
        began = monotonic()
        try:
            return await to_thread.run_sync(work, limiter=self._threads)
        finally:
            self.running -= 1
            self._usual_seconds += 0.1 * (monotonic() - began - self._usual_seconds)
            self._turns.release()

    async def _turn(self) -> None:
        if self.waiting >= self._most_waiting:
            raise self._refusal()
        self.waiting += 1
        try:
            async with asyncio.timeout(self._longest_wait):
                await self._stand_back()
                await self._turns.acquire()
        except TimeoutError as late:
            raise self._refusal() from late
        finally:
            self.waiting -= 1

    async def _stand_back(self) -> None:
        until = monotonic() + _COURTESY_SECONDS
        while any(lane.waiting for lane in self._after) and monotonic() < until:
            await asyncio.sleep(_LOOK_SECONDS)

    def _refusal(self) -> TooMuch:
        """Come again when those who wait now will have been served."""
        metrics.turned_away.labels(self.name).inc()
        expected = math.ceil(self.waiting * self._usual_seconds / self._most_running)
        return TooMuch(max(_LEAST_WAIT, min(_LONGEST_RETRY, expected)))


class Lanes:
    """The lanes of one worker."""

    def __init__(self, limits: Limits) -> None:
        longest = limits.longest_wait
        self.pushes = Lane("pushes", limits.pushes_running, limits.pushes_waiting, longest)
        self.polls = Lane("polls", limits.polls_running, limits.polls_waiting, longest)
        self.loads = Lane("loads", limits.loads_running, limits.loads_waiting, longest)
        self.files = Lane(
            "files", limits.files_running, limits.files_waiting, longest, after=(self.pushes, self.polls, self.loads)
        )
        self.sign_ins = Lane("sign_ins", limits.sign_ins_running, limits.sign_ins_waiting, longest)
        self.renewals = Lane("renewals", limits.renewals_running, limits.renewals_waiting, longest)
        self.tending = Lane("tending", 1, 16, longest)
        self.pulse = CapacityLimiter(_PULSE_THREADS)
        """Threads of their own for the question whether the server lives."""
        self.heavy = Lane("heavy", 1, limits.heavy_waiting, longest)
        self._loading: OrderedDict[str, None] = OrderedDict()

    @property
    def all(self) -> tuple[Lane, ...]:
        """Every lane."""
        return (self.pushes, self.polls, self.loads, self.files, self.sign_ins, self.renewals, self.heavy)

    def measure(self) -> None:
        """Tell how full the lanes are."""
        for lane in self.all:
            metrics.lane_waiting.labels(lane.name).set(lane.waiting)
            metrics.lane_running.labels(lane.name).set(lane.running)

    def of_sync(self, device_id: str, message: SyncRequest) -> Lane:
        """Where a sync belongs: it writes, it looks for news, or it is part of a first load."""
        if message["changes"]:
            return self.pushes
        return self.loads if not message["cursors"] or device_id in self._loading else self.polls

    def answered(self, device_id: str, size: int) -> None:
        """Remember who is being sent much: what it asks for next is more of the same, and no quick look for news."""
        if size < _LARGE_REPLY:
            self._loading.pop(device_id, None)
            return
        self._loading[device_id] = None
        if len(self._loading) > _REMEMBERED:
            self._loading.popitem(last=False)
