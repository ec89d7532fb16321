"""Work beside the caller's: threads in the program; whoever plays a whole fleet in one thread brings another kind."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor

Workers = Callable[[int, str], Executor]
"""How many at once and what they are called -> where work is handed in."""


def threads(count: int, name: str) -> Executor:
    """That many threads, started as they are needed."""
    return ThreadPoolExecutor(count, thread_name_prefix=name)
