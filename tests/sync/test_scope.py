"""A person who changes county or team: the new bucket is loaded whole, the lost one leaves nothing behind, and nothing that
was not sent is dropped. Real server, real HTTP, real store."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from commissioner_app.store.rows import ListQuery
from tests.server.neighbours import COUNTY, SECRET, Neighbours, settle, work
from tests.services.test_attachments import photo
from tests.support.commands import command
from tests.support.homes import sample_home
from tests.support.server import ServerProcess
from tests.sync.test_real_server import Laptop

TEAM = "T1"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    home = sample_home(tmp_path / "home", "sqlite")
    team = settle(home)
    running = home.serve()
    running.neighbours = work(running.url, team)  # type: ignore[attr-defined]
    yield running
    running.stop()


def laptop(folder: Path, server: ServerProcess, login: str) -> Laptop:
    number = next(number for number, user in enumerate(server.users) if user["name"] == login)
    made = Laptop(folder / login, server, number)  # type: ignore[arg-type]
    assert made.sync().ok
    return made


def appoint(server: ServerProcess, login: str, *options: str) -> None:
    """End the running appointments of a person and give out another one, if any."""
    for one in map(json.loads, command("appointment", "list", *server.place).stdout.splitlines()):
        if one["login"] == login and not one["ended"]:
            command("appointment", "end", *server.place, one["id"])
    if options:
        command("appointment", "add", *server.place, login, *options)


def files_on(one: Laptop) -> int:
    return len(list((one.folder / "attachments").glob("*/*.bin")))


def previews_on(one: Laptop) -> int:
    return int(one.store.database.value("SELECT count(*) FROM thumbnails"))


def found(one: Laptop, words: str) -> list[str]:
    while one.store.search.index_some():
        pass
    return [row.id for row in one.store.records.list(ListQuery(text=words, limit=50))]


def test_who_moves_to_another_county_leaves_nothing_of_the_old_one_behind(
    server: ServerProcess, tmp_path: Path
) -> None:
    theirs: Neighbours = server.neighbours  # type: ignore[attr-defined]
    colleague, mover = laptop(tmp_path, server, "stc2"), laptop(tmp_path, server, "stc1")
    name, _ = colleague.store.attachments.add_photo(photo(300, 200))
    seen = colleague.visit(content="独特的话语", photos=[{"id": "p1", "file": name}])
    assert colleague.sync().ok and mover.sync().ok
    assert mover.store.attachments.get(name) is not None and mover.store.attachments.thumbnail(name)
    assert found(mover, "独特的话语") == [seen.id]
    own = mover.visit(content="没有送出的一次")
    hosts = {row.id for row in mover.store.records.list(ListQuery(kind="host", limit=9999))}
    appoint(server, "stc1", "--role", "STC", "--county", COUNTY, "--team", theirs.team)
    assert mover.sync().ok
    after = mover.sync()
    assert (after.ok, after.waiting_records) == (True, 1)
    assert not hosts & {row.id for row in mover.store.records.list(ListQuery(kind="host", limit=9999))}
    assert mover.store.records.get(seen.id) is None and found(mover, "独特的话语") == []
    assert mover.store.attachments.get(name) is None and mover.store.attachments.thumbnail(name) is None
    assert not mover.store.attachments.path(name).exists()
    assert mover.store.buckets.states().keys() == {
        f"county:{COUNTY}", "province", f"team:{theirs.team}", f"user:{mover.person}"
    }  # fmt: skip
    held = mover.store.records.get(theirs.records["host"])
    assert held is not None and held.answers["content"] == SECRET
    assert mover.store.attachments.missing() == [] and mover.store.attachments.get(theirs.attachment) is not None
    # What the server refuses now stays, and says why.
    refused = mover.store.records.stored(own.id)
    assert refused is not None and refused.dirty and refused.record.answers["content"] == "没有送出的一次"
    states = mover.store.buckets.states()
    assert all(mover.store.buckets.true_state(one) == (states[one].count, states[one].digest) for one in states)


def test_an_edit_and_a_photo_leave_before_the_record_does(server: ServerProcess, tmp_path: Path) -> None:
    leader, mover = laptop(tmp_path, server, "lead1"), laptop(tmp_path, server, "stc1")
    one = mover.visit(content="交给团长")
    assert mover.sync().ok and leader.sync().ok
    name, _ = leader.store.attachments.add_photo(photo(310, 210))
    leader.edit(one.id, photos=[{"id": "p1", "file": name}])
    # The edit leaves, the photo waits: the line breaks after the records.
    leader.store.attachments.path(name).rename(tmp_path / "away")
    leader.sync()
    (tmp_path / "away").rename(leader.store.attachments.path(name))
    leader.store.database.write("UPDATE attachments SET held = 1, sent_at = '' WHERE name = ?", [name])
    appoint(server, "lead1")
    assert leader.sync().ok
    assert leader.store.attachments.waiting() == []
    assert leader.sync().ok
    assert leader.store.records.get(one.id) is None and leader.store.attachments.get(name) is None
    assert leader.store.buckets.states().keys() == {f"user:{leader.person}"}
    assert mover.sync().ok
    assert mover.store.attachments.get(name) is not None


def test_two_counties_and_back_to_one(server: ServerProcess, tmp_path: Path) -> None:
    theirs: Neighbours = server.neighbours  # type: ignore[attr-defined]
    both = laptop(tmp_path, server, "dcs1")
    before = set(both.store.records.counts().items())
    command("appointment", "add", *server.place, "dcs1", "--role", "DCS", "--county", COUNTY)
    assert both.sync().ok
    assert both.store.records.get(theirs.records["host"]) is not None
    new = dataclasses.replace(both.visit(), answers={})  # an id that is not in the way
    assert new.id
    second = [
        one
        for one in map(json.loads, command("appointment", "list", *server.place).stdout.splitlines())
        if one["login"] == "dcs1" and one["county"] == COUNTY
    ]
    command("appointment", "end", *server.place, second[0]["id"])
    assert both.sync().ok and both.sync().ok
    assert both.store.records.get(theirs.records["host"]) is None
    assert {kind for kind, _ in before} <= set(both.store.records.counts())
