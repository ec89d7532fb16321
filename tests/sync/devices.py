"""Laptops for the tests of sync: a store of its own each, a line to the server, and a person who edits."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from commissioner_app.domain.record import Record
from commissioner_app.store.rows import ListQuery
from commissioner_app.store.store import Store
from commissioner_app.sync.engine import Engine, Patience
from commissioner_app.sync.progress import SyncResult
from commissioner_app.sync.transport import Transport
from tests.store.samples import KEY, KINDS, StillClock, record
from tests.sync.fake_server import FakeServer, FakeTransport

AT_ONCE = Patience(sleep=lambda seconds: None, jitter=lambda: 0.5)


class Device:
    """One laptop. ``edit`` changes answers as its person would; ``sync`` runs the engine to its end."""

    def __init__(self, folder: Path, name: str, transport: Transport) -> None:
        self.name = name
        self.folder = folder / name
        self.transport = transport
        self.clock = StillClock()
        self.store = Store.open(self.folder, KEY, clock=self.clock, kinds=KINDS)

    @classmethod
    def at(cls, server: FakeServer, folder: Path, name: str) -> Device:
        """A laptop of the person ``name`` with a line to a server in memory."""
        return cls(folder, name, FakeTransport(server, name))

    def create(self, answers: Mapping[str, Any], **parts: Any) -> Record:
        one = record(answers, author=self.name, **parts)
        self.store.write(one, who=self.name, device=self.name, action="create")
        return one

    def edit(self, record_id: str, *, unset: tuple[str, ...] = (), state: str | None = None, **answers: Any) -> None:
        old = self.get(record_id)
        self.clock.move(seconds=1)
        kept = {key: value for key, value in old.answers.items() if key not in unset}
        new = dataclasses.replace(
            old,
            answers={**kept, **answers},
            state=old.state if state is None else state,
            author=self.name,
            updated_at=self.clock.now().isoformat(timespec="milliseconds"),
        )
        self.store.write(new, who=self.name, device=self.name, action="edit")

    def delete(self, record_id: str) -> None:
        new = dataclasses.replace(self.get(record_id), deleted=True)
        self.store.write(new, who=self.name, device=self.name, action="delete")

    def bring_back(self, record_id: str) -> None:
        new = dataclasses.replace(self.get(record_id), deleted=False)
        self.store.write(new, who=self.name, device=self.name, action="undo")

    def decide(self, record_id: str, value: Any) -> None:
        """Decide the first open conflict of a record."""
        from commissioner_app.store.rows import Version
        from commissioner_app.sync.decide import decided

        old = self.get(record_id)
        version = decided(Version.of(old), old.conflicts[0], value)
        new = dataclasses.replace(old, answers=dict(version.answers), state=version.state, conflicts=version.conflicts)
        self.store.write(new, who=self.name, device=self.name, action="resolve")

    def get(self, record_id: str) -> Record:
        found = self.store.records.get(record_id)
        assert found is not None
        return found

    def sync(self) -> SyncResult:
        engine = Engine(self.store, self.transport, patience=AT_ONCE)
        for _ in engine.run():
            pass
        return engine.result

    def kill(self) -> None:
        """Forget everything in memory, as a kill does, and start again."""
        self.store.database.close()
        self.store = Store.open(self.folder, KEY, clock=self.clock, kinds=KINDS)

    def all(self) -> dict[str, Record]:
        return {one.id: one for one in self.store.records.records(ListQuery(order="created_at"))}


def assert_equal(server: FakeServer, *devices: Device) -> None:
    """Every laptop holds exactly what the server holds, with nothing left to send."""
    wanted = {one: Record.from_json(data) for one, data in server.records.items() if not data["deleted"]}
    for device in devices:
        assert device.all() == wanted, device.name
        assert device.store.records.waiting_counts() == {}
        for state in device.store.buckets.states().values():
            assert device.store.buckets.true_state(state.bucket) == (state.count, state.digest)


def line(device: Device) -> FakeTransport:
    """The line of a laptop that has one in memory."""
    assert isinstance(device.transport, FakeTransport)
    return device.transport
