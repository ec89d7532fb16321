"""What the line does to a request: drawn anew for each, more or less often by the weather of the hour."""

from __future__ import annotations

from random import Random
from typing import Final

CALM: Final = 0.0
# How often each kind of fault befalls a request that something befalls.
_FAULTS: Final = {
    "refused": 3,  # nobody takes the call
    "cut request": 4,  # at any byte
    "cut reply": 4,  # at any byte
    "lost reply": 3,  # the server has done it all, and the laptop waits in vain
    "twice": 3,  # a box on the way delivers it twice
    "late": 4,  # it seems lost, and arrives much later, after others that were sent later
    "busy 429": 2,
    "busy 503": 2,
    "damaged": 1,  # a byte of a photo is another one
}


def fault(random: Random, badness: float) -> str:
    """What befalls the next request; "" where nothing does."""
    if badness <= 0 or random.random() >= badness:
        return ""
    return random.choices(list(_FAULTS), list(_FAULTS.values()))[0]
