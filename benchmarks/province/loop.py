"""Running the laptops: on the quickest loop there is on this system."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def played(scenario: Coroutine[Any, Any, T]) -> T:
    """What a scenario returns."""
    try:
        import uvloop

        factory: Any = uvloop.new_event_loop
    except ImportError:
        factory = None
    # What was prepared stays for good: looking through it again and again would slow the laptops down.
    gc.collect()
    gc.freeze()
    try:
        with asyncio.Runner(loop_factory=factory) as runner:
            return runner.run(scenario)
    finally:
        gc.unfreeze()
