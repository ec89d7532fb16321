"""What became of the moves between states: sent in, approved, returned. Each stands, stood once, or is told of as overruled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from tests.sync.fleet.laptop import Laptop
from tests.sync.fleet.ledger import Ledger, Moved
from tests.sync.fleet.server import Server


def lost(server: Server, laptops: list[Laptop], ledger: Ledger) -> Iterator[str]:
    """Moves of which the server says nothing, though nothing took them back and nobody refused them."""
    said = set(_said(server))
    known = {(record, state) for record, state, _ in said}
    for one in ledger.moved:
        # By whom is not asked: who only wants what somebody else has made of the record meanwhile adds nothing to it.
        if (one.record, one.target) in known or ledger.moved_on(one) or ledger.given_up(one, one.laptop):
            continue
        if _with_its_laptop(laptops[one.laptop], one):
            continue
        if any((other.record, other.target, other.person) not in said for other in ledger.taken_back(one)):
            continue
        yield f"the move of {one.record} to {one.target} by {one.person} on {laptops[one.laptop].name} is lost"


def _said(server: Server) -> Iterator[tuple[str, str, str]]:
    """(record, state, person) of each move that counted once, or gave way to another and is told of; the state that stands,
    by nobody."""
    for one in server.records():
        yield one["id"], one["state"], ""
        yield from ((one["id"], note["state"], note["by"]) for note in one.get("overruled", []))
    for record, text, person in server.rows("SELECT record_id, patch, person_id FROM changes"):
        patch: dict[str, Any] = orjson.loads(text)
        told = patch.get("overruled", {})
        yield from ((record, part["state"], person) for part in (patch, told) if "state" in part)


def _with_its_laptop(laptop: Laptop, one: Moved) -> bool:
    """The laptop is shut out, or keeps and shows what the server refused."""
    return bool(laptop.out) or one.record in {change.record_id for change in laptop.store.outbox.refused()}
