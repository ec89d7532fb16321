"""After a restore: what a laptop had from others and the server has lost stays readable in its history."""

from __future__ import annotations

from pathlib import Path

import pytest

from commissioner_app.store.rows import JournalEntry
from commissioner_app.sync.restored import LOST
from tests.sync.devices import Device
from tests.sync.fake_server import FakeServer


@pytest.fixture
def server() -> FakeServer:
    server = FakeServer()
    server.known = {"changes": "0"}
    return server


@pytest.fixture
def writer(server: FakeServer, tmp_path: Path) -> Device:
    return Device.at(server, tmp_path, "writer")


@pytest.fixture
def reader(server: FakeServer, tmp_path: Path) -> Device:
    return Device.at(server, tmp_path, "reader")


def restore(server: FakeServer, backup: object) -> None:
    server.restore(backup)
    server.known = {"changes": str(server.floor)}


def lost(reader: Device, record_id: str) -> list[JournalEntry]:
    return [one for one in reader.store.journal.of_record(record_id) if one.action == LOST]


def lost_edit(server: FakeServer, writer: Device, reader: Device) -> str:
    """A record whose second edit the reader has seen and the server has lost, with the writer's laptop."""
    made = writer.create({"name": "茶园", "photos": [{"id": "p1", "caption": "旧"}]})
    writer.sync(), reader.sync()
    backup = server.backup()
    writer.edit(made.id, content="只有读者还有", photos=[{"id": "p1", "caption": "新"}])
    writer.sync(), reader.sync()
    restore(server, backup)
    return made.id


def test_what_a_restored_server_lost_stays_in_the_history_of_who_had_read_it(
    server: FakeServer, writer: Device, reader: Device
) -> None:
    made = lost_edit(server, writer, reader)
    assert reader.sync().ok and reader.sync().ok
    assert "content" not in reader.get(made).answers, "it is not the reader's to send in the writer's name"
    (entry,) = lost(reader, made)
    assert entry.patch == {LOST: {"set": {"content": "只有读者还有"}, "items": {"photos": {"p1": {"caption": "新"}}}}}
    assert (entry.who, entry.received_at != "") == ("writer", True)
    assert not reader.store.journal.unsent(made)


@pytest.mark.parametrize("edits_too", [False, True])
def test_it_stays_too_where_another_edit_of_the_restored_record_came_first(
    server: FakeServer, writer: Device, reader: Device, edits_too: bool
) -> None:
    made = lost_edit(server, writer, reader)
    if edits_too:
        reader.edit(made, remarks="not sent yet")
    server.put({**server.records[made], "answers": {"name": "茶园", "place": "later"}}, by="somebody")
    assert reader.sync().ok and reader.sync().ok
    (entry,) = lost(reader, made)
    assert entry.patch[LOST]["set"]["content"] == "只有读者还有"
    assert reader.get(made).answers.get("remarks") == ("not sent yet" if edits_too else None)


def test_a_server_that_just_went_ahead_has_lost_nothing(server: FakeServer, writer: Device, reader: Device) -> None:
    made = writer.create({"name": "one", "content": "goes"})
    writer.sync(), reader.sync()
    writer.edit(made.id, name="two", unset=("content",))
    writer.sync(), reader.sync()
    restore(server, server.backup())
    reader.sync()
    writer.edit(made.id, name="three")
    writer.sync(), reader.sync()
    assert lost(reader, made.id) == []
