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
    said = _said(server)
    for one in ledger.moved:
        if (one.record, one.target) in said or ledger.moved_on(one) or ledger.given_up(one, one.laptop):
            continue
        if _with_its_laptop(laptops[one.laptop], one):
            continue
        yield f"the move of {one.record} to {one.target} by {one.person} on {laptops[one.laptop].name} is lost"


def _said(server: Server) -> set[tuple[str, str]]:
    """(record, state) of each move that counts, counted once, or gave way to another and is told of. By whom is not asked:
    who only wants what somebody else has made of the record meanwhile adds nothing to it."""
    found = set[tuple[str, str]]()
    for one in server.records():
        found.update((one["id"], part["state"]) for part in (one, *one.get("overruled", [])))
    for record, text in server.rows("SELECT record_id, patch FROM changes"):
        patch: dict[str, Any] = orjson.loads(text)
        told = patch.get("overruled", {})
        found.update((record, part["state"]) for part in (patch, told) if "state" in part)
    return found


def _with_its_laptop(laptop: Laptop, one: Moved) -> bool:
    """The laptop is shut out, or keeps and shows what the server refused."""
    return bool(laptop.out) or one.record in {change.record_id for change in laptop.store.outbox.refused()}
