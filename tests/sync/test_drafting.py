"""Changes of many records are drafted together: what each says is its own, what it costs is not each one's."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from commissioner_app.store.database import Database
from commissioner_app.sync import moves, push
from commissioner_app.sync.moves import Pending
from tests.sync.devices import Device
from tests.sync.fake_server import FakeServer


def statements(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts what goes to databases from now on, by the function that takes it."""
    seen: Counter[str] = Counter()

    def count(name: str) -> None:
        kept: Any = getattr(Database, name)

        def counted(*given: Any) -> Any:
            seen[name] += 1
            return kept(*given)

        monkeypatch.setattr(Database, name, counted)

    for name in ("rows", "write", "write_many"):
        count(name)
    return seen


def test_many_changes_take_no_more_statements_than_few(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    took = []
    for count in (3, 120):
        device = Device.at(FakeServer(), tmp_path, f"laptop{count}")
        for number in range(count):
            device.create({"name": str(number)})
        with monkeypatch.context() as patched:
            seen = statements(patched)
            assert push.pack(device.store, count) == count
        took.append(seen)
    assert took[0] == took[1]


def test_each_change_says_what_is_known_of_its_own_record(server: FakeServer, tmp_path: Path) -> None:
    """Reasons, moves that were kept, and what is given up for better: none of them goes into a neighbour's change."""
    device = Device.at(server, tmp_path, "one")
    plain, moved, reasoned, replacing = (device.create({"name": str(number)}, state="1") for number in range(4))
    assert device.sync().ok
    for one in (plain, moved, reasoned, replacing):
        device.edit(one.id, name="edited")
    device.edit(moved.id, state="2")
    moves.keep(device.store, moved.id, Pending(0, "1"))
    device.store.database.write("UPDATE journal SET reason = 'because' WHERE record_id = ?", [reasoned.id])
    device.store.database.write(
        "INSERT INTO hand_changes (id, record_id, kind, follows, at, patch, base, after, given_up)"
        " VALUES ('old', ?, 'host', '', '', '{}', '', '{}', 1)",
        [replacing.id],
    )
    push.pack(device.store, 10)
    said = {change.record_id: change for change in device.store.outbox.waiting()}
    assert set(said[plain.id].patch) == {"set"} and said[plain.id].replaces == ()
    assert said[moved.id].patch["state_rev"] == 0 and "reason" not in said[moved.id].patch
    assert said[reasoned.id].patch["reason"] == "because" and "state_rev" not in said[reasoned.id].patch
    assert said[replacing.id].replaces == ("old",) and set(said[replacing.id].patch) == {"set"}
    assert device.store.journal.edited(list(said)) == set()
