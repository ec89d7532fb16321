"""Two laptops and a server become equal, whatever the line does; nothing is sent twice, nothing is lost (DESIGN 5)."""

from __future__ import annotations

from pathlib import Path

import pytest

from commissioner_app.sync import stages
from commissioner_app.sync.engine import Engine
from tests.store.samples import wire
from tests.sync.devices import AT_ONCE, Device, assert_equal, line
from tests.sync.fake_server import BUCKET, FakeServer, FakeTransport


def test_a_record_travels_and_gets_its_receipt(server: FakeServer, one: Device, two: Device) -> None:
    made = one.create({"name": "云雾茶厂"})
    result = one.sync()
    assert (result.ok, result.pushed, result.waiting_records) == (True, 1, 0)
    assert two.sync().pulled == 1
    assert_equal(server, one, two)
    assert two.get(made.id).answers == {"name": "云雾茶厂"}
    assert one.store.journal.of_record(made.id)[0].received_at
    assert len(one.store.outbox.receipts(made.id)) == 1


def test_nothing_to_say_is_one_request(server: FakeServer, one: Device) -> None:
    one.create({"name": "甲"})
    one.sync()
    result = one.sync()
    assert result.ok
    assert (result.requests, result.pushed, result.pulled) == (1, 0, 0)


def test_a_change_takes_one_request_and_its_json_is_as_printed(server: FakeServer, one: Device) -> None:
    one.sync()
    one.create({"name": "甲"})
    result = one.sync()
    assert result.requests == 1
    assert list(result.to_json()) == [
        "ok", "pushed", "pulled", "merged", "conflicts", "waiting", "requests", "bytes_sent", "bytes_received", "seconds",
    ]  # fmt: skip


def test_different_fields_merge_silently(server: FakeServer, one: Device, two: Device) -> None:
    made = one.create({"name": "甲", "content": "一", "remarks": "x"})
    one.sync(), two.sync()
    one.edit(made.id, name="乙")
    two.edit(made.id, content="二")
    one.sync()
    result = two.sync()
    assert (result.merged, result.conflicts) == (1, 0)
    one.sync()
    assert_equal(server, one, two)
    assert one.get(made.id).answers == {"name": "乙", "content": "二", "remarks": "x"}


def test_the_same_field_becomes_a_conflict_all_see_until_it_is_decided(
    server: FakeServer, one: Device, two: Device
) -> None:
    made = one.create({"name": "甲"})
    one.sync(), two.sync()
    one.edit(made.id, name="乙")
    two.edit(made.id, name="丙")
    one.sync()
    assert two.sync().conflicts == 1
    one.sync()
    assert_equal(server, one, two)
    (conflict,) = one.get(made.id).conflicts
    assert one.get(made.id).answers == {"name": "乙"}
    assert (conflict.field, conflict.theirs, conflict.mine) == ("name", "乙", "丙")
    assert (conflict.theirs_by, conflict.mine_by) == ("one", "two")
    two.decide(made.id, "丙")
    two.sync(), one.sync()
    assert_equal(server, one, two)
    assert one.get(made.id).answers == {"name": "丙"}
    assert one.get(made.id).conflicts == ()


@pytest.mark.parametrize("fault", ["before", "after", "twice"])
def test_a_line_that_fails_loses_and_doubles_nothing(server: FakeServer, one: Device, two: Device, fault: str) -> None:
    for number in range(3):
        one.create({"name": f"第{number}家"})
    line(one).faults = [fault, fault]
    assert one.sync().ok
    assert len(server.history) == 3
    two.sync()
    assert_equal(server, one, two)


def test_a_lost_reply_is_sent_again_identically_after_a_kill(server: FakeServer, one: Device, two: Device) -> None:
    made = one.create({"name": "甲"})
    line(one).faults = ["after"] * 9
    assert not one.sync().ok
    one.kill()
    assert stages.interrupted(one.store.sync_state)
    one.edit(made.id, name="乙")
    line(one).faults = []
    assert one.sync().ok
    sent = [change for request in line(one).requests for change in request["changes"]]
    assert len({change["id"] for change in sent}) == 2
    assert all(change == sent[0] for change in sent if change["id"] == sent[0]["id"])
    two.sync()
    assert_equal(server, one, two)
    assert two.get(made.id).answers == {"name": "乙"}
    assert not stages.interrupted(one.store.sync_state)


def test_an_edit_made_while_its_record_is_on_its_way_is_kept(server: FakeServer, one: Device, two: Device) -> None:
    made = one.create({"name": "甲"})
    engine = Engine(one.store, one.transport, patience=AT_ONCE)
    line(one).faults = ["after"]
    for step in engine.run():
        if step.text_key == "sync.progress.retry":
            one.edit(made.id, content="还在写")
    assert engine.result.ok
    two.sync()
    assert_equal(server, one, two)
    assert two.get(made.id).answers == {"name": "甲", "content": "还在写"}


