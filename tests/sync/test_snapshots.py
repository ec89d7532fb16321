"""A first load from a ready-made copy ends like one by pages: cut, killed, replaced, damaged or out of date."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioner_app.sync.engine import Engine
from tests.store.samples import record
from tests.sync.devices import AT_ONCE, Device, assert_equal, line
from tests.sync.fake_server import BUCKET, FakeServer


def made(number: int) -> dict[str, Any]:
    return {**record({"name": f"n{number}"}).to_json(), "id": f"019a0000-0000-7000-8000-{number:012d}"}


@pytest.fixture
def server() -> FakeServer:
    server = FakeServer()
    for number in range(10):
        server.put(made(number))
    return server


def parts_read(device: Device) -> int:
    return sum(path.startswith("/v1/snapshots/") for _, path in line(device).calls)


def test_a_first_load_takes_the_copy_and_then_what_changed(server: FakeServer, tmp_path: Path) -> None:
    server.make_snapshot()
    server.put({**made(1), "answers": {"name": "changed since"}})
    server.put(made(30))
    one = Device.at(server, tmp_path, "one")
    result = one.sync()
    assert (result.ok, result.pulled, parts_read(one)) == (True, 12, 1)
    assert_equal(server, one)
    assert one.sync().requests == 1


@pytest.mark.parametrize("fault", ["before", "after", "twice", "cut"])
def test_a_line_that_breaks_is_taken_up_where_it_broke(server: FakeServer, tmp_path: Path, fault: str) -> None:
    offer = server.make_snapshot()
    one = Device.at(server, tmp_path, "one")
    line(one).faults = ["", fault, "", fault]
    assert one.sync().ok
    assert_equal(server, one)
    if fault == "cut":
        firsts = [int(asked.partition("=")[2].partition("-")[0]) for asked in line(one).ranges]
        assert firsts == sorted(set(firsts))
        assert len(firsts) == 3
        assert any(first not in itertools.accumulate(offer["parts"], initial=0) for first in firsts)


def test_a_load_that_was_killed_goes_on_with_the_next_part(server: FakeServer, tmp_path: Path) -> None:
    offer = server.make_snapshot()
    one = Device.at(server, tmp_path, "one")
    steps = Engine(one.store, one.transport, patience=AT_ONCE).run()
    while len(one.all()) < 6:
        next(steps)
    steps.close()
    one.kill()
    line(one).ranges.clear()
    assert one.sync().ok
    assert line(one).ranges[0].startswith(f"bytes={sum(offer['parts'][:2])}-")
    assert_equal(server, one)


def test_a_copy_that_was_replaced_meanwhile_is_begun_anew(server: FakeServer, tmp_path: Path) -> None:
    server.make_snapshot()
    one = Device.at(server, tmp_path, "one")
    steps = Engine(one.store, one.transport, patience=AT_ONCE).run()
    while len(one.all()) < 3:
        next(steps)
    steps.close()
    one.kill()
    server.put({**made(0), "deleted": True})
    server.put({**made(1), "answers": {"name": "new"}})
    server.make_snapshot()
    assert one.sync().ok
    assert_equal(server, one)


def test_a_copy_that_is_gone_or_damaged_is_made_up_for_by_pages(server: FakeServer, tmp_path: Path) -> None:
    offer = server.make_snapshot()
    data = server.snapshots[BUCKET][1]
    wrong = bytearray(data)
    wrong[offer["parts"][0] + 9] ^= 1
    for number, spoiled in enumerate((bytes(wrong), data[:-1], b"")):
        server.snapshots[BUCKET] = (offer, spoiled)
        one = Device.at(server, tmp_path, f"laptop{number}")
        assert one.sync().ok
        assert_equal(server, one)
    two = Device.at(server, tmp_path, "two")
    answer = line(two)._snapshot

    def gone(path: str, wanted: str):  # type: ignore[no-untyped-def]
        del server.snapshots[BUCKET]
        return answer(path, wanted)

    line(two)._snapshot = gone  # type: ignore[method-assign]
    assert two.sync().ok
    assert_equal(server, two)


def test_an_edit_made_while_the_copy_comes_is_neither_lost_nor_lost_sight_of(
    server: FakeServer, tmp_path: Path
) -> None:
    server.make_snapshot()
    one = Device.at(server, tmp_path, "one")
    steps = Engine(one.store, one.transport, patience=AT_ONCE).run()
    while not one.all():
        next(steps)
    edited, fresh = next(iter(one.all())), one.create({"name": "made meanwhile"})
    one.edit(edited, name="typed meanwhile")
    for _ in steps:
        pass
    assert one.sync().ok
    assert_equal(server, one)
    assert one.get(edited).answers["name"] == "typed meanwhile"
    assert fresh.id in server.records


def test_comparing_with_a_restored_server_does_not_take_an_old_copy_for_its_state(
    server: FakeServer, tmp_path: Path
) -> None:
    one = Device.at(server, tmp_path, "one")
    one.sync()
    server.make_snapshot()
    one.edit(made(2)["id"], name="sent after the copy was made")
    one.sync()
    sent = len(server.history)
    one.store.buckets.start_again(BUCKET)
    assert one.sync().ok
    assert parts_read(one) == 0
    assert len(server.history) == sent
    assert_equal(server, one)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 5),
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["edit", "delete", "put"])), max_size=8),
    st.lists(st.sampled_from(["", "", "before", "after", "twice"]), max_size=8),
)
def test_whatever_changed_since_and_whatever_the_line_does(
    tmp_path_factory: pytest.TempPathFactory, per_part: int, changes: list[tuple[int, str]], faults: list[str]
) -> None:
    server = FakeServer()
    for number in range(10):
        server.put(made(number))
    server.make_snapshot(per_part=per_part)
    for number, what in changes:
        record = made(number)
        server.put({**record, "deleted": what == "delete", "answers": {"name": what}})
    one = Device.at(server, tmp_path_factory.mktemp("laptop"), "one")
    line(one).faults = faults
    while not one.sync().ok:
        pass
    assert_equal(server, one)
    one.store.close()
