"""What needs nothing but the interpreter is done by one thread at a time.

Python runs one thread at any moment anyway. With many of them at work the one that writes, behind which all others wait,
has to wait for each of them whenever the database has answered it: sixteen pushes at once took longer than one after the
other.
"""

from __future__ import annotations

import sys
import threading
from typing import Final

ALONE: Final = threading.Lock()
"""Held while a push is parsed and while it is decided; never while anything is waited for."""

_LONGEST_SECONDS: Final = 0.001


def give_way_soon() -> None:
    """Let a thread that has been answered wait no longer than a millisecond for one that computes (Python's own: five)."""
    sys.setswitchinterval(_LONGEST_SECONDS)
