"""The checks can fail: each promise is broken on purpose, and the report says so."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from commissioner_app.system import ids
from provincial_server import outside
from tests.sync.fleet import checks
from tests.sync.fleet.asgi import Answer, Request, one_thread
from tests.sync.fleet.deeds import Desk
from tests.sync.fleet.disk import watched
from tests.sync.fleet.fleet import Fleet, small_pages
from tests.sync.fleet.laptop import Laptop
from tests.sync.fleet.outside import World
from tests.sync.fleet.runs import prepared
from tests.sync.fleet.tally import Tally

Plant = Callable[["Calm"], None]


class Calm(Fleet):
    """A fleet of two laptops without faults: Ann's, and the office's."""

    def __init__(self, template: Path, scratch: Path, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(1, template, scratch, loop, Tally())
        for number, (which, person) in enumerate(((0, "p-ann"), (3, "p-office"))):
            disk = self._disk(f"laptop{number}")
            profile = template / f"laptop-{which}"
            self.join(Laptop(self.world, disk, number, person, line=self.line, profile=profile))

    def all_sync(self) -> None:
        self._settle()

    def desk(self, number: int = 0) -> Desk:
        return Desk(self.laptops[number], self.ledger, self.random, self.server.restores)

    def found(self) -> str:
        found: list[str] = checks.everything(self.server, self.laptops, self.ledger)
        return "\n".join([*self.wrong, *self.witness.found, *found])

    def change(self, sql: str, *values: Any) -> None:
        """Reach into the server's database, past every rule."""
        self.server._opened().execute(sql, values)
        self.server._seen = (-1, [])  # its own connection's changes are no news to it


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared(tmp_path_factory.mktemp("fleet"))


@pytest.fixture
def fleet(template: Path, tmp_path: Path) -> Iterator[Calm]:
    world = World("calm")
    with one_thread() as loop, small_pages(), watched(), ids.drawn_from(world), outside.replaced_by(world):
        calm = Calm(template, tmp_path / "calm", loop)
        calm.all_sync()
        while not calm.desk().create().startswith("create visit"):
            pass
        while visit(calm)[-6:] not in calm.desk().attach():
            pass
        calm.all_sync()
        yield calm
        calm._end()


def visit(fleet: Calm) -> str:
    rows = fleet.laptops[0].store.database.rows("SELECT id FROM records WHERE kind = 'visit' ORDER BY id")
    return str(rows[0][0])


def test_where_nothing_is_wrong_nothing_is_found(fleet: Calm) -> None:
    assert fleet.found() == ""


def test_an_accepted_change_that_is_dropped_shows(fleet: Calm) -> None:
    """The server says that it has taken an edit, and forgets it."""
    for (trigger,) in fleet.server.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        fleet.change(f"DROP TRIGGER {trigger}")
    real = fleet.server.call

    def forgetful(request: Request, cut: int | None = None) -> Answer | None:
        answer = real(request, cut)
        fleet.change("DELETE FROM changes WHERE seq = (SELECT max(seq) FROM changes)")
        return answer

    fleet.server.call = forgetful  # type: ignore[method-assign]
    while not fleet.desk().text():
        pass
    laptop = fleet.laptops[0]
    laptop.begin_sync()
    while laptop.step():
        pass
    fleet.server.call = real  # type: ignore[method-assign]
    assert "is not in the history" in fleet.found()


def test_a_typed_value_that_is_nowhere_shows(fleet: Calm) -> None:
    fleet.ledger.type(0, visit(fleet), "content", fleet.ledger.new(), 0)
    assert "is lost" in fleet.found()


def test_a_move_that_is_nowhere_shows(fleet: Calm) -> None:
    """Where it neither stands nor stood, and nobody is told that it gave way."""
    record = visit(fleet)
    before = next(one["state"] for one in fleet.server.records() if one["id"] == record)
    lost = f"the move of {record} to {{}} by p-ann on p-ann/0 is lost"
    fleet.ledger.move(0, "p-ann", record, ("never", "approved"), 0)
    assert lost.format("approved") in fleet.found()
    fleet.ledger.move(0, "p-ann", record, ("approved", "never"), 0)
    assert fleet.found() == "", "it was taken back before anybody heard of it"
    fleet.ledger.move(0, "p-ann", record, ("never", before), 0)
    fleet.ledger.move(0, "p-ann", record, (before, "never"), 0)
    assert fleet.found() == ""
    fleet.change(
        "UPDATE records SET body = json_set(body, '$.overruled', json(?)) WHERE id = ?",
        orjson.dumps([{"state": before, "by": "p-ann"}]).decode(), record,
    )  # fmt: skip
    assert lost.format("never") in fleet.found(), "what was led back from is known to the server"
    fleet.ledger.stood.add((record, "never"))
    assert fleet.found() == "", "a restored server had it so already"


