"""What a laptop wrote itself comes back in brief, and whole where it is not here as the server says."""

from __future__ import annotations

from pathlib import Path

from tests.sync.devices import Device, assert_equal
from tests.sync.fake_server import FakeServer


def test_own_edits_do_not_come_back_and_the_laptops_are_equal(tmp_path: Path) -> None:
    server = FakeServer()
    one, two = Device.at(server, tmp_path, "one"), Device.at(server, tmp_path, "two")
    for number in range(5):
        one.create({"name": f"n{number}"}, created_at="2026-04-01T08:00:00.000+08:00")
    assert one.sync().ok and two.sync().ok
    before = server.whole
    ids = sorted(one.all())
    one.edit(ids[0], name="mine")
    one.delete(ids[1])
    fresh = one.create({"name": "new"}, created_at="2026-04-01T09:00:00.000+08:00")
    assert one.sync().requests == 1
    assert server.whole == before
    assert one.get(fresh.id).created_at == server.records[fresh.id]["created_at"]
    two.edit(ids[2], name="theirs")
    assert two.sync().ok
    assert server.whole == before + 3
    assert one.sync().ok
    assert server.whole == before + 4
    assert_equal(server, one, two)


def test_an_edit_made_while_the_answer_came_stays_on_its_base(tmp_path: Path) -> None:
    server = FakeServer()
    one = Device.at(server, tmp_path, "one")
    made = one.create({"name": "first"})
    one.sync()
    one.edit(made.id, name="second")
    answer, edited = server.sync, list[str]()

    def meanwhile(request: dict, person: str, allowed: list[str]) -> dict:  # type: ignore[type-arg]
        said = answer(request, person, allowed)
        if not edited:
            edited.append(made.id)
            one.edit(made.id, content="typed while the answer came")
        return said

    server.sync = meanwhile  # type: ignore[method-assign]
    assert one.sync().ok
    assert server.records[made.id]["answers"] == {"name": "second", "content": "typed while the answer came"}
    assert_equal(server, one)


def test_a_laptop_that_went_back_to_a_backup_gets_its_own_records_whole(tmp_path: Path) -> None:
    server = FakeServer()
    one = Device.at(server, tmp_path, "one")
    one.create({"name": "before the backup"})
    one.sync()
    one.store.close()
    backup = (tmp_path / "one" / "profile.db").read_bytes()
    one.kill()
    for number in range(3):
        one.create({"name": f"after it {number}"})
    one.sync()
    one.store.close()
    for left in (tmp_path / "one").glob("profile.db*"):
        left.unlink()
    (tmp_path / "one" / "profile.db").write_bytes(backup)
    one.kill()
    assert len(one.all()) == 1
    assert one.sync().ok
    assert len(one.all()) == 4
    assert_equal(server, one)
