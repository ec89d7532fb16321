"""Several lines to the server side by side, each with at most one call under way; in one thread where there is one line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, TypeVar

from commissioner_app.sync.transport import Transport
from commissioner_app.system.workers import Workers, at_once

J = TypeVar("J")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Done(Generic[J, R]):
    """A call that is over: on which lane, for which job, and what came of it."""

    lane: int
    job: J
    result: Future[R]


class Lanes(Generic[J, R]):
    """``lines[0]`` is the one that the caller uses as well: ``idle(0)`` says whether it may.

    With one line every call is made by the caller's own thread, so that all goes in one order that can be repeated.
    """

    def __init__(self, lines: Sequence[Transport], workers: Workers) -> None:
        self._lines = lines
        count = len(lines)
        self._workers: Executor = at_once(1, "") if count == 1 else workers(count, "sync-lane")
        self._under_way: dict[int, tuple[J, Future[R]]] = {}

    def __enter__(self) -> Lanes[J, R]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A line must not be in use when its next user comes.
        self._workers.shutdown(wait=True, cancel_futures=True)

    @property
    def busy(self) -> int:
        """How many calls are under way."""
        return len(self._under_way)

    def idle(self, lane: int) -> bool:
        """Whether nothing is under way on a lane."""
        return lane not in self._under_way

    def begin(self, lane: int, job: J, call: Callable[[Transport], R]) -> None:
        """Make a call on an idle lane."""
        self._under_way[lane] = (job, self._workers.submit(call, self._lines[lane]))

    def wait(self) -> list[Done[J, R]]:
        """What is over by now, at least one call; in the order of the lanes."""
        done, _ = wait([result for _, result in self._under_way.values()], return_when=FIRST_COMPLETED)
        over = [lane for lane, (_, result) in sorted(self._under_way.items()) if result in done]
        return [Done(lane, *self._under_way.pop(lane)) for lane in over]
