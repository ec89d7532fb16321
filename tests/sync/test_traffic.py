"""Photos and files beside the records: records first, small and new files first, several at once, no room on either side."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from commissioner_app.store.attachments import Attachments
from commissioner_app.store.store import Store
from commissioner_app.sync import fetching, pace
from commissioner_app.sync.engine import Engine, Patience
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.progress import SyncResult
from commissioner_app.sync.transport import Reply
from commissioner_app.system.disk import SystemDisk
from commissioner_app.system.workers import Workers
from tests.sync.devices import AT_ONCE, Device, line
from tests.sync.fake_server import FakeServer, FakeTransport
from tests.sync.test_files import BIG

MEGABYTE = 1024 * 1024


def with_file(device: Device, data: bytes, **answers: str) -> str:
    name = device.store.attachments.add(data, "bin")
    device.create({"name": "有附件", "log_scan": name, **answers})
    device.clock.move(seconds=1)
    return name


def run(device: Device, **options: object) -> SyncResult:
    engine = Engine(device.store, device.transport, **{"patience": AT_ONCE, **options})  # type: ignore[arg-type]
    for _ in engine.run():
        pass
    return engine.result


def patches(device: Device) -> list[str]:
    """What was asked of the server after the first call, a letter each: R records, P a piece, B a beginning, H how far."""
    letters = {"/v1/sync": "R"}
    methods = {"PATCH": "P", "POST": "B", "HEAD": "H", "GET": "G"}
    return [letters.get(path, methods[method]) for method, path in line(device).calls]


def test_small_files_of_the_newest_record_go_first_and_a_large_one_last(server: FakeServer, one: Device) -> None:
    large = with_file(one, os.urandom(2 * MEGABYTE + 1))
    old, new = with_file(one, b"old"), with_file(one, b"new")
    assert one.sync().ok
    assert list(server.files) == [new, old, large]


def test_what_was_begun_goes_on_before_others_of_its_size(server: FakeServer, one: Device) -> None:
    begun = with_file(one, os.urandom(MEGABYTE))
    line(one).faults = ["", "", "", *["before"] * 9]
    assert not one.sync().ok
    newer = with_file(one, b"newer")
    line(one).faults = []
    assert one.sync().ok
    assert list(server.files) == [begun, newer]


def test_a_record_written_during_a_long_upload_goes_before_the_next_piece(server: FakeServer, one: Device) -> None:
    with_file(one, BIG)
    written: list[str] = []

    def writes(method: str, _path: str) -> None:
        if method == "PATCH" and not written:
            written.append(one.create({"name": "途中写的"}).id)

    line(one).on_call = writes
    result = one.sync()
    assert (result.ok, result.pushed, result.waiting_files) == (True, 2, 0)
    assert "".join(patches(one)) == "RBPRPPPP"
    assert server.records[written[0]]["rev"] == 1


def test_a_photo_added_during_the_upload_goes_with_it(server: FakeServer, one: Device) -> None:
    names = [with_file(one, BIG)]

    def adds(method: str, _path: str) -> None:
        if method == "PATCH" and len(names) == 1:
            names.append(with_file(one, b"a photo that was taken meanwhile"))

    line(one).on_call = adds
    result = one.sync()
    assert (result.ok, result.pushed, result.waiting_files) == (True, 2, 0)
    assert sorted(server.files) == sorted(names)


def test_progress_is_told_in_bytes(one: Device) -> None:
    with_file(one, BIG), with_file(one, b"small")
    steps = [step for step in Engine(one.store, one.transport, patience=AT_ONCE).run() if step.stage == "upload"]
    assert {(step.unit, step.total) for step in steps} == {("bytes", len(BIG) + 5)}
    moved = [step.done for step in steps]
    assert moved == sorted(moved) and moved[0] == 5 and moved[-1] == len(BIG) + 5
    assert [dict(steps[at].params) for at in (0, -1)] == [{"done": 1, "total": 2}, {"done": 2, "total": 2}]


def test_a_server_without_room_stops_files_and_no_records(server: FakeServer, one: Device) -> None:
    names = [with_file(one, os.urandom(100)) for _ in range(5)]
    server.storage_full = True
    result = one.sync()
    assert (result.ok, result.pushed, result.waiting_files) == (True, 5, 5)
    assert (result.files_stopped, result.files_stopped_params) == ("storage_full", {"reason": "disk"})
    assert "".join(patches(one)) == "RB"
    server.storage_full = False
    assert (one.sync().files_stopped, sorted(server.files)) == ("", sorted(names))


class SmallDisk(SystemDisk):
    """A disk of a laptop that has ``room`` bytes left."""

    def __init__(self, room: int) -> None:
        self.room = room

    def append(self, path: Path, data: bytes | bytearray) -> None:
        if len(data) > self.room:
            super().append(path, data[: self.room])
            self.room = 0
            raise OSError(28, "No space left on device")
        self.room -= len(data)
        super().append(path, data)

    def free(self, folder: Path) -> int:
        return self.room + fetching.RESERVE


def with_disk(store: Store, disk: SystemDisk) -> None:
    store.attachments = Attachments(store.database, store.folder / "attachments", store.clock, disk)


def test_a_laptop_without_room_keeps_its_records_and_nothing_half(
    server: FakeServer, one: Device, tmp_path: Path
) -> None:
    names = [with_file(one, os.urandom(300_000)) for _ in range(4)]
    one.sync()
    two = Device.at(server, tmp_path, "two")
    with_disk(two.store, SmallDisk(700_000))
    result = two.sync()
    assert (result.ok, result.pulled, result.files_stopped) == (True, 4, "disk_full_here")
    held = [name for name in names if two.store.attachments.get(name)]
    assert held == names[2:]
    assert sorted(path for path in two.folder.rglob("*") if path.suffix == ".incoming") == []
    with_disk(two.store, SmallDisk(10 * MEGABYTE))
    assert (two.sync().files_stopped, two.store.attachments.missing()) == ("", [])


def test_nothing_is_fetched_into_the_last_room_of_a_disk(server: FakeServer, one: Device, tmp_path: Path) -> None:
    with_file(one, b"x" * 1000)
    one.sync()
    two = Device.at(server, tmp_path, "two")
    with_disk(two.store, SmallDisk(-1))
    assert (two.sync().files_stopped, "G" in patches(two)) == ("disk_full_here", False)


@pytest.mark.parametrize("at", range(1, 6))
def test_a_download_goes_on_inside_the_file_after_a_kill(
    server: FakeServer, one: Device, tmp_path: Path, at: int
) -> None:
    name = with_file(one, BIG)
    one.sync()
    two = Device.at(server, tmp_path, "two")
    line(two).faults = [*[""] * at, *["before"] * 9]
    assert not two.sync().ok
    two.kill()
    line(two).faults = []
    kept = two.store.attachments.incoming(name).offset
    assert kept == sum(min(pace.FIRST << step, pace.LARGEST) for step in range(at - 1))
    asked = len(line(two).ranges)
    assert two.sync().ok
    assert two.store.attachments.read(name) == BIG
    # Its beginning is asked for together with other files, what follows by its place.
    assert line(two).ranges[asked].startswith(f"bytes={kept or pace.FIRST}-")


def test_small_files_come_several_in_one_call_and_what_finds_no_room_comes_with_the_next(
    server: FakeServer, one: Device, tmp_path: Path
) -> None:
    names = [with_file(one, os.urandom(100_000)) for _ in range(30)]
    one.sync()
    two = Device.at(server, tmp_path, "two")
    assert two.sync().ok
    assert two.store.attachments.missing() == []
    assert all(two.store.attachments.read(name) == server.files[name] for name in names)
    # One at first, on a line that nobody knows yet, then ever more.
    asked = [path for _, path in line(two).calls if path == "/v1/attachments/fetch"]
    assert len(asked) < 8 and line(two).ranges == []


def test_an_older_server_is_asked_for_one_after_the_other(server: FakeServer, one: Device, tmp_path: Path) -> None:
    names = [with_file(one, os.urandom(1000)) for _ in range(5)]
    one.sync()
    two = Device.at(server, tmp_path, "two")

    def knows_nothing_of_it(_method: str, path: str) -> None:
        if path == "/v1/attachments/fetch":
            raise SyncFailure("bad_request", status=405)

    line(two).on_call = knows_nothing_of_it
    assert two.sync().ok
    assert two.store.attachments.missing() == []
    paths = [path for _, path in line(two).calls if path.startswith("/v1/attachments")]
    assert paths == ["/v1/attachments/fetch", *(f"/v1/attachments/{name}" for name in reversed(names))]


def test_of_several_files_a_damaged_one_and_one_not_sent_yet_hold_up_no_other(
    server: FakeServer, one: Device, tmp_path: Path
) -> None:
    names = [with_file(one, bytes([number]) * 500) for number in range(6)]
    one.sync()
    server.files[names[1]] = b"damaged"
    del server.files[names[4]]
    two = Device.at(server, tmp_path, "two")
    assert two.sync().ok
    assert sorted(two.store.attachments.missing()) == sorted([names[1], names[4]])


@pytest.mark.parametrize("fault", ["before", "after"])
def test_a_cut_while_several_come_costs_nothing_but_another_call(
    server: FakeServer, one: Device, tmp_path: Path, fault: str
) -> None:
    for _ in range(6):
        with_file(one, os.urandom(40_000))
    one.sync()
    two = Device.at(server, tmp_path, "two")
    line(two).faults = ["", "", fault]
    assert two.sync().ok
    assert two.store.attachments.missing() == []


def test_a_group_of_files_is_flushed_before_any_of_them_counts(server: FakeServer, one: Device, tmp_path: Path) -> None:
    for _ in range(4):
        with_file(one, os.urandom(10_000))
    one.sync()
    two = Device.at(server, tmp_path, "two")
    seen: list[int] = []

    class Watched(SystemDisk):
        def settle(self, moves: Sequence[tuple[Path, Path]], workers: Workers) -> None:
            assert len(two.store.attachments.missing()) == 4 and not any(path.exists() for _, path in moves)
            super().settle(moves, workers)
            seen.append(len(moves))

    with_disk(two.store, Watched())
    assert two.sync().ok
    assert (seen, two.store.attachments.missing()) == ([1, 3], []) or sum(seen) == 4


def test_files_that_find_no_room_when_they_are_flushed_leave_nothing_behind(
    server: FakeServer, one: Device, tmp_path: Path
) -> None:
    """The disk says so beside the fetching, when further files may be here already."""
    for _ in range(4):
        with_file(one, os.urandom(300_000))
    one.sync()
    two = Device.at(server, tmp_path, "two")

    class Full(SystemDisk):
        def settle(self, moves: Sequence[tuple[Path, Path]], workers: Workers) -> None:
            raise OSError(28, "No space left on device")

    with_disk(two.store, Full())
    result = two.sync()
    assert (result.ok, result.pulled, result.files_stopped) == (True, 4, "disk_full_here")
    assert len(two.store.attachments.missing()) == 4
    assert [path for path in two.folder.rglob("*") if path.suffix in (".incoming", ".bin")] == []
    with_disk(two.store, SystemDisk())
    assert (two.sync().files_stopped, two.store.attachments.missing()) == ("", [])


def test_a_piece_that_a_kill_left_damaged_is_fetched_again(server: FakeServer, one: Device, tmp_path: Path) -> None:
    name = with_file(one, BIG)
    one.sync()
    two = Device.at(server, tmp_path, "two")
    line(two).faults = ["", "", "", *["before"] * 9]
    two.sync()
    (part,) = (path for path in two.folder.rglob("*.incoming"))
    part.write_bytes(part.read_bytes()[:-100] + bytes(100))
    line(two).faults = []
    assert two.sync().ok
    assert two.store.attachments.read(name) == BIG


def test_a_file_that_the_server_holds_damaged_is_put_off_and_holds_up_no_other(
    server: FakeServer, one: Device, tmp_path: Path
) -> None:
    good, bad = with_file(one, b"good"), with_file(one, b"bad")
    one.sync()
    server.files[bad] = b"dab"
    two = Device.at(server, tmp_path, "two")
    assert two.sync().ok
    assert two.store.attachments.read(good) == b"good"
    assert two.store.attachments.missing() == [bad]
    assert two.sync().requests == 1
    server.files[bad] = b"bad"
    two.clock.move(hours=2)
    assert two.sync().ok and two.store.attachments.read(bad) == b"bad"


def spoil(device: Device, name: str) -> None:
    path = device.store.attachments.path(name)
    path.write_bytes(path.read_bytes()[:-1] + b"x")


def test_a_file_whose_only_copy_is_damaged_is_named_and_a_good_one_of_the_same_content_heals_it(
    server: FakeServer, one: Device
) -> None:
    name = with_file(one, b"the only copy")
    spoil(one, name)
    result = one.sync()
    assert (result.ok, result.waiting_files, server.files) == (True, 0, {})
    assert [file.name for file in one.store.attachments.damaged()] == [name]
    one.store.attachments.add(b"the only copy", "bin")
    assert one.store.attachments.damaged() == []
    assert one.sync().ok and server.files == {name: b"the only copy"}


def test_a_reduced_photo_that_is_damaged_is_made_anew_from_its_original(server: FakeServer, one: Device) -> None:
    from tests.store.samples import picture

    name, _ = one.store.attachments.add_photo(picture(3000, 2000), keep_original=True)
    one.create({"name": "有照片", "log_scan": name})
    sound = one.store.attachments.read(name)
    spoil(one, name)
    assert one.sync().waiting_files == 0
    assert server.files[name] == sound
    assert one.store.attachments.damaged() == []


def test_cuts_that_each_let_something_through_are_never_too_many(server: FakeServer, one: Device) -> None:
    name = with_file(one, BIG)
    # Each piece is cut in the middle and the question after it goes through: a weak line, but a line.
    line(one).faults = ["", "", *["cut", ""] * 20]
    assert one.sync().ok
    assert server.files[name] == BIG


class Locked(FakeTransport):
    """A line that several threads may use at once, as far as the server in memory is concerned."""

    lock = threading.Lock()

    def call(self, method: str, path: str, **named: Any) -> Reply:
        with self.lock:
            return super().call(method, path, **named)


def test_several_files_go_at_once_over_several_lines(server: FakeServer, tmp_path: Path) -> None:
    lines = [Locked(server, "one") for _ in range(4)]
    one = Device(tmp_path, "one", lines[0])
    names = [with_file(one, os.urandom(120_000)) for _ in range(80)]
    result = run(one, beside=lines[1:])
    assert (result.ok, result.waiting_files, sorted(server.files)) == (True, 0, sorted(names))
    assert all(each.calls for each in lines)
    assert result.requests == sum(each.meter.requests for each in lines)
    two_lines = [Locked(server, "two") for _ in range(4)]
    two = Device(tmp_path, "two", two_lines[0])
    assert run(two, beside=two_lines[1:]).ok
    assert all(two.store.attachments.read(name) == server.files[name] for name in names)
    assert sum(call == ("POST", "/v1/sync") for each in lines[1:] for call in each.calls) == 0


class GoingDown(Locked):
    """A line whose second call about files fails at the same moment as those of the other three."""

    together = threading.Barrier(4)

    down = False

    def call(self, method: str, path: str, **named: Any) -> Reply:
        before = sum(asked != "/v1/sync" for _, asked in self.calls)
        if path != "/v1/sync" and before == 1 and not self.down:
            self.down = True
            self.together.wait(20)
            raise SyncFailure("server_stalled")
        return super().call(method, path, **named)


def test_lines_that_fail_together_are_one_attempt(server: FakeServer, tmp_path: Path) -> None:
    lines = [GoingDown(server, "one") for _ in range(4)]
    one = Device(tmp_path, "one", lines[0])
    names = [with_file(one, os.urandom(120_000)) for _ in range(80)]
    waits: list[float] = []
    result = run(one, beside=lines[1:], patience=Patience(attempts=2, sleep=waits.append, jitter=lambda: 0.5))
    assert (result.ok, sorted(server.files), len(waits)) == (True, sorted(names), 1)
