"""After a restore: what a laptop had sent is put back even where another's edit came first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from commissioner_app.store.rows import JournalEntry
from commissioner_app.sync import exchange
from commissioner_app.sync.lost import Step, live_edits, live_steps
from commissioner_app.sync.progress import SyncResult
from tests.sync.devices import Device, assert_equal
from tests.sync.fake_server import BUCKET, FakeServer, FakeTransport

FLOOR = 1001
LOST = {"c1": 1, "c2": 3, "c3": 4}
"""Changes with the revisions they had made."""


def entry(change: str, action: str = "edit", base_rev: int = 1, **patch: Any) -> JournalEntry:
    return JournalEntry("e", "r", "visit", "at", "p", "d", action, patch, base_rev, "", change, "")


def test_what_was_lost_is_put_back_unless_something_replaced_it() -> None:
    history = [
        entry("c1", set={"content": "one", "remarks": "kept", "place": "cleared later"}),
        entry("", "receive", base_rev=2, set={"content": "another's, of the lost time too"}),
        entry("c2", unset=["place"]),
        entry("c3", items={"photos": {"p1": {"caption": "first", "note": "n"}, "p2": {"caption": "second"}}}),
        entry("known", items={"photos": {"p1": {"note": "changed"}, "p2": None}}),
        entry("", "receive", base_rev=FLOOR, unset=["remarks"], set={"content": "the restored server's"}),
    ]
    assert live_edits(history, LOST, FLOOR) == {
        "set": {"remarks": "kept"},
        "items": {"photos": {"p1": {"caption": "first"}}},
    }
    assert live_edits(history, {}, FLOOR) == {}


def test_an_edit_of_later_replaces_a_lost_one_and_a_lost_one_an_earlier_one() -> None:
    history = [
        entry("c1", set={"photos": [{"id": "p1"}], "content": "one"}),
        entry("c2", set={"content": "two"}),
        entry("c3", items={"photos": {"p2": {"caption": "added"}}}),
        entry("", set={"photos": []}),
    ]
    assert live_edits(history[:3], LOST, FLOOR) == {
        "set": {"photos": [{"id": "p1"}], "content": "two"},
        "items": {"photos": {"p2": {"caption": "added"}}},
    }
    assert live_edits(history, LOST, FLOOR) == {"set": {"content": "two"}}


def test_what_came_before_a_lost_change_was_taken_was_merged_with_it_and_replaces_nothing() -> None:
    history = [
        entry("c3", set={"photos": [{"id": "p1"}], "content": "now a conflict, which is lost as well"}),
        entry("", "receive", base_rev=2, set={"photos": [{"id": "p9"}], "content": "stood first"}),
        entry("c3", set={"remarks": "mine"}),
        entry("", "receive", base_rev=5, set={"remarks": "theirs, later"}),
    ]
    kept = {"photos": [{"id": "p1"}], "content": "now a conflict, which is lost as well"}
    assert live_edits(history, LOST, FLOOR) == {"set": kept}


def test_moves_are_followed_through_the_history_and_replaced_as_edits_are() -> None:
    history = [
        entry("known", "create", state="0"),
        entry("c1", "submit", state="1"),
        entry("c2", "recall", state="0"),
        entry("", "receive", base_rev=2, state="0"),
        entry("", "receive", base_rev=FLOOR, state="9"),
        entry("c3", "submit", state="1"),
    ]
    sent, recalled, again = (
        Step(frozenset(at), to, rev) for at, to, rev in (("0", "1", 1), ("1", "0", 3), ("0", "1", 4))
    )
    assert live_steps(history[:3], LOST, FLOOR) == [sent, recalled]
    assert live_steps(history, LOST, FLOOR) == [recalled, again]
    came_from_server = history[1:3]
    (first, second) = live_steps(came_from_server, LOST, FLOOR)
    assert "0" in first.sources and "2" not in first.sources, (
        "a visit is sent in from where it was begun, or returned to"
    )
    assert second == recalled
    assert live_steps([*history, entry("", "recall", state="0")], LOST, FLOOR) == []
    assert live_steps([entry("c1", "create", state="0")], LOST, FLOOR) == []


@pytest.mark.parametrize("now", ["1", "0"])
def test_a_move_is_put_back_only_where_it_started(tmp_path: Path, now: str) -> None:
    """An approval whose submission is lost as well waits with the reviewer; its opinion is no edit by itself."""
    server = FakeServer()
    server.known = {"changes": "0"}
    one = Device.at(server, tmp_path, "one")
    made = one.create({"name": "茶园"})
    assert one.sync().ok
    server.put({**server.records[made.id], "state": "1"}, by="somebody")
    assert one.sync().ok
    backup = server.backup()
    one.edit(made.id, state="2", review_opinion="好")
    assert one.sync().ok
    server.restore(backup)
    server.known = {"changes": str(server.floor)}
    held = server.records[made.id]
    server.put({**held, "state": now, "answers": {"name": "another's edit came first"}}, by="somebody")
    assert one.sync().ok and one.sync().ok
    there = server.records[made.id]
    assert there["state"] == ("2" if now == "1" else "0")
    assert there["answers"].get("review_opinion") == ("好" if now == "1" else None)
    assert there["answers"]["name"] == "another's edit came first"
    assert_equal(server, one)


def test_what_lies_in_a_bucket_that_went_with_the_restore_goes_up_again_before_it_is_given_up(tmp_path: Path) -> None:
    server = FakeServer(lambda record: {record["answers"].get("county", BUCKET)})
    server.known = {"changes": "0"}
    one = Device.at(server, tmp_path, "one")
    line = one.transport
    assert isinstance(line, FakeTransport)
    backup = server.backup()
    line.buckets = [BUCKET, "county:new"]
    ours = one.create({"name": "only we have it", "county": "county:new"})
    known = one.create({"name": "the server has it", "county": "county:new"})
    assert one.sync().ok
    kept = server.records[known.id], next(change for change, (record, _) in _taken(server) if record == known.id)
    server.restore(backup)
    server.records[known.id], server.taken[kept[1]] = kept[0], 1
    server.known = {"changes": str(server.floor)}
    line.buckets = [BUCKET]
    server.refuse[ours.id] = "not_allowed"
    assert one.sync().ok and one.sync().ok
    assert [change.record_id for change in one.store.outbox.refused()] == [ours.id]
    assert one.get(ours.id).answers["name"] == "only we have it"
    assert known.id not in one.all(), "what the server has is given up as ever"


@pytest.mark.parametrize("known_before", [False, True])
def test_a_deletion_that_only_the_lost_time_knew_goes_up_again_with_all_that_was_typed(
    tmp_path: Path, known_before: bool
) -> None:
    """Deleted records count in no fingerprint: nothing but the log of changes says that the server lacks one."""
    server = FakeServer()
    server.known = {"changes": "0"}
    one = Device.at(server, tmp_path, "one")
    backup = server.backup()
    made = one.create({"name": "first"})
    one.delete(made.id)
    assert one.sync().ok
    if known_before:
        backup = server.backup()
    one.bring_back(made.id)
    one.edit(made.id, content="typed in the lost time")
    one.delete(made.id)
    assert one.sync().ok
    server.restore(backup)
    server.known = {"changes": str(server.floor)}
    assert one.sync().ok and one.sync().ok
    there = server.records[made.id]
    assert there["deleted"] and "typed in the lost time" in str(there)
    assert one.store.records.waiting_counts() == {}


def test_what_was_taken_shortly_before_the_restore_goes_up_again_though_no_page_had_told_of_it(tmp_path: Path) -> None:
    """A bucket's fingerprint is of what the pages brought: it is the restored server's own."""
    server = FakeServer()
    server.known = {"changes": "0"}
    one = Device.at(server, tmp_path, "one")
    made = [one.create({"name": f"record {number}", "place": "cleared"}) for number in range(3)]
    assert one.sync().ok
    backup = server.backup()
    for number, record in enumerate(made):
        one.edit(record.id, name=f"edit {number}", content="typed", unset=("place",))
    planned = exchange.prepare(one.store, most=2)
    answer = exchange.ask(one.store, one.transport, planned).now()
    assert not planned.pulls, "more waits than one request holds"
    exchange.apply(one.store, planned, answer, SyncResult(), set())
    server.restore(backup)
    server.known = {"changes": str(server.floor)}
    assert one.sync().ok and one.sync().ok
    for number, record in enumerate(made):
        assert server.records[record.id]["answers"] == {"name": f"edit {number}", "content": "typed"}
    assert_equal(server, one)


def _taken(server: FakeServer) -> list[tuple[str, tuple[str, int]]]:
    return [(change["id"], (change["record_id"], server.taken[change["id"]])) for change in server.history]
