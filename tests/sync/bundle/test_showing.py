"""What a leader shows of a member's bundle, and what becomes of the leader's own work when the server will not have it."""

from __future__ import annotations

import base64
import dataclasses
from pathlib import Path
from typing import Any, cast

import orjson
import pytest

from commissioner_app.domain.record import Record
from commissioner_app.store.store import Store
from commissioner_app.sync import exchange, push, reconcile
from commissioner_app.sync.bundle import relay, showing
from commissioner_app.sync.progress import SyncResult
from commissioner_app.sync.transport import Reply, Transport
from tests.store.samples import record
from tests.sync.bundle.conftest import Make, export, take

ANSWERS = {"writer": "member", "team": "T1", "county": "341524", "content": "tea"}


def test_own_work_that_has_left_on_what_the_server_refuses_is_kept_and_goes_no_more(make: Make, tmp_path: Path) -> None:
    member, leader = make("member"), make("leader")
    written = record(ANSWERS, author="member")
    member.write(written, who="member", device="member", action="create")
    (stick,) = export(member, tmp_path / "stick")
    take(leader, stick)
    shown = leader.records.get(written.id)
    assert shown is not None and shown.answers["content"] == "tea"
    edited = dataclasses.replace(shown, answers={**shown.answers, "content": "green tea"}, author="leader")
    leader.write(edited, who="leader", device="leader", action="edit")
    assert export(leader, tmp_path / "further")  # the edit waits as a change of its own now
    for change in leader.carried.changes_of(written.id):
        leader.carried.decide(change.id, "refused", "not_allowed")
    with leader.transaction():
        assert showing.settle(leader, written.id) is not None
    kept = leader.records.get(written.id)
    assert kept is not None and kept.answers["content"] == "green tea"
    assert [change.record_id for change in leader.outbox.refused()] == [written.id]
    assert leader.outbox.waiting() == [] and leader.hand.chain(written.id) == []


def edited(make: Make, tmp_path: Path, first: Record) -> Path:
    """The stick of a member who had ``first`` of the server and has edited it."""
    member = make("member")
    member.records.put(first, dirty=False)
    edit = dataclasses.replace(first, answers={**first.answers, "content": "green tea"})
    member.write(edit, who="member", device="member", action="edit")
    (stick,) = export(member, tmp_path / "stick")
    return stick


def brought(make: Make, tmp_path: Path, first: Record, held: Record | None) -> Store:
    """A leader who holds ``held`` has read the stick of a member who has edited ``first``."""
    leader = make("leader")
    if held is not None:
        leader.records.put(held, dirty=False)
    take(leader, edited(make, tmp_path, first))
    shown = leader.records.get(first.id)
    assert shown is not None and shown.answers["content"] == "green tea"
    return leader


def refused(leader: Store, record_id: str) -> Record | None:
    for change in leader.carried.changes_of(record_id):
        leader.carried.decide(change.id, "refused", "not_allowed")
    with leader.transaction():
        showing.settle(leader, record_id)
    assert leader.carried.shown(record_id) is None
    return leader.records.get(record_id)


@pytest.mark.parametrize("knew", [False, True])
def test_what_the_server_has_given_meanwhile_stays_when_the_brought_is_refused(
    make: Make, tmp_path: Path, *, knew: bool
) -> None:
    first = dataclasses.replace(record(ANSWERS, author="member"), rev=1)
    leader = brought(make, tmp_path, first, first if knew else None)
    later = dataclasses.replace(first, rev=2, answers={**first.answers, "content": "black tea"})
    leader.records.put(later, dirty=False)
    assert refused(leader, first.id) == later


@pytest.mark.parametrize("knew", [False, True])
def test_what_was_brought_is_taken_back_where_the_server_has_said_nothing(
    make: Make, tmp_path: Path, *, knew: bool
) -> None:
    first = dataclasses.replace(record(ANSWERS, author="member"), rev=1)
    leader = brought(make, tmp_path, first, first if knew else None)
    assert refused(leader, first.id) == (first if knew else None)


@pytest.mark.parametrize("edits", [False, True])
def test_what_the_server_had_before_the_stick_was_read_stands_after_the_pull(
    make: Make, tmp_path: Path, *, edits: bool
) -> None:
    """The member has synced since, and written more: the stick tells nothing new, and no page comes after it."""
    first = dataclasses.replace(record(ANSWERS, author="member"), rev=1)
    leader = make("leader")
    held = dataclasses.replace(first, rev=3, answers={**first.answers, "content": "black tea"})
    leader.records.put(held, dirty=False)
    take(leader, edited(make, tmp_path, first))
    shown = leader.records.get(first.id)
    assert shown is not None and shown.conflicts
    if edits:
        own = dataclasses.replace(shown, answers={**shown.answers, "place": "tea garden"}, author="leader")
        leader.write(own, who="leader", device="leader", action="edit")
    for change in leader.carried.changes_of(first.id):
        leader.carried.decide(change.id, "accepted")
    with leader.transaction():
        showing.settle(leader, first.id)
        assert showing.hide_settled(leader) == [("visit", first.id)]
    assert leader.carried.shown(first.id) is None
    after = leader.records.get(first.id)
    assert after is not None and after.conflicts == () and after.answers["content"] == "black tea"
    assert after.answers.get("place") == ("tea garden" if edits else None)
    assert edits or after == held


