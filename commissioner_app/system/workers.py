"""Work beside the caller's: threads in the program; whoever plays a whole fleet in one thread brings another kind."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")
Workers = Callable[[int, str], Executor]
"""How many at once and what they are called -> where work is handed in."""


def threads(count: int, name: str) -> Executor:
    """That many threads, started as they are needed."""
    return ThreadPoolExecutor(count, thread_name_prefix=name)


def at_once(_count: int, _name: str) -> Executor:
    """Nobody beside the caller: work is done when it has been handed in."""
    return _AtOnce()


class _AtOnce(Executor):
    def submit(self, work: Callable[..., T], /, *args: Any, **named: Any) -> Future[T]:
        result: Future[T] = Future()
        try:
            result.set_result(work(*args, **named))
        except BaseException as error:  # noqa: BLE001 (told by the result, as a thread would)
            result.set_exception(error)
        return result
