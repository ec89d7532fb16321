"""Python's collector of cycles, held off while a form is built: nothing that loading makes can be collected yet."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_holding = 0
_was_on = False


@contextmanager
def held_off() -> Iterator[None]:
    """Hold the collector off; a form of thousands of questions loads in half the time. Threads may overlap.

    A collector that was off stays off.
    """
    global _holding, _was_on  # noqa: PLW0603 - the collector is one for the process, and so is this
    with _lock:
        if not _holding:
            _was_on = gc.isenabled()
            gc.disable()
        _holding += 1
    try:
        yield
    finally:
        with _lock:
            _holding -= 1
            if not _holding and _was_on:
                gc.enable()