@pytest.mark.parametrize("knew", [False, True])
@pytest.mark.parametrize("left_too", [False, True])
def test_own_work_on_what_was_brought_goes_over_the_network_after_it(
    make: Make, tmp_path: Path, *, knew: bool, left_too: bool
) -> None:
    first = dataclasses.replace(record(ANSWERS, author="member"), rev=1)
    leader = brought(make, tmp_path, first, first if knew else None)
    shown = leader.records.get(first.id)
    assert shown is not None
    edited = dataclasses.replace(shown, answers={**shown.answers, "place": "tea garden"}, author="leader")
    leader.write(edited, who="leader", device="leader", action="edit")
    if left_too:
        assert export(leader, tmp_path / "further")  # on a stick both go, one after the other
        assert [one.record_id for one in leader.outbox.waiting()] == [first.id]
    # The server would take this edit without what it was made on, and both would call that the same revision.
    assert exchange.prepare(leader).changes == () and not push.has_unpacked(leader)
    assert leader.records.waiting_counts() == {"visit": 1}
    for piece in leader.carried.waiting("changes"):
        leader.carried.answered(piece.id, "relayed", "", shown.updated_at)
    assert push.has_unpacked(leader) is not left_too
    (change,) = exchange.prepare(leader).changes
    assert change.patch == {"set": {"place": "tea garden"}}


def test_own_work_on_other_records_does_not_wait_for_what_was_brought(make: Make, tmp_path: Path) -> None:
    first = dataclasses.replace(record(ANSWERS, author="member"), rev=1)
    leader = brought(make, tmp_path, first, first)
    other = record(ANSWERS, author="leader", id="another")
    leader.write(other, who="leader", device="leader", action="create")
    assert [one.record_id for one in exchange.prepare(leader).changes] == ["another"]


def photographed(make: Make, tmp_path: Path) -> tuple[Store, Record, str]:
    """A leader who has read the stick of a member with a new record and its photo; the record, and the name of the photo."""
    member, leader = make("member"), make("leader")
    name = member.attachments.add(b"tea leaves", "bin")
    written = record({**ANSWERS, "photos": [{"id": "p", "photo": name}]}, author="member")
    member.write(written, who="member", device="member", action="create")
    (stick,) = export(member, tmp_path / "stick")
    take(leader, stick)
    assert leader.attachments.read(name) == b"tea leaves"
    return leader, written, name


def test_a_file_that_came_by_hand_goes_with_its_record(make: Make, tmp_path: Path) -> None:
    leader, written, name = photographed(make, tmp_path)
    for change in leader.carried.changes_of(written.id):
        leader.carried.decide(change.id, "accepted")
    with leader.transaction():
        # The server has taken it, and gives it to others than this laptop.
        assert showing.hide_settled(leader) == [("visit", written.id)]
    assert leader.records.get(written.id) is None
    assert leader.attachments.get(name) is None and not leader.attachments.path(name).exists()


class Takes:
    """A server that takes every piece; what it gives back for the sender is a piece like any other."""

    def __init__(self, receipt: bytes, files: list[str]) -> None:
        self._said = {
            "results": [],
            "files": [{"name": name, "received": True} for name in files],
            "receipt": base64.b64encode(receipt).decode(),
        }

    def call(self, method: str, path: str, **parts: Any) -> Reply:
        return Reply(200, {}, orjson.dumps(self._said))


def test_a_relayed_file_that_a_restored_server_had_lost_leaves_once_it_has_it(make: Make, tmp_path: Path) -> None:
    leader, written, name = photographed(make, tmp_path)
    leader.attachments.mark_unsent([name])
    # The appointment has ended meanwhile: the record is none of this laptop's any more, only the piece is.
    reconcile.take_off(leader, [written.id])
    assert leader.attachments.path(name).exists()
    (piece,) = leader.carried.waiting("file")
    whole = leader.carried.data(piece.id)
    assert whole is not None
    relay.send(leader, cast(Transport, Takes(whole, [name])), piece, "2026-11-22T10:00:00.000+08:00", SyncResult())
    assert leader.attachments.get(name) is None and not leader.attachments.path(name).exists()