def test_an_edit_taken_back_after_its_record_arrived_leaves_no_stamp_of_its_own(
    server: FakeServer, one: Device
) -> None:
    """The server counts a record from its first change on; no further page of the same revision tells so."""
    made = one.create({"name": "甲"})
    one.edit(made.id, content="写完")
    line(one).on_call = lambda method, path: _while_on_its_way(one, made.id)
    engine = Engine(one.store, one.transport, patience=AT_ONCE)
    assert any(one.store.outbox.receipts(made.id) for _ in engine.run()), "it stops where the first answer is noted"
    one.edit(made.id, content="写完")
    assert one.sync().pushed == 0
    assert_equal(server, one)
    assert one.get(made.id).created_at == server.records[made.id]["created_at"] != made.created_at


def _while_on_its_way(device: Device, record_id: str) -> None:
    line(device).on_call = lambda method, path: None
    device.edit(record_id, content="又改")


def test_a_server_that_only_says_stale_is_given_up(server: FakeServer, one: Device) -> None:
    one.create({"name": "甲"})
    server._change = lambda change, person: {"id": change["id"], "status": "stale", "rev": 0}  # type: ignore[method-assign]
    result = one.sync()
    assert (result.ok, result.error, result.waiting_records) == (False, "server_confused", 1)
    assert result.requests < 30


def test_two_programs_that_sync_one_profile_at_once_do_no_harm(server: FakeServer, one: Device, two: Device) -> None:
    made = one.create({"name": "甲"})
    answer = line(one)._answer

    def meanwhile(*call):  # type: ignore[no-untyped-def]
        reply = answer(*call)
        line(one)._answer = answer  # type: ignore[method-assign]
        one.sync()
        two.sync()
        two.edit(made.id, name="乙")
        two.sync()
        one.sync()
        return reply

    line(one)._answer = meanwhile  # type: ignore[method-assign]
    assert one.sync().ok
    two.sync(), one.sync()
    assert_equal(server, one, two)
    assert one.get(made.id).answers == {"name": "乙"}


def test_a_pulled_version_never_overwrites_unsent_edits(server: FakeServer, one: Device, two: Device) -> None:
    made = one.create({"name": "甲", "content": "一"})
    one.sync(), two.sync()
    two.edit(made.id, content="二")
    server.refuse[made.id] = "not_allowed"
    assert two.sync().refused == 1
    server.refuse.clear()
    one.edit(made.id, name="乙")
    one.sync()
    assert two.store.outbox.refused()[0].code == "not_allowed"
    two.sync(), one.sync()
    assert_equal(server, one, two)
    assert one.get(made.id).answers == {"name": "乙", "content": "二"}


def test_what_is_refused_stays_and_goes_again_once_corrected(server: FakeServer, one: Device) -> None:
    bad, good = one.create({"name": "坏"}), one.create({"name": "好"})
    server.refuse[bad.id] = "bad_record"
    result = one.sync()
    assert (result.ok, result.pushed, result.refused, result.waiting_records) == (True, 1, 1, 1)
    assert one.sync().requests == 1
    server.refuse.clear()
    one.edit(bad.id, name="改好")
    assert one.sync().pushed == 1
    assert server.records[bad.id]["answers"] == {"name": "改好"}
    assert good.id in server.records


def test_more_changes_than_fit_into_one_request(server: FakeServer, one: Device, two: Device) -> None:
    with one.store.transaction():
        for number in range(1203):
            one.create({"name": f"第{number}家"})
    result = one.sync()
    assert (result.ok, result.pushed, result.requests) == (True, 1203, 4)
    two.sync()
    assert_equal(server, one, two)


def test_a_first_load_in_pages_that_is_killed_goes_on(server: FakeServer, one: Device) -> None:
    import random

    rng = random.Random(3)
    for number in range(4500):
        server.put(wire(number, rng))
    line(one).faults = ["", *["before"] * 9]
    result = one.sync()
    assert (result.ok, result.pulled, result.error) == (False, 2000, "server_unreachable")
    one.kill()
    line(one).faults = []
    assert one.sync().pulled == 2500
    assert_equal(server, one)


def test_deletions_travel_and_an_edit_made_meanwhile_outlives_them(
    server: FakeServer, one: Device, two: Device
) -> None:
    gone, kept = one.create({"name": "删"}), one.create({"name": "留"})
    one.sync(), two.sync()
    one.delete(gone.id)
    one.delete(kept.id)
    two.edit(kept.id, content="我还在写")
    one.sync(), two.sync(), one.sync()
    assert_equal(server, one, two)
    assert gone.id not in two.all()
    assert two.get(kept.id).answers == {"name": "留", "content": "我还在写"}


