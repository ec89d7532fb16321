"""Laptops that were lost or stolen: the administrator shuts them out, and may have them wipe themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provincial_server.db import devices
from tests.sync.fleet.laptop import Laptop

if TYPE_CHECKING:
    from tests.sync.fleet.fleet import Fleet


def shut_out(fleet: Fleet) -> None:
    """One laptop is shut out; at least one stays."""
    working = [one for one in fleet.laptops if not one.out and not fleet.server.shuts_out(one.device)]
    if not fleet.server.up or len(working) < 2:
        return
    laptop, wipe = fleet.random.choice(working), fleet.random.random() < 0.6
    fleet.trace.note(f"{laptop.name} is shut out" + (" and shall wipe itself" if wipe else ""))
    fleet.server.administer("revoke", lambda connection: devices.revoke(connection, laptop.device, wipe=wipe))
    fleet.tally.note("shut out", "to be wiped" if wipe else "for good")


def heed(fleet: Fleet, laptop: Laptop, *, wipe: bool) -> None:
    """What a laptop does that was told that it is shut out."""
    if not fleet.server.shuts_out(laptop.device):
        fleet.wrong.append(f"{laptop.name} was told that it is shut out, and is not")
    fleet.trace.note(f"{laptop.name} is told that it is shut out{' and wipes itself' if wipe else ''}")
    fleet.tally.note("shut out", "told to wipe" if wipe else "told")
    if wipe:
        laptop.wipe()
