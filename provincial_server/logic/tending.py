"""What the server does by itself from time to time: needs past their date expire, abandoned uploads are removed."""

from __future__ import annotations

from typing import Final

import orjson

from provincial_server.db import records
from provincial_server.db.engine import Database
from provincial_server.logic import audit, stretches
from provincial_server.logic.accounts import ADMINISTRATOR
from provincial_server.logic.ids import new_id
from provincial_server.logic.kinds import kinds
from provincial_server.logic.push import Push
from provincial_server.logic.uploads import Uploads
from sync_protocol.messages import Change

_SYSTEM: Final = "SYSTEM"
_BATCH: Final = 500


def tend(database: Database, uploads: Uploads) -> None:
    """Do all of it once."""
    uploads.drop_old()
    stretches.drop_old(uploads.folder / stretches.FOLDER)
    expire_needs(database, audit.now()[:10])


def expire_needs(database: Database, today: str) -> int:
    """Move open needs whose ``valid_to`` lies before ``today`` to their expired state (domain.md 4.9); how many."""
    moves = {move.source: move.target for move in kinds()["need"].moves if _SYSTEM in move.roles}
    with database.read() as connection:
        needs = [orjson.loads(body) for body in records.bodies(connection, "need")]
    over = [need for need in needs if need["state"] in moves and "" < need["answers"].get("valid_to", "") < today]
    changes: list[Change] = [
        {
            "id": new_id(),
            "record_id": need["id"],
            "kind": "need",
            "base_rev": need["rev"],
            "at": audit.now(),
            "patch": {"state": moves[need["state"]], "reason": "valid_to"},
        }
        for need in over
    ]
    for start in range(0, len(changes), _BATCH):
        with database.write() as connection:
            # One that was changed since it was read is stale here, and looked at again next time.
            Push(connection, ADMINISTRATOR, trusted=True).take(changes[start : start + _BATCH])
    return len(changes)
