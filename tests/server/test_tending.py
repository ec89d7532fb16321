"""What the server does by itself: needs expire, abandoned uploads go."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from provincial_server.db import records
from provincial_server.db.engine import Database
from provincial_server.logic.roles import Caller
from provincial_server.logic.tending import expire_needs
from provincial_server.logic.uploads import Uploads
from provincial_server.settings import Settings

FAR = "2099-01-01"


def states(database: Database) -> dict[str, tuple[str, int]]:
    with database.read() as connection:
        needs = [json.loads(body) for body in records.bodies(connection, "need")]
    return {need["id"]: (need["state"], need["rev"]) for need in needs}


def test_open_needs_past_their_date_expire_once(database: Database) -> None:
    before = states(database)
    assert expire_needs(database, "2000-01-01") == 0
    expired = expire_needs(database, FAR)
    after = states(database)
    changed = {need for need in before if before[need] != after[need]}
    assert len(changed) == expired > 40
    assert all(before[need][0] < "70" and after[need] == ("97", before[need][1] + 1) for need in changed)
    assert expire_needs(database, FAR) == 0


def test_abandoned_uploads_are_removed(database: Database, settings: Settings) -> None:
    uploads = Uploads(database, replace(settings, upload_life=timedelta(0)))
    upload = uploads.begin(Caller("p", "d", (), frozenset()), "a" * 64 + ".jpg", 10)
    assert (settings.uploads / f"{upload}.part").exists()
    assert uploads.drop_old() == 1
    assert list(settings.uploads.iterdir()) == []
