"""What needs nothing but the interpreter is done by one thread at a time.

Python runs one thread at any moment anyway. With many of them at work the one that writes, behind which all others wait,
has to wait for each of them whenever the database has answered it.
"""

from __future__ import annotations

import threading
from typing import Final

ALONE: Final = threading.Lock()
"""Held while a push is parsed and while it is decided; never while anything is waited for."""