def test_a_lost_value_whose_writer_had_to_give_the_record_up_shows_where_another_laptop_had_it(fleet: Calm) -> None:
    """After a restore it must be readable on some laptop that held it; where none did, nobody could have kept it."""
    value, record = fleet.ledger.new(), visit(fleet)
    fleet.ledger.type(0, record, "content", value, 0)
    fleet.ledger.hidden[0, record] = fleet.ledger.deeds
    fleet.server.restores = 1
    assert "is lost" not in fleet.found()
    fleet.ledger.holders[value] = {1}
    assert "is lost" in fleet.found()
    fleet.ledger.undo(1, record, "content")
    assert "is lost" not in fleet.found()


def test_a_change_that_the_server_doubles_shows(fleet: Calm) -> None:
    body = next(one for one in fleet.server.records() if one["id"] == visit(fleet))
    body["answers"]["photos"] *= 2
    body["answers"]["remarks"] = body["answers"].get("content") or body["answers"].get("remarks") or "v1v"
    body["answers"]["content"] = body["answers"]["remarks"]
    fleet.change("UPDATE records SET body = ? WHERE id = ?", orjson.dumps(body).decode(), body["id"])
    found = fleet.found()
    assert "is there twice" in found
    assert "differs in" in found


def test_a_revision_given_twice_or_never_sent_shows(fleet: Calm) -> None:
    names = "seq, record_id, kind, rev, person_id, device_id, at, received_at, patch"
    fleet.change(
        f"INSERT INTO changes (id, {names}) SELECT 'again', {names} FROM changes WHERE record_id = ? LIMIT 1",
        visit(fleet),
    )
    found = fleet.found()
    assert "change again of" in found
    assert "given twice or out of order" in found


def test_a_laptop_that_keeps_a_foreign_record_or_its_photo_shows(fleet: Calm) -> None:
    one = next(record for record in fleet.server.records() if record["id"] == visit(fleet))
    one["answers"] |= {"county": "341525", "team": "T3"}
    one["answers"]["writer"] = "p-dong"
    fleet.change("UPDATE records SET body = ? WHERE id = ?", orjson.dumps(one).decode(), one["id"])
    found = fleet.found()
    assert f"p-office/1: holds {one['id']}, which is not theirs to see" in found
    assert "p-office/1: keeps the file" in found


def test_an_answer_that_tells_too_much_shows(fleet: Calm) -> None:
    one = next(record for record in fleet.server.records() if record["id"] == visit(fleet))
    page = {"records": [one], "gone": [], "cursor": 1, "more": False}
    reply = {"results": [], "pages": {"province": page}}
    request = Request("POST", "/v1/sync", {}, b'{"changes": []}')
    fleet.witness.see("p-dong/9", request, Answer(200, {}, orjson.dumps(reply)))
    assert f"p-dong/9 was given visit {one['id']}" in fleet.found()


def test_a_damaged_file_and_a_wrong_digest_show(fleet: Calm) -> None:
    fleet.change("UPDATE bucket_stats SET count = count + 1 WHERE bucket = 'county:341524'")
    name = next(iter(fleet.ledger.files))
    fleet.ledger.files[name] += b"!"
    found = fleet.found()
    assert "the server's check" in found
    assert f"another file than {name}" in found


def test_work_that_is_never_sent_shows(fleet: Calm) -> None:
    while not fleet.desk().text():
        pass
    assert "still waits with" in fleet.found()


def _type(fleet: Calm, number: int, place: str) -> str:
    """Somebody types into the first host."""
    laptop, value = fleet.laptops[number], fleet.ledger.new()
    record = laptop.store.records.get("host-0")
    assert record is not None
    after = dataclasses.replace(record, answers={**record.answers, place: value}, author=laptop.person)
    laptop.store.write(after, who=laptop.person, device=laptop.name, action="edit")
    fleet.ledger.type(number, "host-0", place, value, fleet.server.restores)
    return value


def test_what_a_restored_server_lost_comes_back_even_behind_anothers_edit(fleet: Calm) -> None:
    """Nobody is told by a revision: the record is newer on the server than ever, and lacks what Ann had sent."""
    fleet.server.back_up()
    lost, beaten = _type(fleet, 0, "address"), _type(fleet, 0, "name")
    fleet.all_sync()
    fleet.server.restore(fleet.server.backups[0])
    fleet.server.start()
    office = fleet.laptops[1]
    fleet._settle_one(office)
    now = _type(fleet, 1, "name")
    fleet._settle_one(office)
    fleet.all_sync()
    record = next(one for one in fleet.server.records() if one["id"] == "host-0")
    assert (record["answers"]["name"], record["answers"].get("address")) == (now, lost)
    assert [(one["field"], one["mine"], one["theirs"]) for one in record["conflicts"]] == [("name", beaten, now)]
    assert fleet.found() == ""