def test_an_empty_server_empties_no_laptop(one: Device) -> None:
    made = one.create({"name": "甲"})
    one.sync()
    empty = FakeServer()
    one.transport = FakeTransport(empty, "one")
    assert one.sync().ok
    assert made.id in one.all()
    assert empty.records[made.id]["answers"] == {"name": "甲"}
    assert one.sync().requests == 1


def test_a_restored_server_gets_back_what_it_lost(server: FakeServer, one: Device, two: Device) -> None:
    made = one.create({"name": "甲"})
    one.sync(), two.sync()
    backup = server.backup()
    two.edit(made.id, name="乙")
    later = one.create({"name": "后来"})
    two.sync(), one.sync()
    server.restore(backup)
    for device in (one, two, one, two):
        assert device.sync().ok
    assert_equal(server, one, two)
    assert server.records[made.id]["answers"] == {"name": "乙"}
    assert server.records[later.id]["answers"] == {"name": "后来"}


def test_a_bucket_taken_away_goes_only_after_unsent_edits_have_left(server: FakeServer, one: Device) -> None:
    kept, gone = one.create({"name": "改"}), one.create({"name": "走"})
    one.sync()
    one.edit(kept.id, content="最后一句")
    line(one).buckets = []
    line(one).faults = ["before"] * 9
    one.sync()
    assert len(one.all()) == 2
    line(one).faults = []
    assert one.sync().ok
    assert one.all() == {}
    assert server.records[kept.id]["answers"]["content"] == "最后一句"
    assert gone.id in server.records


def test_a_record_that_moves_between_buckets_stays_whole(tmp_path: Path) -> None:
    server = FakeServer(lambda record: {record["answers"]["bucket"]})
    one, two = Device.at(server, tmp_path, "one"), Device.at(server, tmp_path, "two")
    for device in (one, two):
        line(device).buckets = ["a", "b"]
    made = one.create({"name": "甲", "bucket": "a"})
    one.sync(), two.sync()
    two.edit(made.id, bucket="b")
    two.sync(), one.sync()
    assert_equal(server, one, two)
    assert [entry.action for entry in one.store.journal.of_record(made.id)] == ["create", "receive"]


def test_a_difference_is_noticed_and_mended_without_touching_unsent_work(server: FakeServer, one: Device) -> None:
    made = one.create({"name": "甲"})
    lost = one.create({"name": "丢"})
    one.sync()
    one.store.records.remove([lost.id])
    one.store.database.write("UPDATE buckets SET count = count - 1, digest = ? WHERE bucket = ?", ["0" * 32, BUCKET])
    one.edit(made.id, content="未发")
    result = one.sync()
    assert result.ok
    assert_equal(server, one)
    assert one.get(made.id).answers == {"name": "甲", "content": "未发"}


def test_history_on_the_other_laptop_says_who_changed_what(server: FakeServer, one: Device, two: Device) -> None:
    made = one.create({"name": "甲"})
    one.sync(), two.sync()
    two.edit(made.id, name="乙")
    two.sync(), one.sync()
    last = one.store.journal.of_record(made.id)[-1]
    assert (last.action, last.who, last.patch) == ("receive", "two", {"set": {"name": "乙"}})


@pytest.mark.parametrize(
    "reply",
    [b"", b"null", b"{}", b"<html>", b'{"results":[],"pages":{"a":{}},"buckets":[],"known":{},"fingerprints":{}}'],
)
def test_a_broken_reply_changes_nothing(server: FakeServer, one: Device, reply: bytes) -> None:
    from commissioner_app.sync.transport import Reply

    made = one.create({"name": "甲"})
    good = line(one)._answer
    line(one)._answer = lambda *_: Reply(200, {}, reply)  # type: ignore[method-assign]
    result = one.sync()
    assert (result.ok, result.error, result.waiting_records) == (False, "server_confused", 1)
    line(one)._answer = good  # type: ignore[method-assign]
    assert one.sync().ok
    assert server.records[made.id]["answers"] == {"name": "甲"}


def test_an_edit_taken_back_by_hand_leaves_the_record_as_the_other_made_it(
    server: FakeServer, one: Device, two: Device
) -> None:
    record = one.create({"name": "茶园"})
    one.sync()
    two.sync()
    two.edit(record.id, name="错字")
    two.edit(record.id, name="茶园")
    assert two.sync().ok
    assert_equal(server, one, two)


def test_an_edit_on_a_version_that_the_server_has_lost_brings_that_version_back(tmp_path: Path) -> None:
    server = FakeServer()
    one = Device.at(server, tmp_path, "one")
    made = one.create({"name": "first"})
    one.sync()
    backup = server.backup()
    one.edit(made.id, name="accepted, then lost")
    one.sync()
    one.edit(made.id, content="not sent yet")
    server.restore(backup)
    assert one.sync().ok and one.sync().ok
    assert server.records[made.id]["answers"] == {"name": "accepted, then lost", "content": "not sent yet"}
    assert_equal(server, one)
