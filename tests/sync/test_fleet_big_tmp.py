"""Random histories on three laptops with a line that fails: after two quiet rounds all are equal and nothing is lost."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sync.devices import Device, assert_equal
from tests.sync.fake_server import FakeServer, FakeTransport

WHO = st.integers(0, 2)
WHICH = st.integers(0, 3)
STEP = st.one_of(
    st.tuples(st.just("create"), WHO, WHICH),
    st.tuples(st.just("edit"), WHO, WHICH),
    st.tuples(st.just("photo"), WHO, WHICH),
    st.tuples(st.just("unset"), WHO, WHICH),
    st.tuples(st.just("delete"), WHO, WHICH),
    st.tuples(st.just("decide"), WHO, WHICH),
    st.tuples(st.sampled_from(["sync", "sync", "kill"]), WHO, WHICH),
)
FAULTS = st.lists(st.sampled_from(["", "", "before", "after", "twice"]), max_size=4)
ROUNDS_ALLOWED = 2


class History:
    """Plays steps and remembers every value that was typed."""

    def __init__(self, folder: Path) -> None:
        self.server = FakeServer()
        self.devices = [Device.at(self.server, folder, f"d{number}") for number in range(3)]
        self.typed: list[tuple[str, str, str]] = []
        self.count = 0

    def play(self, step: tuple[str, int, int], faults: list[str]) -> None:
        action, who, which = step
        device = self.devices[who]
        if action == "create":
            self._type(device, device.create({"name": self._new()}).id, "name")
        elif action == "sync":
            assert isinstance(device.transport, FakeTransport)
            device.transport.faults = list(faults)
            device.sync()
        elif action == "kill":
            device.kill()
        else:
            records = sorted(device.all())
            if records:
                self._change(device, action, records[which % len(records)], which)

    def settle(self) -> None:
        for _ in range(ROUNDS_ALLOWED):
            for device in self.devices:
                assert isinstance(device.transport, FakeTransport)
                device.transport.faults = []
                assert device.sync().ok

    def close(self) -> None:
        for device in self.devices:
            device.store.close()

    def _change(self, device: Device, action: str, record_id: str, which: int) -> None:
        record = device.get(record_id)
        if action == "edit":
            field = ("name", "content", "place")[which % 3]
            device.edit(record_id, **{field: self._new()})
            self._type(device, record_id, field)
        elif action == "photo":
            photos = [*record.answers.get("photos", []), {"id": f"photo{self.count}", "caption": self._new()}]
            device.edit(record_id, photos=photos)
        elif action == "unset":
            device.edit(record_id, unset=("content",))
        elif action == "delete":
            device.delete(record_id)
        elif record.conflicts:
            device.decide(record_id, record.conflicts[0].mine)

    def _new(self) -> str:
        self.count += 1
        return f"v{self.count}"

    def _type(self, device: Device, record_id: str, field: str) -> None:
        self.typed.append((record_id, field, str(device.get(record_id).answers[field])))

    def assert_nothing_lost(self) -> None:
        """Every value typed was accepted once (so the server's history has it), or stands in a conflict of then."""
        sent = repr([change["patch"] for change in self.server.history])
        for record_id, field, value in self.typed:
            journal = [entry for device in self.devices for entry in device.store.journal.of_record(record_id)]
            seen = f"'{value}'" in sent or any(value == entry.patch.get("set", {}).get(field) for entry in journal)
            assert seen, (record_id, field, value)


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(STEP, FAULTS), max_size=40, min_size=12))
def test_all_laptops_become_equal_and_nothing_is_lost(steps: list[tuple[tuple[str, int, int], list[str]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        history = History(Path(folder))
        try:
            for step, faults in steps:
                history.play(step, faults)
            history.settle()
            assert_equal(history.server, *history.devices)
            history.assert_nothing_lost()
        finally:
            history.close()
