"""Numbers that people write on paper, given out by this laptop (domain.md 2.2 rec_no, e.g. 341525-2026-A7-0042).

The device's code keeps laptops apart that have never talked to each other; the serial counts within county and year.
"""

from __future__ import annotations

from typing import Final

from commissioner_app.domain.numbering import record_number
from commissioner_app.store.store import Store

NUMBERED: Final = {"visit": ("rec_no", ""), "need": ("need_no", "N-")}
SERIALS: Final = "serial."
NO_COUNTY: Final = "340000"


def next_number(store: Store, kind: str, county: str, year: int, device: str) -> str:
    """The next number of a kind; counts up in the caller's transaction, so that a failed write leaves no gap."""
    code = county if len(county) == 6 and county.isdecimal() else NO_COUNTY
    key = f"{SERIALS}{kind}.{code}.{year}"
    serial = int(store.sync_state.get(key, 0)) + 1
    store.sync_state.set(key, serial)
    return NUMBERED[kind][1] + record_number(code, year, device or "00", serial)
