"""What a leader shows of a member's bundle, and what becomes of the leader's own work when the server will not have it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from commissioner_app.sync.bundle import showing
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
