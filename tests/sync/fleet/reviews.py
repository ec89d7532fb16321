"""What became of the moves between states: sent in, approved, returned. Each stands, stood once, or is told of as overruled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from tests.sync.fleet.laptop import Laptop
from tests.sync.fleet.ledger import Ledger
from tests.sync.fleet.server import Server


def lost(server: Server, laptops: list[Laptop], ledger: Ledger) -> Iterator[str]:
    """Moves of which the server says nothing, though nothing took them back and nobody refused them."""
    said = set(_said(server))
    known = ledger.stood | {(record, state) for record, state, _ in said}
    for one in ledger.moved:
        # By whom is not asked: who only wants what somebody else has made of the record meanwhile adds nothing to it.
        if (one.record, one.target) in known or ledger.moved_on(one) or ledger.given_up(one, one.laptop):
            continue
        laptop = laptops[one.laptop]
        if laptop.out or one.record in {change.record_id for change in laptop.store.outbox.refused()}:
            # It stays with the laptop, which shows what the server refused.
            continue
        hands = one.person, laptop.device
        if any(not said & {(other.record, other.target, hand) for hand in hands} for other in ledger.taken_back(one)):
            continue
        yield f"the move of {one.record} to {one.target} by {one.person} on {laptop.name} is lost"


def _said(server: Server) -> Iterator[tuple[str, str, str]]:
    """(record, state, device or person) of each move that counted once, or gave way to another and is told of; the state that
    stands, by nobody."""
    for one in server.records():
        yield one["id"], one["state"], ""
        yield from ((one["id"], note["state"], note["by"]) for note in one.get("overruled", []))
    for record, text, device in server.rows("SELECT record_id, patch, device_id FROM changes"):
        patch: dict[str, Any] = orjson.loads(text)
        told = patch.get("overruled", {})
        yield from ((record, part["state"], device) for part in (patch, told) if "state" in part)
